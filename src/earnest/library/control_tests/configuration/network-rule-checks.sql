/*
id: network-rule-checks
title: "Network rules are closed by default"
version: 1
control: boundary-protection
severity: high
tables: [config_checks]
rationale: >
  A rule that is open to all lets strangers try every weakness behind it. Rules should name who may come in.
sentence:
  pass: "Every check of network rules passes ({population} checked)."
  fail: "Checks of network rules that fail: {violations} of {population}."
  unproven: "Not proven. Checks of network rules seen: {population}; without an answer: {unknown}."
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
      lower(check_id) like '%securitygroup%'
      or lower(check_id) like '%security_group%'
      or lower(check_id) like '%networkacl%'
      or lower(check_id) like '%network_acl%'
      or lower(check_id) like '%firewall%'
      or lower(check_id) like '%_nsg_%'
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
      lower(check_id) like '%securitygroup%'
      or lower(check_id) like '%security_group%'
      or lower(check_id) like '%networkacl%'
      or lower(check_id) like '%network_acl%'
      or lower(check_id) like '%firewall%'
      or lower(check_id) like '%_nsg_%'
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
      lower(check_id) like '%securitygroup%'
      or lower(check_id) like '%security_group%'
      or lower(check_id) like '%networkacl%'
      or lower(check_id) like '%network_acl%'
      or lower(check_id) like '%firewall%'
      or lower(check_id) like '%_nsg_%'
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
