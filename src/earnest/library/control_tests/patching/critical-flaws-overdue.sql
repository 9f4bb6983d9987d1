/*
id: critical-flaws-overdue
title: "Critical flaws are mended in time"
version: 1
control: patch-critical-sla
severity: critical
tables: [vulnerabilities]
parameters:
  patch_days: {kind: integer, default: 14, min: 0, unit: days, doc: "Days within which a critical flaw with a known fix is mended. A finding without package details counts as one that can be mended."}
rationale: >
  Attackers need days to turn a published critical flaw into a tool. After two weeks every delay is a gift to them.
sentence:
  pass: "No critical flaw is open beyond its time ({population} checked)."
  fail: "Critical flaws open beyond their time although they can be mended: {violations} of {population}."
  unproven: "Not proven. Open critical flaws seen: {population}; without an answer: {unknown}."
*/
-- population
with flaw as (
  select
    tool,
    asset_id,
    finding_id,
    max(coalesce(vulnerability_id, title, finding_id) || ' on ' || asset_id) as label,
    min(severity) as severity,
    max(coalesce(asset_kind, 'other')) as asset_kind,
    max(fixed_version) as fixed_version,
    bool_or(fixed_version is not null or package_type is null) as fixable,
    bool_or(exploited) as exploited,
    min(coalesce(first_seen_at, cast(published_on as timestamp))) as since,
    max(observed_at) as looked_at
  from vulnerabilities
  where coalesce(status, 'open') not in ('fixed', 'not_affected')
  group by tool, asset_id, finding_id
)
select
  tool || ':' || asset_id || ':' || finding_id as subject,
  label
from flaw
where severity = 'critical'
-- violations
with flaw as (
  select
    tool,
    asset_id,
    finding_id,
    max(coalesce(vulnerability_id, title, finding_id) || ' on ' || asset_id) as label,
    min(severity) as severity,
    max(coalesce(asset_kind, 'other')) as asset_kind,
    max(fixed_version) as fixed_version,
    bool_or(fixed_version is not null or package_type is null) as fixable,
    bool_or(exploited) as exploited,
    min(coalesce(first_seen_at, cast(published_on as timestamp))) as since,
    max(observed_at) as looked_at
  from vulnerabilities
  where coalesce(status, 'open') not in ('fixed', 'not_affected')
  group by tool, asset_id, finding_id
)
select
  tool || ':' || asset_id || ':' || finding_id as subject,
  label,
  'Known since ' || substr(cast(since as varchar), 1, 10) || coalesce('; mended in version ' || fixed_version, '') || '.' as reason
from flaw
where severity = 'critical'
  and fixable and since < looked_at - $patch_days * interval '1 day'
-- unknown
with flaw as (
  select
    tool,
    asset_id,
    finding_id,
    max(coalesce(vulnerability_id, title, finding_id) || ' on ' || asset_id) as label,
    min(severity) as severity,
    max(coalesce(asset_kind, 'other')) as asset_kind,
    max(fixed_version) as fixed_version,
    bool_or(fixed_version is not null or package_type is null) as fixable,
    bool_or(exploited) as exploited,
    min(coalesce(first_seen_at, cast(published_on as timestamp))) as since,
    max(observed_at) as looked_at
  from vulnerabilities
  where coalesce(status, 'open') not in ('fixed', 'not_affected')
  group by tool, asset_id, finding_id
)
select
  tool || ':' || asset_id || ':' || finding_id as subject,
  label,
  'No tool says since when it is known.' as reason
from flaw
where severity = 'critical'
  and (fixable and since < looked_at - $patch_days * interval '1 day') is null
