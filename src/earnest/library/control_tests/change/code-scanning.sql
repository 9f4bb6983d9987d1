/*
id: code-scanning
title: "Code is scanned for flaws"
version: 1
control: secure-sdlc
severity: medium
tables: [repositories]
rationale: >
  A scanner finds the common mistakes before they reach customers. People then have time for the rare ones.
sentence:
  pass: "Every repository has its code scanned ({population} checked)."
  fail: "Repositories whose code is not scanned: {violations} of {population}."
  unproven: "Not proven. Repositories in use seen: {population}; without an answer: {unknown}."
*/
-- population
with repository as (
  select
    system,
    repository_id,
    bool_and(code_scanning) as code_scanning
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
    bool_and(code_scanning) as code_scanning
  from repositories
  where archived is not true
  group by system, repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label,
  'Code scanning is off.' as reason
from repository
where not code_scanning
-- unknown
with repository as (
  select
    system,
    repository_id,
    bool_and(code_scanning) as code_scanning
  from repositories
  where archived is not true
  group by system, repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label,
  'The forge does not say whether it scans the code.' as reason
from repository
where (not code_scanning) is null
