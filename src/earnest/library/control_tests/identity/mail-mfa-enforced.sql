/*
id: mail-mfa-enforced
title: "Mail systems demand a second factor"
version: 1
control: mfa-email
severity: medium
tables: [accounts]
parameters:
  systems: {kind: text, default: "google", unit: names, doc: "Mail systems whose export tells what is demanded, joined by commas."}
rationale: >
  A factor that people may switch off again is a habit and not a safeguard. The system itself must demand it.
sentence:
  pass: "A second factor is demanded from every mailbox account ({population} checked)."
  fail: "Mailbox accounts from which no second factor is demanded: {violations} of {population}."
  unproven: "Not proven. Mailbox accounts seen: {population}; without an answer: {unknown}."
*/
-- population
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    bool_and(mfa_enforced) as mfa_enforced
  from accounts
  group by system, account_id
)
select
  system || ':' || account_id as subject,
  label
from account
where enabled is not false
  and kind <> 'service'
  and ',' || replace(lower($systems), ' ', '') || ',' like '%,' || lower(system) || ',%'
-- violations
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    bool_and(mfa_enforced) as mfa_enforced
  from accounts
  group by system, account_id
)
select
  system || ':' || account_id as subject,
  label,
  'The system does not demand a second factor.' as reason
from account
where enabled is not false
  and kind <> 'service'
  and ',' || replace(lower($systems), ' ', '') || ',' like '%,' || lower(system) || ',%'
  and enabled and not mfa_enforced
-- unknown
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    bool_and(mfa_enforced) as mfa_enforced
  from accounts
  group by system, account_id
)
select
  system || ':' || account_id as subject,
  label,
  'The export does not say whether it is enabled or whether a second factor is demanded.' as reason
from account
where enabled is not false
  and kind <> 'service'
  and ',' || replace(lower($systems), ' ', '') || ',' like '%,' || lower(system) || ',%'
  and (enabled and not mfa_enforced) is null
