/*
id: remote-mfa
title: "Accounts that open remote access have a second factor"
version: 1
control: mfa-remote
severity: high
tables: [accounts]
optional_tables: [authenticators]
whole: [authenticators]
parameters:
  systems: {kind: text, default: "okta,entra,onelogin,ping,jumpcloud,duo,vpn", unit: names, doc: "Systems through which people come in from outside, joined by commas."}
rationale: >
  Remote access can be tried by anybody in the world. Without a second factor one leaked password is enough to come
  in.
sentence:
  pass: "Every account for remote access has a second factor ({population} checked)."
  fail: "Accounts that open remote access without a second factor: {violations} of {population}."
  unproven: "Not proven. Accounts for remote access seen: {population}; without an answer: {unknown}."
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
)
select
  system || ':' || account_id as subject,
  label
from judged
where enabled is not false
  and kind <> 'service'
  and (system <> 'aws' or password_enabled is not false)
  and ',' || replace(lower($systems), ' ', '') || ',' like '%,' || lower(system) || ',%'
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
)
select
  system || ':' || account_id as subject,
  label,
  'No second factor is enrolled.' as reason
from judged
where enabled is not false
  and kind <> 'service'
  and (system <> 'aws' or password_enabled is not false)
  and ',' || replace(lower($systems), ' ', '') || ',' like '%,' || lower(system) || ',%'
  and enabled and not mfa
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
)
select
  system || ':' || account_id as subject,
  label,
  'The export does not say whether it is enabled or whether it has a second factor.' as reason
from judged
where enabled is not false
  and kind <> 'service'
  and (system <> 'aws' or password_enabled is not false)
  and ',' || replace(lower($systems), ' ', '') || ',' like '%,' || lower(system) || ',%'
  and (enabled and not mfa) is null
