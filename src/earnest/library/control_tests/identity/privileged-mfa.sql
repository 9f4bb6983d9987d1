/*
id: privileged-mfa
title: "Privileged accounts sign in with a second factor"
version: 1
control: mfa-privileged
severity: critical
tables: [accounts]
optional_tables: [authenticators, group_members]
whole: [authenticators]
rationale: >
  One stolen administrator password can open every other door. A second factor stops most such thefts.
sentence:
  pass: "Every privileged account has a second factor ({population} checked)."
  fail: "Privileged accounts that can sign in without a second factor: {violations} of {population}."
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
    bool_or(password_enabled) as password_enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    bool_and(mfa_enrolled) as mfa_enrolled
  from accounts
  group by system, account_id
),
graded_factor as (
  select
    system,
    account_id,
    kind,
    active,
    case
      when phishing_resistant is not null then phishing_resistant
      when kind in ('webauthn', 'smartcard') then true
      when kind in ('totp', 'push', 'sms', 'call', 'email', 'question', 'password') then false
    end as strong
  from authenticators
),
factor as (
  select
    system,
    account_id,
    case
      when bool_or(active and kind not in ('password', 'question', 'email')) then true
      when count(*) > count(active and kind not in ('password', 'question', 'email')) then null
      else false
    end as second,
    case
      when bool_or(active and kind in ('sms', 'call', 'email', 'question')) then true
      when count(*) > count(active and kind in ('sms', 'call', 'email', 'question')) then null
      else false
    end as weak,
    case
      when bool_or(active and strong) then true
      when count(*) > count(active and strong) then null
      else false
    end as held
  from graded_factor
  group by system, account_id
),
told as (
  select distinct system
  from authenticators
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.privileged,
    a.password_enabled,
    a.kind,
    case
      when a.mfa_enrolled is not null then a.mfa_enrolled
      when f.account_id is not null then f.second
      when t.system is not null then false
    end as mfa,
    case
      when f.account_id is not null then f.weak
      when t.system is not null then false
    end as weak,
    case
      when f.account_id is not null then f.held
      when t.system is not null then false
    end as held
  from account a
  left join factor f on f.system = a.system and f.account_id = a.account_id
  left join told t on t.system = a.system
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
    j.system,
    j.account_id,
    j.label,
    j.enabled,
    j.password_enabled,
    j.kind,
    j.mfa,
    j.weak,
    j.held,
    case
      when j.privileged or h.privileged then true
      when j.privileged is not null or g.system is not null then false
    end as privileged
  from judged j
  left join holder h on h.system = j.system and h.account_id = j.account_id
  left join graded g on g.system = j.system
)
select
  system || ':' || account_id as subject,
  label
from ranked
where enabled is not false
  and kind <> 'service'
  and (system <> 'aws' or password_enabled is not false)
  and (privileged or (enabled and privileged and not mfa) is null)
-- violations
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    bool_or(privileged) as privileged,
    bool_or(password_enabled) as password_enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    bool_and(mfa_enrolled) as mfa_enrolled
  from accounts
  group by system, account_id
),
graded_factor as (
  select
    system,
    account_id,
    kind,
    active,
    case
      when phishing_resistant is not null then phishing_resistant
      when kind in ('webauthn', 'smartcard') then true
      when kind in ('totp', 'push', 'sms', 'call', 'email', 'question', 'password') then false
    end as strong
  from authenticators
),
factor as (
  select
    system,
    account_id,
    case
      when bool_or(active and kind not in ('password', 'question', 'email')) then true
      when count(*) > count(active and kind not in ('password', 'question', 'email')) then null
      else false
    end as second,
    case
      when bool_or(active and kind in ('sms', 'call', 'email', 'question')) then true
      when count(*) > count(active and kind in ('sms', 'call', 'email', 'question')) then null
      else false
    end as weak,
    case
      when bool_or(active and strong) then true
      when count(*) > count(active and strong) then null
      else false
    end as held
  from graded_factor
  group by system, account_id
),
told as (
  select distinct system
  from authenticators
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.privileged,
    a.password_enabled,
    a.kind,
    case
      when a.mfa_enrolled is not null then a.mfa_enrolled
      when f.account_id is not null then f.second
      when t.system is not null then false
    end as mfa,
    case
      when f.account_id is not null then f.weak
      when t.system is not null then false
    end as weak,
    case
      when f.account_id is not null then f.held
      when t.system is not null then false
    end as held
  from account a
  left join factor f on f.system = a.system and f.account_id = a.account_id
  left join told t on t.system = a.system
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
    j.system,
    j.account_id,
    j.label,
    j.enabled,
    j.password_enabled,
    j.kind,
    j.mfa,
    j.weak,
    j.held,
    case
      when j.privileged or h.privileged then true
      when j.privileged is not null or g.system is not null then false
    end as privileged
  from judged j
  left join holder h on h.system = j.system and h.account_id = j.account_id
  left join graded g on g.system = j.system
)
select
  system || ':' || account_id as subject,
  label,
  'No second factor is enrolled.' as reason
from ranked
where enabled is not false
  and kind <> 'service'
  and (system <> 'aws' or password_enabled is not false)
  and (privileged or (enabled and privileged and not mfa) is null)
  and enabled and privileged and not mfa
-- unknown
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    bool_or(privileged) as privileged,
    bool_or(password_enabled) as password_enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    bool_and(mfa_enrolled) as mfa_enrolled
  from accounts
  group by system, account_id
),
graded_factor as (
  select
    system,
    account_id,
    kind,
    active,
    case
      when phishing_resistant is not null then phishing_resistant
      when kind in ('webauthn', 'smartcard') then true
      when kind in ('totp', 'push', 'sms', 'call', 'email', 'question', 'password') then false
    end as strong
  from authenticators
),
factor as (
  select
    system,
    account_id,
    case
      when bool_or(active and kind not in ('password', 'question', 'email')) then true
      when count(*) > count(active and kind not in ('password', 'question', 'email')) then null
      else false
    end as second,
    case
      when bool_or(active and kind in ('sms', 'call', 'email', 'question')) then true
      when count(*) > count(active and kind in ('sms', 'call', 'email', 'question')) then null
      else false
    end as weak,
    case
      when bool_or(active and strong) then true
      when count(*) > count(active and strong) then null
      else false
    end as held
  from graded_factor
  group by system, account_id
),
told as (
  select distinct system
  from authenticators
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.privileged,
    a.password_enabled,
    a.kind,
    case
      when a.mfa_enrolled is not null then a.mfa_enrolled
      when f.account_id is not null then f.second
      when t.system is not null then false
    end as mfa,
    case
      when f.account_id is not null then f.weak
      when t.system is not null then false
    end as weak,
    case
      when f.account_id is not null then f.held
      when t.system is not null then false
    end as held
  from account a
  left join factor f on f.system = a.system and f.account_id = a.account_id
  left join told t on t.system = a.system
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
    j.system,
    j.account_id,
    j.label,
    j.enabled,
    j.password_enabled,
    j.kind,
    j.mfa,
    j.weak,
    j.held,
    case
      when j.privileged or h.privileged then true
      when j.privileged is not null or g.system is not null then false
    end as privileged
  from judged j
  left join holder h on h.system = j.system and h.account_id = j.account_id
  left join graded g on g.system = j.system
)
select
  system || ':' || account_id as subject,
  label,
  'The export does not say whether it is enabled, whether it is privileged or whether it has a second factor.' as reason
from ranked
where enabled is not false
  and kind <> 'service'
  and (system <> 'aws' or password_enabled is not false)
  and (privileged or (enabled and privileged and not mfa) is null)
  and (enabled and privileged and not mfa) is null
