/*
id: unowned-service-accounts
title: "Service and shared accounts have an owner"
version: 1
control: privileged-account-inventory
severity: high
tables: [accounts]
whole: [accounts]
rationale: >
  Somebody must know what a service account is for and when it may go. Without an owner it lives for ever with
  whatever rights it has.
sentence:
  pass: "Every service and shared account has a named owner ({population} checked)."
  fail: "Service and shared accounts that nobody answers for: {violations} of {population}."
  unproven: "Not proven. Service and shared accounts seen: {population}; without an answer: {unknown}."
*/
-- population
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    max(lower(owner_email)) as owner_email
  from accounts
  group by system, account_id
)
select
  system || ':' || account_id as subject,
  label
from account
where enabled is not false
  and kind in ('service', 'shared')
-- violations
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    max(lower(owner_email)) as owner_email
  from accounts
  group by system, account_id
)
select
  system || ':' || account_id as subject,
  label,
  'No owner is on record.' as reason
from account
where enabled is not false
  and kind in ('service', 'shared')
  and enabled and owner_email is null
-- unknown
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    max(lower(owner_email)) as owner_email
  from accounts
  group by system, account_id
)
select
  system || ':' || account_id as subject,
  label,
  'It has no owner, and the export does not say whether it is enabled.' as reason
from account
where enabled is not false
  and kind in ('service', 'shared')
  and (enabled and owner_email is null) is null
