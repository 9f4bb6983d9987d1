/*
id: shared-accounts
title: "People do not share accounts"
version: 1
control: identity-lifecycle
severity: medium
tables: [accounts]
rationale: >
  When several people use one account nobody can tell who did what. Each person needs an own account.
sentence:
  pass: "No live account is shared by several people ({population} checked)."
  fail: "Live accounts that several people share: {violations} of {population}."
  unproven: "Not proven. Accounts seen: {population}; without an answer: {unknown}."
*/
-- population
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind
  from accounts
  group by system, account_id
)
select
  system || ':' || account_id as subject,
  label
from account
where enabled is not false
  and kind <> 'service'
-- violations
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind
  from accounts
  group by system, account_id
)
select
  system || ':' || account_id as subject,
  label,
  'Several people sign in with this account.' as reason
from account
where enabled is not false
  and kind <> 'service'
  and enabled and kind = 'shared'
-- unknown
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind
  from accounts
  group by system, account_id
)
select
  system || ':' || account_id as subject,
  label,
  'The export does not say whether this shared account is enabled.' as reason
from account
where enabled is not false
  and kind <> 'service'
  and (enabled and kind = 'shared') is null
