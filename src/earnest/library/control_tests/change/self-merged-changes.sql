/*
id: self-merged-changes
title: "Nobody puts in their own change unseen"
version: 1
control: segregation-of-duties
severity: high
tables: [changes]
optional_tables: [repositories]
parameters:
  lookback_days: {kind: integer, default: 90, min: 0, unit: days, doc: "Days back from today over which changes are judged."}
rationale: >
  Who can write and release alone can slip in anything. This is the classic case that splitting duties prevents.
sentence:
  pass: "No change was written and put in by one person unseen ({population} checked)."
  fail: "Changes written and put in by one person, unseen by others: {violations} of {population}."
  unproven: "Not proven. Changes put in seen: {population}; without an answer: {unknown}."
*/
-- population
with merged as (
  select
    c.system,
    c.change_id,
    max(coalesce(c.change_id || ': ' || c.title, c.change_id)) as label,
    max(c.merged_at) as merged_at,
    max(lower(c.author)) as author,
    max(lower(c.merged_by)) as merged_by,
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
    max(lower(c.author)) as author,
    max(lower(c.merged_by)) as merged_by,
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
  'Written and put in by ' || author || coalesce(' on ' || substr(cast(merged_at as varchar), 1, 10), '') || ' with no approval.' as reason
from merged
where merged_by = author and approvals = 0
-- unknown
with merged as (
  select
    c.system,
    c.change_id,
    max(coalesce(c.change_id || ': ' || c.title, c.change_id)) as label,
    max(c.merged_at) as merged_at,
    max(lower(c.author)) as author,
    max(lower(c.merged_by)) as merged_by,
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
  'The export does not say who wrote it, who put it in or who approved it.' as reason
from merged
where (merged_by = author and approvals = 0) is null
