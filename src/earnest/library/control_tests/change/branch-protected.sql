/*
id: branch-protected
title: "Default branches are protected"
version: 1
control: change-management
severity: high
tables: [repositories]
rationale: >
  Without protection anybody with write access can change what goes to customers, unseen. Protection makes the rules
  hold by themselves.
sentence:
  pass: "The default branch of every repository is protected ({population} checked)."
  fail: "Repositories whose default branch is not protected: {violations} of {population}."
  unproven: "Not proven. Repositories in use seen: {population}; without an answer: {unknown}."
*/
-- population
with repository as (
  select
    system,
    repository_id,
    bool_and(branch_protected) as branch_protected
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
    bool_and(branch_protected) as branch_protected
  from repositories
  where archived is not true
  group by system, repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label,
  'The default branch is not protected.' as reason
from repository
where not branch_protected
-- unknown
with repository as (
  select
    system,
    repository_id,
    bool_and(branch_protected) as branch_protected
  from repositories
  where archived is not true
  group by system, repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label,
  'The forge does not say whether the default branch is protected.' as reason
from repository
where (not branch_protected) is null
