/*
id: public-repositories
title: "Repositories are closed to the public unless meant to be open"
version: 1
control: source-code-access
severity: high
tables: [repositories]
parameters:
  open_repositories: {kind: text, default: "", unit: names, doc: "Repositories that are meant to be open, joined by commas."}
rationale: >
  Opening a repository takes one click and cannot be taken back. What is open should stand on a list.
sentence:
  pass: "Every open repository is meant to be open ({population} checked)."
  fail: "Repositories that are open to the public without being on the list: {violations} of {population}."
  unproven: "Not proven. Repositories in use seen: {population}; without an answer: {unknown}."
*/
-- population
with repository as (
  select
    system,
    repository_id,
    bool_and(private) as private
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
    bool_and(private) as private
  from repositories
  where archived is not true
  group by system, repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label,
  'Everybody can read it.' as reason
from repository
where not private and not (',' || replace(lower($open_repositories), ' ', '') || ',' like '%,' || lower(repository_id) || ',%')
-- unknown
with repository as (
  select
    system,
    repository_id,
    bool_and(private) as private
  from repositories
  where archived is not true
  group by system, repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label,
  'The forge does not say whether it is closed.' as reason
from repository
where (not private and not (',' || replace(lower($open_repositories), ' ', '') || ',' like '%,' || lower(repository_id) || ',%')) is null
