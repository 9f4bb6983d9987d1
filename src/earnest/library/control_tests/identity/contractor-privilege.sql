/*
id: contractor-privilege
title: "Contractors hold no privileged access"
version: 1
control: least-privilege
severity: medium
tables: [accounts, people]
optional_tables: [group_members]
rationale: >
  Privileged access for outsiders should be rare and chosen by name. This list shows every case so that each one is
  a decision.
sentence:
  pass: "No contractor holds privileged access ({population} checked)."
  fail: "Contractor accounts with privileged access: {violations} of {population}."
  unproven: "Not proven. Accounts of contractors seen: {population}; without an answer: {unknown}."
*/
-- population
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    bool_or(privileged) as privileged,
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
    a.address,
    case
      when a.privileged or h.privileged then true
      when a.privileged is not null or g.system is not null then false
    end as privileged
  from account a
  left join holder h on h.system = a.system and h.account_id = a.account_id
  left join graded g on g.system = a.system
),
judged as (
  select r.system, r.account_id, r.label, r.enabled, r.privileged
  from ranked r
  join contractor c on c.email = r.address
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
    bool_or(privileged) as privileged,
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
    a.address,
    case
      when a.privileged or h.privileged then true
      when a.privileged is not null or g.system is not null then false
    end as privileged
  from account a
  left join holder h on h.system = a.system and h.account_id = a.account_id
  left join graded g on g.system = a.system
),
judged as (
  select r.system, r.account_id, r.label, r.enabled, r.privileged
  from ranked r
  join contractor c on c.email = r.address
)
select
  system || ':' || account_id as subject,
  label,
  'A contractor holds privileged access.' as reason
from judged
where enabled is not false
  and enabled and privileged
-- unknown
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    bool_or(privileged) as privileged,
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
    a.address,
    case
      when a.privileged or h.privileged then true
      when a.privileged is not null or g.system is not null then false
    end as privileged
  from account a
  left join holder h on h.system = a.system and h.account_id = a.account_id
  left join graded g on g.system = a.system
),
judged as (
  select r.system, r.account_id, r.label, r.enabled, r.privileged
  from ranked r
  join contractor c on c.email = r.address
)
select
  system || ':' || account_id as subject,
  label,
  'The export does not say whether it is enabled or privileged.' as reason
from judged
where enabled is not false
  and (enabled and privileged) is null
