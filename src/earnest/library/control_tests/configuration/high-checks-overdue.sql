/*
id: high-checks-overdue
title: "High configuration checks do not fail for long"
version: 1
control: secure-configuration
severity: high
tables: [config_checks]
parameters:
  fix_days: {kind: integer, default: 30, min: 0, unit: days, doc: "Days within which a failure is mended; one whose age is not told counts as overdue."}
rationale: >
  Settings drift while people work, which is normal. Leaving a known fault in place for a month is not.
sentence:
  pass: "No high configuration check fails beyond its time ({population} checked)."
  fail: "High configuration checks that fail beyond their time: {violations} of {population}."
  unproven: "Not proven. High configuration checks seen: {population}; without an answer: {unknown}."
*/
-- population
with finding as (
  select
    tool,
    check_id,
    resource_id,
    max(coalesce(title, check_id) || ' on ' || coalesce(resource_name, resource_id)) as label,
    coalesce(max(case when severity <> 'unknown' then severity end), 'unknown') as severity,
    bool_or(status = 'fail') as failed,
    bool_or(status in ('manual', 'not_assessed', 'error')) as undecided,
    min(first_seen_at) as since,
    max(observed_at) as looked_at
  from config_checks
  where status not in ('not_applicable', 'muted')
  group by tool, check_id, resource_id
)
select
  tool || ':' || check_id || ':' || resource_id as subject,
  label
from finding
where severity in ('high', 'unknown')
-- violations
with finding as (
  select
    tool,
    check_id,
    resource_id,
    max(coalesce(title, check_id) || ' on ' || coalesce(resource_name, resource_id)) as label,
    coalesce(max(case when severity <> 'unknown' then severity end), 'unknown') as severity,
    bool_or(status = 'fail') as failed,
    bool_or(status in ('manual', 'not_assessed', 'error')) as undecided,
    min(first_seen_at) as since,
    max(observed_at) as looked_at
  from config_checks
  where status not in ('not_applicable', 'muted')
  group by tool, check_id, resource_id
)
select
  tool || ':' || check_id || ':' || resource_id as subject,
  label,
  'The check fails' || coalesce(', first seen on ' || substr(cast(since as varchar), 1, 10), '') || '.' as reason
from finding
where severity in ('high', 'unknown')
  and severity = 'high' and failed and (since is null or since < looked_at - $fix_days * interval '1 day')
-- unknown
with finding as (
  select
    tool,
    check_id,
    resource_id,
    max(coalesce(title, check_id) || ' on ' || coalesce(resource_name, resource_id)) as label,
    coalesce(max(case when severity <> 'unknown' then severity end), 'unknown') as severity,
    bool_or(status = 'fail') as failed,
    bool_or(status in ('manual', 'not_assessed', 'error')) as undecided,
    min(first_seen_at) as since,
    max(observed_at) as looked_at
  from config_checks
  where status not in ('not_applicable', 'muted')
  group by tool, check_id, resource_id
)
select
  tool || ':' || check_id || ':' || resource_id as subject,
  label,
  case
    when severity = 'unknown' then 'The check fails and the tool does not rate it.'
    else 'The check did not give an answer.'
  end as reason
from finding
where severity in ('high', 'unknown')
  and ((severity = 'unknown' and (failed or undecided)) or (severity = 'high' and undecided and not failed))
