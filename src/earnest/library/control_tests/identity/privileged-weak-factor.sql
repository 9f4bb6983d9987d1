/*
id: privileged-weak-factor
title: "Privileged accounts hold no weak factor"
version: 1
control: mfa-phishing-resistant
severity: medium
tables: [accounts, authenticators]
optional_tables: [group_members]
whole: [authenticators]
rationale: >
  A thief takes the weakest way in that is left open. A strong key helps little while a text message or a phone call
  is accepted as well.
sentence:
  pass: "No privileged account holds a weak factor ({population} checked)."
  fail: "Privileged accounts that can still use a weak factor: {violations} of {population}."
  unproven: "Not proven. Privileged accounts seen: {population}; without an answer: {unknown}."
*/
-- population
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    bool_or(privileged) as privileged,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind
  from accounts
  group by system, account_id
),
holder as (
  select system, account_id, bool_or(privileged) as privileged
  from group_members
  group by system, account_id
),
graded as (
  select distinct system
  from group_members
  where privileged
),
ranked as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.kind,
    case
      when a.privileged or h.privileged then true
      when a.privileged is not null or g.system is not null then false
    end as privileged
  from account a
  left join holder h on h.system = a.system and h.account_id = a.account_id
  left join graded g on g.system = a.system
),
feeble as (
  select
    system,
    account_id,
    case
      when bool_or(active and kind in ('sms', 'call', 'email', 'question')) then true
      when count(*) > count(active and kind in ('sms', 'call', 'email', 'question')) then null
      else false
    end as weak
  from authenticators
  group by system, account_id
),
told as (
  select distinct system
  from authenticators
),
judged as (
  select
    r.system,
    r.account_id,
    r.label,
    r.enabled,
    r.kind,
    r.privileged,
    case
      when f.account_id is not null then f.weak
      when t.system is not null then false
    end as weak
  from ranked r
  left join feeble f on f.system = r.system and f.account_id = r.account_id
  left join told t on t.system = r.system
)
select
  system || ':' || account_id as subject,
  label
from judged
where enabled is not false
  and kind <> 'service'
  and (privileged or (enabled and privileged and weak) is null)
-- violations
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    bool_or(privileged) as privileged,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind
  from accounts
  group by system, account_id
),
holder as (
  select system, account_id, bool_or(privileged) as privileged
  from group_members
  group by system, account_id
),
graded as (
  select distinct system
  from group_members
  where privileged
),
ranked as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.kind,
    case
      when a.privileged or h.privileged then true
      when a.privileged is not null or g.system is not null then false
    end as privileged
  from account a
  left join holder h on h.system = a.system and h.account_id = a.account_id
  left join graded g on g.system = a.system
),
feeble as (
  select
    system,
    account_id,
    case
      when bool_or(active and kind in ('sms', 'call', 'email', 'question')) then true
      when count(*) > count(active and kind in ('sms', 'call', 'email', 'question')) then null
      else false
    end as weak
  from authenticators
  group by system, account_id
),
told as (
  select distinct system
  from authenticators
),
judged as (
  select
    r.system,
    r.account_id,
    r.label,
    r.enabled,
    r.kind,
    r.privileged,
    case
      when f.account_id is not null then f.weak
      when t.system is not null then false
    end as weak
  from ranked r
  left join feeble f on f.system = r.system and f.account_id = r.account_id
  left join told t on t.system = r.system
)
select
  system || ':' || account_id as subject,
  label,
  'A text message, phone call, e-mail or security question is still accepted.' as reason
from judged
where enabled is not false
  and kind <> 'service'
  and (privileged or (enabled and privileged and weak) is null)
  and enabled and privileged and weak
-- unknown
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    bool_or(privileged) as privileged,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind
  from accounts
  group by system, account_id
),
holder as (
  select system, account_id, bool_or(privileged) as privileged
  from group_members
  group by system, account_id
),
graded as (
  select distinct system
  from group_members
  where privileged
),
ranked as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.kind,
    case
      when a.privileged or h.privileged then true
      when a.privileged is not null or g.system is not null then false
    end as privileged
  from account a
  left join holder h on h.system = a.system and h.account_id = a.account_id
  left join graded g on g.system = a.system
),
feeble as (
  select
    system,
    account_id,
    case
      when bool_or(active and kind in ('sms', 'call', 'email', 'question')) then true
      when count(*) > count(active and kind in ('sms', 'call', 'email', 'question')) then null
      else false
    end as weak
  from authenticators
  group by system, account_id
),
told as (
  select distinct system
  from authenticators
),
judged as (
  select
    r.system,
    r.account_id,
    r.label,
    r.enabled,
    r.kind,
    r.privileged,
    case
      when f.account_id is not null then f.weak
      when t.system is not null then false
    end as weak
  from ranked r
  left join feeble f on f.system = r.system and f.account_id = r.account_id
  left join told t on t.system = r.system
)
select
  system || ':' || account_id as subject,
  label,
  'The exports do not say whether it is enabled, whether it is privileged or which factors it has.' as reason
from judged
where enabled is not false
  and kind <> 'service'
  and (privileged or (enabled and privileged and weak) is null)
  and (enabled and privileged and weak) is null
