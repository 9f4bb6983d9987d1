/*
id: mail-domain-checks
title: "Mail domains are protected against forgery"
version: 1
control: email-authentication
severity: medium
tables: [config_checks]
rationale: >
  Without these settings anybody can write to customers in our name. Mail providers also trust the domain less.
sentence:
  pass: "Every check of mail domains passes ({population} checked)."
  fail: "Checks of mail domains that fail: {violations} of {population}."
  unproven: "Not proven. Checks of mail domains seen: {population}; without an answer: {unknown}."
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
      lower(check_id) like '%dmarc%'
      or lower(check_id) like '%dkim%'
      or lower(check_id) like '%_spf%'
      or lower(check_id) like '%spf_%'
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
      lower(check_id) like '%dmarc%'
      or lower(check_id) like '%dkim%'
      or lower(check_id) like '%_spf%'
      or lower(check_id) like '%spf_%'
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
      lower(check_id) like '%dmarc%'
      or lower(check_id) like '%dkim%'
      or lower(check_id) like '%_spf%'
      or lower(check_id) like '%spf_%'
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
