/*
id: dependency-alerts
title: "Repositories warn of flawed components"
version: 1
control: component-security
severity: medium
tables: [repositories]
rationale: >
  New flaws in borrowed code are published daily. The warning costs nothing and comes the same day.
sentence:
  pass: "Every repository warns of flawed components ({population} checked)."
  fail: "Repositories without warnings of flawed components: {violations} of {population}."
  unproven: "Not proven. Repositories in use seen: {population}; without an answer: {unknown}."
*/
-- population
with repository as (
  select
    system,
    repository_id,
    bool_and(dependency_alerts) as dependency_alerts
  from repositories
  where archived is not true
  group by system, repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label
from repository
-- violations
with repository as (
  select
    system,
    repository_id,
    bool_and(dependency_alerts) as dependency_alerts
  from repositories
  where archived is not true
  group by system, repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label,
  'Warnings of flawed components are off.' as reason
from repository
where not dependency_alerts
-- unknown
with repository as (
  select
    system,
    repository_id,
    bool_and(dependency_alerts) as dependency_alerts
  from repositories
  where archived is not true
  group by system, repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label,
  'The forge does not say whether it warns of flawed components.' as reason
from repository
where (not dependency_alerts) is null
