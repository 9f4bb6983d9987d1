/*
id: secret-scanning
title: "Repositories are searched for secrets"
version: 1
control: secrets-management
severity: high
tables: [repositories]
rationale: >
  Passwords slip into code every week in every company. A search at the door finds them before others do.
sentence:
  pass: "Every repository is searched for secrets ({population} checked)."
  fail: "Repositories that are not searched for secrets: {violations} of {population}."
  unproven: "Not proven. Repositories in use seen: {population}; without an answer: {unknown}."
*/
-- population
with repository as (
  select
    system,
    repository_id,
    bool_and(secret_scanning) as secret_scanning
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
    bool_and(secret_scanning) as secret_scanning
  from repositories
  where archived is not true
  group by system, repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label,
  'The search for secrets is off.' as reason
from repository
where not secret_scanning
-- unknown
with repository as (
  select
    system,
    repository_id,
    bool_and(secret_scanning) as secret_scanning
  from repositories
  where archived is not true
  group by system, repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label,
  'The forge does not say whether it searches for secrets.' as reason
from repository
where (not secret_scanning) is null
