/*
id: early-joiner-accounts
title: "Accounts are not made long before the first day"
version: 1
control: access-provisioning
severity: medium
tables: [accounts, people]
parameters:
  early_days: {kind: integer, default: 7, min: 0, unit: days, doc: "Days before the first day from which an account may exist."}
  lookback_days: {kind: integer, default: 365, min: 0, unit: days, doc: "Days back from today in which people count as recent joiners."}
rationale: >
  An account without a person at work is one that nobody watches. Accounts should appear about when their owner
  does.
sentence:
  pass: "No account was made long before its owner started ({population} checked)."
  fail: "Accounts made long before their owner started: {violations} of {population}."
  unproven: "Not proven. Accounts of recent joiners seen: {population}; without an answer: {unknown}."
*/
-- population
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    coalesce(max(lower(email)), max(case when username like '%@%' then lower(username) end)) as address,
    min(created_at) as created_at
  from accounts
  group by system, account_id
),
joiner as (
  select lower(email) as email, min(started_on) as started_on
  from people
  where email is not null and started_on is not null
  group by lower(email)
),
judged as (
  select a.system, a.account_id, a.label, a.enabled, a.created_at, j.started_on
  from account a
  join joiner j on j.email = a.address
  where a.kind not in ('service', 'shared', 'root')
    and cast(j.started_on as timestamp) >= $as_of - $lookback_days * interval '1 day'
)
select
  system || ':' || account_id as subject,
  label
from judged
where enabled is not false
-- violations
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    coalesce(max(lower(email)), max(case when username like '%@%' then lower(username) end)) as address,
    min(created_at) as created_at
  from accounts
  group by system, account_id
),
joiner as (
  select lower(email) as email, min(started_on) as started_on
  from people
  where email is not null and started_on is not null
  group by lower(email)
),
judged as (
  select a.system, a.account_id, a.label, a.enabled, a.created_at, j.started_on
  from account a
  join joiner j on j.email = a.address
  where a.kind not in ('service', 'shared', 'root')
    and cast(j.started_on as timestamp) >= $as_of - $lookback_days * interval '1 day'
)
select
  system || ':' || account_id as subject,
  label,
  'Made on ' || substr(cast(created_at as varchar), 1, 10) || '; the first day is ' || substr(cast(started_on as varchar), 1, 10) || '.' as reason
from judged
where enabled is not false
  and enabled and created_at < cast(started_on as timestamp) - $early_days * interval '1 day'
-- unknown
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    coalesce(max(lower(email)), max(case when username like '%@%' then lower(username) end)) as address,
    min(created_at) as created_at
  from accounts
  group by system, account_id
),
joiner as (
  select lower(email) as email, min(started_on) as started_on
  from people
  where email is not null and started_on is not null
  group by lower(email)
),
judged as (
  select a.system, a.account_id, a.label, a.enabled, a.created_at, j.started_on
  from account a
  join joiner j on j.email = a.address
  where a.kind not in ('service', 'shared', 'root')
    and cast(j.started_on as timestamp) >= $as_of - $lookback_days * interval '1 day'
)
select
  system || ':' || account_id as subject,
  label,
  'The export does not say whether it is enabled or when it was made.' as reason
from judged
where enabled is not false
  and (enabled and created_at < cast(started_on as timestamp) - $early_days * interval '1 day') is null
