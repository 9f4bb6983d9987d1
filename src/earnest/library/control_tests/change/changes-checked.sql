/*
id: changes-checked
title: "No change was put in with failed checks"
version: 1
control: change-management
severity: high
tables: [changes]
optional_tables: [repositories]
parameters:
  lookback_days: {kind: integer, default: 90, min: 0, unit: days, doc: "Days back from today over which changes are judged."}
rationale: >
  The checks said no and somebody went on. Either the check or the change was wrong, and both are worth knowing.
sentence:
  pass: "Every change passed its automatic checks ({population} checked)."
  fail: "Changes put in with failed checks: {violations} of {population}."
  unproven: "Not proven. Changes put in seen: {population}; without an answer: {unknown}."
*/
-- population
with merged as (
  select
    c.system,
    c.change_id,
    max(coalesce(c.change_id || ': ' || c.title, c.change_id)) as label,
    max(c.merged_at) as merged_at,
    bool_and(c.checks_passed) as checks_passed
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
    bool_and(c.checks_passed) as checks_passed
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
  'Put in' || coalesce(' on ' || substr(cast(merged_at as varchar), 1, 10), '') || ' although its checks had failed.' as reason
from merged
where not checks_passed
-- unknown
with merged as (
  select
    c.system,
    c.change_id,
    max(coalesce(c.change_id || ': ' || c.title, c.change_id)) as label,
    max(c.merged_at) as merged_at,
    bool_and(c.checks_passed) as checks_passed
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
  'The export does not say whether its checks passed.' as reason
from merged
where (not checks_passed) is null
