/*
id: reviews-required
title: "Merges need an approval"
version: 1
control: code-review-testing
severity: high
tables: [repositories]
parameters:
  min_reviews: {kind: integer, default: 1, min: 0, unit: approvals, doc: "Approvals that must be demanded."}
rationale: >
  A second person sees what the author overlooked, and what an intruder put in. The forge should demand it every
  time.
sentence:
  pass: "Every repository demands an approval before a merge ({population} checked)."
  fail: "Repositories that accept a merge without approval: {violations} of {population}."
  unproven: "Not proven. Repositories in use seen: {population}; without an answer: {unknown}."
*/
-- population
with repository as (
  select
    system,
    repository_id,
    bool_and(branch_protected) as branch_protected,
    min(reviews_required) as reviews_required
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
    bool_and(branch_protected) as branch_protected,
    min(reviews_required) as reviews_required
  from repositories
  where archived is not true
  group by system, repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label,
  case
    when not branch_protected then 'The default branch is not protected.'
    else 'Approvals demanded: ' || cast(reviews_required as varchar) || '.'
  end as reason
from repository
where (not branch_protected or reviews_required < $min_reviews)
-- unknown
with repository as (
  select
    system,
    repository_id,
    bool_and(branch_protected) as branch_protected,
    min(reviews_required) as reviews_required
  from repositories
  where archived is not true
  group by system, repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label,
  'The forge does not say how many approvals are demanded.' as reason
from repository
where (not branch_protected or reviews_required < $min_reviews) is null
