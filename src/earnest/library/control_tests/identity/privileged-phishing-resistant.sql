/*
id: privileged-phishing-resistant
title: "Privileged accounts hold a factor that withstands phishing"
version: 1
control: mfa-phishing-resistant
severity: high
tables: [accounts, authenticators]
optional_tables: [group_members]
whole: [authenticators]
rationale: >
  Codes and push messages can be talked out of people by a false sign-in page. Security keys and smart cards cannot
  be used on the wrong site.
sentence:
  pass: "Every privileged account holds a factor that withstands phishing ({population} checked)."
  fail: "Privileged accounts without a factor that withstands phishing: {violations} of {population}."
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
resistant as (
  select
    system,
    account_id,
    case
      when bool_or(active and strong) then true
      when count(*) > count(active and strong) then null
      else false
    end as held
  from (
    select
      system,
      account_id,
      active,
      case
        when phishing_resistant is not null then phishing_resistant
        when kind in ('webauthn', 'smartcard') then true
        when kind in ('totp', 'push', 'sms', 'call', 'email', 'question', 'password') then false
      end as strong
    from authenticators
  ) graded_factor
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
      when f.account_id is not null then f.held
      when t.system is not null then false
    end as held
  from ranked r
  left join resistant f on f.system = r.system and f.account_id = r.account_id
  left join told t on t.system = r.system
)
select
  system || ':' || account_id as subject,
  label
from judged
where enabled is not false
  and kind <> 'service'
  and (privileged or (enabled and privileged and not held) is null)
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
resistant as (
  select
    system,
    account_id,
    case
      when bool_or(active and strong) then true
      when count(*) > count(active and strong) then null
      else false
    end as held
  from (
    select
      system,
      account_id,
      active,
      case
        when phishing_resistant is not null then phishing_resistant
        when kind in ('webauthn', 'smartcard') then true
        when kind in ('totp', 'push', 'sms', 'call', 'email', 'question', 'password') then false
      end as strong
    from authenticators
  ) graded_factor
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
      when f.account_id is not null then f.held
      when t.system is not null then false
    end as held
  from ranked r
  left join resistant f on f.system = r.system and f.account_id = r.account_id
  left join told t on t.system = r.system
)
select
  system || ':' || account_id as subject,
  label,
  'No security key, passkey or smart card is enrolled.' as reason
from judged
where enabled is not false
  and kind <> 'service'
  and (privileged or (enabled and privileged and not held) is null)
  and enabled and privileged and not held
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
resistant as (
  select
    system,
    account_id,
    case
      when bool_or(active and strong) then true
      when count(*) > count(active and strong) then null
      else false
    end as held
  from (
    select
      system,
      account_id,
      active,
      case
        when phishing_resistant is not null then phishing_resistant
        when kind in ('webauthn', 'smartcard') then true
        when kind in ('totp', 'push', 'sms', 'call', 'email', 'question', 'password') then false
      end as strong
    from authenticators
  ) graded_factor
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
      when f.account_id is not null then f.held
      when t.system is not null then false
    end as held
  from ranked r
  left join resistant f on f.system = r.system and f.account_id = r.account_id
  left join told t on t.system = r.system
)
select
  system || ':' || account_id as subject,
  label,
  'The exports do not say whether it is enabled, whether it is privileged or which factors it has.' as reason
from judged
where enabled is not false
  and kind <> 'service'
  and (privileged or (enabled and privileged and not held) is null)
  and (enabled and privileged and not held) is null
