/*
id: admins-bound
title: "Branch rules bind administrators too"
version: 1
control: segregation-of-duties
severity: medium
tables: [repositories]
rationale: >
  Rules that the powerful can skip protect only against the weak. Stolen administrator accounts skip them first.
sentence:
  pass: "The rules bind administrators in every protected repository ({population} checked)."
  fail: "Protected repositories whose rules do not bind administrators: {violations} of {population}."
  unproven: "Not proven. Protected repositories seen: {population}; without an answer: {unknown}."
*/
-- population
with repository as (
  select
    system,
    repository_id,
    bool_and(branch_protected) as branch_protected,
    bool_and(admins_bound) as admins_bound
  from repositories
  where archived is not true
  group by system, repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label
from repository
where branch_protected is not false
-- violations
with repository as (
  select
    system,
    repository_id,
    bool_and(branch_protected) as branch_protected,
    bool_and(admins_bound) as admins_bound
  from repositories
  where archived is not true
  group by system, repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label,
  'Administrators may skip the rules.' as reason
from repository
where branch_protected is not false
  and not admins_bound
-- unknown
with repository as (
  select
    system,
    repository_id,
    bool_and(branch_protected) as branch_protected,
    bool_and(admins_bound) as admins_bound
  from repositories
  where archived is not true
  group by system, repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label,
  'The forge does not say whether the rules bind administrators.' as reason
from repository
where branch_protected is not false
  and (not admins_bound) is null
