/*
id: joiner-early-sign-in
title: "Nobody signs in before the first day"
version: 1
control: access-provisioning
severity: medium
tables: [accounts, people]
rationale: >
  Before the first day no contract and no training bind the person. A sign-in then is either a mistake or somebody
  else.
sentence:
  pass: "No account was used before its owner started ({population} checked)."
  fail: "Accounts used before their owner started: {violations} of {population}."
  unproven: "Not proven. Accounts of people who have not started seen: {population}; without an answer: {unknown}."
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
    max(last_sign_in_at) as last_sign_in_at
  from accounts
  group by system, account_id
),
joiner as (
  select lower(email) as email, min(started_on) as started_on
  from people
  where email is not null
  group by lower(email)
  having min(started_on) > cast($as_of as date)
),
told as (
  select distinct system
  from accounts
  where last_sign_in_at is not null
),
judged as (
  select a.system, a.account_id, a.label, a.enabled, a.last_sign_in_at, j.started_on, t.system is not null as told
  from account a
  join joiner j on j.email = a.address
  left join told t on t.system = a.system
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
    max(last_sign_in_at) as last_sign_in_at
  from accounts
  group by system, account_id
),
joiner as (
  select lower(email) as email, min(started_on) as started_on
  from people
  where email is not null
  group by lower(email)
  having min(started_on) > cast($as_of as date)
),
told as (
  select distinct system
  from accounts
  where last_sign_in_at is not null
),
judged as (
  select a.system, a.account_id, a.label, a.enabled, a.last_sign_in_at, j.started_on, t.system is not null as told
  from account a
  join joiner j on j.email = a.address
  left join told t on t.system = a.system
)
select
  system || ':' || account_id as subject,
  label,
  'Signed in on ' || substr(cast(last_sign_in_at as varchar), 1, 10) || '; the first day is ' || substr(cast(started_on as varchar), 1, 10) || '.' as reason
from judged
where enabled is not false
  and enabled and last_sign_in_at is not null
-- unknown
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    coalesce(max(lower(email)), max(case when username like '%@%' then lower(username) end)) as address,
    max(last_sign_in_at) as last_sign_in_at
  from accounts
  group by system, account_id
),
joiner as (
  select lower(email) as email, min(started_on) as started_on
  from people
  where email is not null
  group by lower(email)
  having min(started_on) > cast($as_of as date)
),
told as (
  select distinct system
  from accounts
  where last_sign_in_at is not null
),
judged as (
  select a.system, a.account_id, a.label, a.enabled, a.last_sign_in_at, j.started_on, t.system is not null as told
  from account a
  join joiner j on j.email = a.address
  left join told t on t.system = a.system
)
select
  system || ':' || account_id as subject,
  label,
  'The export does not say whether it is enabled or used.' as reason
from judged
where enabled is not false
  and (enabled is null or (last_sign_in_at is null and not told))
  and not (enabled is null and last_sign_in_at is null and told)
