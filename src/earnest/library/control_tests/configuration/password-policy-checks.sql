/*
id: password-policy-checks
title: "Password and lockout settings meet the standard"
version: 1
control: password-standard
severity: medium
tables: [config_checks]
rationale: >
  Short passwords and endless guessing are how simple attacks succeed. The systems themselves must refuse both.
sentence:
  pass: "Every check of password settings passes ({population} checked)."
  fail: "Checks of password settings that fail: {violations} of {population}."
  unproven: "Not proven. Checks of password settings seen: {population}; without an answer: {unknown}."
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
      lower(check_id) like '%password_policy%'
      or lower(check_id) like '%password_minimum%'
      or lower(check_id) like '%password_length%'
      or lower(check_id) like '%password_reuse%'
      or lower(check_id) like '%lockout%'
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
      lower(check_id) like '%password_policy%'
      or lower(check_id) like '%password_minimum%'
      or lower(check_id) like '%password_length%'
      or lower(check_id) like '%password_reuse%'
      or lower(check_id) like '%lockout%'
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
      lower(check_id) like '%password_policy%'
      or lower(check_id) like '%password_minimum%'
      or lower(check_id) like '%password_length%'
      or lower(check_id) like '%password_reuse%'
      or lower(check_id) like '%lockout%'
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
