/*
id: key-rotation-checks
title: "Keys are set to rotate"
version: 1
control: key-management
severity: medium
tables: [config_checks]
rationale: >
  A key that never changes protects nothing once it has leaked. Services can rotate keys by themselves when told to.
sentence:
  pass: "Every check of key rotation passes ({population} checked)."
  fail: "Checks of key rotation that fail: {violations} of {population}."
  unproven: "Not proven. Checks of key rotation seen: {population}; without an answer: {unknown}."
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
      lower(check_id) like '%kms_cmk_rotation%'
      or lower(check_id) like '%key_rotation%'
      or lower(check_id) like '%rotation_enabled%'
      or lower(check_id) like '%rotate%'
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
      lower(check_id) like '%kms_cmk_rotation%'
      or lower(check_id) like '%key_rotation%'
      or lower(check_id) like '%rotation_enabled%'
      or lower(check_id) like '%rotate%'
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
      lower(check_id) like '%kms_cmk_rotation%'
      or lower(check_id) like '%key_rotation%'
      or lower(check_id) like '%rotation_enabled%'
      or lower(check_id) like '%rotate%'
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
