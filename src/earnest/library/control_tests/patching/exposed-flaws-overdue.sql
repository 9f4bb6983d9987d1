/*
id: exposed-flaws-overdue
title: "Critical flaws on hosts that face the internet are mended at once"
version: 1
control: patch-emergency
severity: critical
tables: [vulnerabilities, exposed_services]
optional_tables: [scan_targets]
parameters:
  emergency_days: {kind: integer, default: 3, min: 0, unit: days, doc: "Days within which a critical flaw that faces the internet is mended or shielded."}
rationale: >
  A flaw on a host that faces the internet can be tried by anybody in the world. It has no second wall in front of
  it.
sentence:
  pass: "No critical flaw that faces the internet is open beyond its time ({population} checked)."
  fail: "Critical flaws that face the internet and are open beyond their time: {violations} of {population}."
  unproven: "Not proven. Open critical flaws that face the internet seen: {population}; without an answer: {unknown}."
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
),
exposed as (
  select lower(hostname) as name
  from exposed_services
  where reachable_from = 'internet' and hostname is not null
  union
  select lower(address)
  from exposed_services
  where reachable_from = 'internet'
),
exposed_asset as (
  select name
  from exposed
  union
  select lower(t.asset_id)
  from scan_targets t
  join exposed e on e.name = lower(t.address)
),
facing as (
  select f.tool, f.asset_id, f.finding_id, f.label, f.severity, f.fixed_version, f.since, f.looked_at
  from flaw f
  join exposed_asset e on e.name = lower(f.asset_id)
)
select
  tool || ':' || asset_id || ':' || finding_id as subject,
  label
from facing
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
),
exposed as (
  select lower(hostname) as name
  from exposed_services
  where reachable_from = 'internet' and hostname is not null
  union
  select lower(address)
  from exposed_services
  where reachable_from = 'internet'
),
exposed_asset as (
  select name
  from exposed
  union
  select lower(t.asset_id)
  from scan_targets t
  join exposed e on e.name = lower(t.address)
),
facing as (
  select f.tool, f.asset_id, f.finding_id, f.label, f.severity, f.fixed_version, f.since, f.looked_at
  from flaw f
  join exposed_asset e on e.name = lower(f.asset_id)
)
select
  tool || ':' || asset_id || ':' || finding_id as subject,
  label,
  'Known since ' || substr(cast(since as varchar), 1, 10) || coalesce('; mended in version ' || fixed_version, '') || '.' as reason
from facing
where severity = 'critical'
  and since < looked_at - $emergency_days * interval '1 day'
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
),
exposed as (
  select lower(hostname) as name
  from exposed_services
  where reachable_from = 'internet' and hostname is not null
  union
  select lower(address)
  from exposed_services
  where reachable_from = 'internet'
),
exposed_asset as (
  select name
  from exposed
  union
  select lower(t.asset_id)
  from scan_targets t
  join exposed e on e.name = lower(t.address)
),
facing as (
  select f.tool, f.asset_id, f.finding_id, f.label, f.severity, f.fixed_version, f.since, f.looked_at
  from flaw f
  join exposed_asset e on e.name = lower(f.asset_id)
)
select
  tool || ':' || asset_id || ':' || finding_id as subject,
  label,
  'No tool says since when it is known.' as reason
from facing
where severity = 'critical'
  and (since < looked_at - $emergency_days * interval '1 day') is null
