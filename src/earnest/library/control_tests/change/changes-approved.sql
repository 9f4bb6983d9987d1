/*
id: changes-approved
title: "Every change was approved by another person"
version: 1
control: code-review-testing
severity: high
tables: [changes]
optional_tables: [repositories]
parameters:
  lookback_days: {kind: integer, default: 90, min: 0, unit: days, doc: "Days back from today over which changes are judged."}
  min_approvals: {kind: integer, default: 1, min: 0, unit: approvals, doc: "Approvals by other people that a change needs."}
rationale: >
  One person alone can make a mistake or a plan. A second name under each change prevents both.
sentence:
  pass: "Every change was approved by another person ({population} checked)."
  fail: "Changes put in without approval by another person: {violations} of {population}."
  unproven: "Not proven. Changes put in seen: {population}; without an answer: {unknown}."
*/
-- population
with merged as (
  select
    c.system,
    c.change_id,
    max(coalesce(c.change_id || ': ' || c.title, c.change_id)) as label,
    max(c.merged_at) as merged_at,
    max(c.approvals) as approvals
  from changes c
  left join repositories r on r.system = c.system and r.repository_id = c.repository
  where (c.state = 'merged' or c.merged_at is not null)
    and (c.merged_at is null or c.merged_at >= $as_of - $lookback_days * interval '1 day')
    and (r.default_branch is null or c.target_branch is null or c.target_branch = r.default_branch)
  group by c.system, c.change_id
)
select
  system || ':' || change_id as subject,
  label
from merged
-- violations
with merged as (
  select
    c.system,
    c.change_id,
    max(coalesce(c.change_id || ': ' || c.title, c.change_id)) as label,
    max(c.merged_at) as merged_at,
    max(c.approvals) as approvals
  from changes c
  left join repositories r on r.system = c.system and r.repository_id = c.repository
  where (c.state = 'merged' or c.merged_at is not null)
    and (c.merged_at is null or c.merged_at >= $as_of - $lookback_days * interval '1 day')
    and (r.default_branch is null or c.target_branch is null or c.target_branch = r.default_branch)
  group by c.system, c.change_id
)
select
  system || ':' || change_id as subject,
  label,
  'Put in' || coalesce(' on ' || substr(cast(merged_at as varchar), 1, 10), '') || '; approvals by others: ' || cast(approvals as varchar) || '.' as reason
from merged
where approvals < $min_approvals
-- unknown
with merged as (
  select
    c.system,
    c.change_id,
    max(coalesce(c.change_id || ': ' || c.title, c.change_id)) as label,
    max(c.merged_at) as merged_at,
    max(c.approvals) as approvals
  from changes c
  left join repositories r on r.system = c.system and r.repository_id = c.repository
  where (c.state = 'merged' or c.merged_at is not null)
    and (c.merged_at is null or c.merged_at >= $as_of - $lookback_days * interval '1 day')
    and (r.default_branch is null or c.target_branch is null or c.target_branch = r.default_branch)
  group by c.system, c.change_id
)
select
  system || ':' || change_id as subject,
  label,
  'The export does not say who approved it.' as reason
from merged
where (approvals < $min_approvals) is null
