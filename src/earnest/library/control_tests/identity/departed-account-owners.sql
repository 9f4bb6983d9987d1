/*
id: departed-account-owners
title: "Owners of service and shared accounts still work here"
version: 1
control: privileged-account-inventory
severity: medium
tables: [accounts, people]
whole: [people]
rationale: >
  An owner who has left answers no questions and approves no changes. Each such account needs a new owner.
sentence:
  pass: "Every owner of a service or shared account still works here ({population} checked)."
  fail: "Service and shared accounts whose owner has left or is unknown: {violations} of {population}."
  unproven: "Not proven. Service and shared accounts with an owner seen: {population}; without an answer: {unknown}."
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
),
present as (
  select
    lower(email) as email,
    bool_or(status in ('active', 'leave')) as present,
    count(status) as told
  from people
  where email is not null
  group by lower(email)
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.kind,
    a.owner_email,
    case
      when p.email is null then false
      when p.told = 0 then null
      else p.present
    end as present
  from account a
  left join present p on p.email = a.owner_email
)
select
  system || ':' || account_id as subject,
  label
from judged
where enabled is not false
  and kind in ('service', 'shared')
  and owner_email is not null
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
),
present as (
  select
    lower(email) as email,
    bool_or(status in ('active', 'leave')) as present,
    count(status) as told
  from people
  where email is not null
  group by lower(email)
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.kind,
    a.owner_email,
    case
      when p.email is null then false
      when p.told = 0 then null
      else p.present
    end as present
  from account a
  left join present p on p.email = a.owner_email
)
select
  system || ':' || account_id as subject,
  label,
  'Its owner ' || owner_email || ' is not among the people who work here.' as reason
from judged
where enabled is not false
  and kind in ('service', 'shared')
  and owner_email is not null
  and enabled and not present
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
),
present as (
  select
    lower(email) as email,
    bool_or(status in ('active', 'leave')) as present,
    count(status) as told
  from people
  where email is not null
  group by lower(email)
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.kind,
    a.owner_email,
    case
      when p.email is null then false
      when p.told = 0 then null
      else p.present
    end as present
  from account a
  left join present p on p.email = a.owner_email
)
select
  system || ':' || account_id as subject,
  label,
  'The personnel list or the export does not say enough.' as reason
from judged
where enabled is not false
  and kind in ('service', 'shared')
  and owner_email is not null
  and (enabled and not present) is null
