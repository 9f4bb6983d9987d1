/*
id: contractor-accounts
title: "Somebody here answers for each contractor with an account"
version: 1
control: identity-lifecycle
severity: medium
tables: [accounts, people]
whole: [people]
rationale: >
  Contractors come and go without the usual exit steps. Their manager is the one who notices that an account is no
  longer needed.
sentence:
  pass: "Somebody who works here answers for every contractor account ({population} checked)."
  fail: "Contractor accounts for which nobody here answers: {violations} of {population}."
  unproven: "Not proven. Accounts of contractors seen: {population}; without an answer: {unknown}."
*/
-- population
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(lower(email)), max(case when username like '%@%' then lower(username) end)) as address
  from accounts
  group by system, account_id
),
contractor as (
  select lower(email) as email, max(lower(manager_email)) as manager_email
  from people
  where employment = 'contractor' and status in ('active', 'leave') and email is not null
  group by lower(email)
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    c.manager_email,
    exists (
      select 1
      from people m
      where lower(m.email) = c.manager_email and m.status in ('active', 'leave')
    ) as answered
  from account a
  join contractor c on c.email = a.address
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
    coalesce(max(lower(email)), max(case when username like '%@%' then lower(username) end)) as address
  from accounts
  group by system, account_id
),
contractor as (
  select lower(email) as email, max(lower(manager_email)) as manager_email
  from people
  where employment = 'contractor' and status in ('active', 'leave') and email is not null
  group by lower(email)
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    c.manager_email,
    exists (
      select 1
      from people m
      where lower(m.email) = c.manager_email and m.status in ('active', 'leave')
    ) as answered
  from account a
  join contractor c on c.email = a.address
)
select
  system || ':' || account_id as subject,
  label,
  case
    when manager_email is null then 'The contractor has no manager on record.'
    else 'The manager ' || manager_email || ' does not work here now.'
  end as reason
from judged
where enabled is not false
  and enabled and not answered
-- unknown
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(lower(email)), max(case when username like '%@%' then lower(username) end)) as address
  from accounts
  group by system, account_id
),
contractor as (
  select lower(email) as email, max(lower(manager_email)) as manager_email
  from people
  where employment = 'contractor' and status in ('active', 'leave') and email is not null
  group by lower(email)
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    c.manager_email,
    exists (
      select 1
      from people m
      where lower(m.email) = c.manager_email and m.status in ('active', 'leave')
    ) as answered
  from account a
  join contractor c on c.email = a.address
)
select
  system || ':' || account_id as subject,
  label,
  'Nobody answers for it, and the export does not say whether it is enabled.' as reason
from judged
where enabled is not false
  and (enabled and not answered) is null
