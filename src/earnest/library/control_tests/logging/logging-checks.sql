/*
id: logging-checks
title: "Logging is switched on where it can be"
version: 1
control: central-logging
severity: high
tables: [config_checks]
rationale: >
  What was not logged cannot be looked up after a break-in. Cloud services write good logs only when told to.
sentence:
  pass: "Every check of logging settings passes ({population} checked)."
  fail: "Checks of logging settings that fail: {violations} of {population}."
  unproven: "Not proven. Checks of logging settings seen: {population}; without an answer: {unknown}."
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
    min(first_seen_at) as since
  from config_checks
  where status not in ('not_applicable', 'muted')
    and (
      lower(check_id) like '%cloudtrail%'
      or lower(check_id) like '%audit_log%'
      or lower(check_id) like '%auditlog%'
      or lower(check_id) like '%flow_log%'
      or lower(check_id) like '%flowlog%'
      or lower(check_id) like '%logging%'
      or lower(check_id) like '%log_retention%'
      or lower(check_id) like '%diagnostic_setting%'
    )
  group by tool, check_id, resource_id
)
select
  tool || ':' || check_id || ':' || resource_id as subject,
  label
from finding
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
    min(first_seen_at) as since
  from config_checks
  where status not in ('not_applicable', 'muted')
    and (
      lower(check_id) like '%cloudtrail%'
      or lower(check_id) like '%audit_log%'
      or lower(check_id) like '%auditlog%'
      or lower(check_id) like '%flow_log%'
      or lower(check_id) like '%flowlog%'
      or lower(check_id) like '%logging%'
      or lower(check_id) like '%log_retention%'
      or lower(check_id) like '%diagnostic_setting%'
    )
  group by tool, check_id, resource_id
)
select
  tool || ':' || check_id || ':' || resource_id as subject,
  label,
  'The check fails' || coalesce(', first seen on ' || substr(cast(since as varchar), 1, 10), '') || '.' as reason
from finding
where failed
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
    min(first_seen_at) as since
  from config_checks
  where status not in ('not_applicable', 'muted')
    and (
      lower(check_id) like '%cloudtrail%'
      or lower(check_id) like '%audit_log%'
      or lower(check_id) like '%auditlog%'
      or lower(check_id) like '%flow_log%'
      or lower(check_id) like '%flowlog%'
      or lower(check_id) like '%logging%'
      or lower(check_id) like '%log_retention%'
      or lower(check_id) like '%diagnostic_setting%'
    )
  group by tool, check_id, resource_id
)
select
  tool || ':' || check_id || ':' || resource_id as subject,
  label,
  'The check did not give an answer.' as reason
from finding
where undecided
  and not failed
