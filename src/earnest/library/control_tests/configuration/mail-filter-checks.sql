/*
id: mail-filter-checks
title: "Mail filters are switched on"
version: 1
control: email-filtering
severity: medium
tables: [config_checks]
rationale: >
  Most attacks on people arrive by mail. A filter that is switched off lets them all through.
sentence:
  pass: "Every check of mail filters passes ({population} checked)."
  fail: "Checks of mail filters that fail: {violations} of {population}."
  unproven: "Not proven. Checks of mail filters seen: {population}; without an answer: {unknown}."
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
      lower(check_id) like '%safe_link%'
      or lower(check_id) like '%safe_attachment%'
      or lower(check_id) like '%anti_phish%'
      or lower(check_id) like '%antiphish%'
      or lower(check_id) like '%malware_filter%'
      or lower(check_id) like '%safelinks%'
      or lower(check_id) like '%safeattachment%'
      or lower(check_id) like '%external_sender%'
      or lower(check_id) like '%spam%'
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
      lower(check_id) like '%safe_link%'
      or lower(check_id) like '%safe_attachment%'
      or lower(check_id) like '%anti_phish%'
      or lower(check_id) like '%antiphish%'
      or lower(check_id) like '%malware_filter%'
      or lower(check_id) like '%safelinks%'
      or lower(check_id) like '%safeattachment%'
      or lower(check_id) like '%external_sender%'
      or lower(check_id) like '%spam%'
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
      lower(check_id) like '%safe_link%'
      or lower(check_id) like '%safe_attachment%'
      or lower(check_id) like '%anti_phish%'
      or lower(check_id) like '%antiphish%'
      or lower(check_id) like '%malware_filter%'
      or lower(check_id) like '%safelinks%'
      or lower(check_id) like '%safeattachment%'
      or lower(check_id) like '%external_sender%'
      or lower(check_id) like '%spam%'
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
