/*
id: images-with-criticals
title: "Container images hold no old critical flaws"
version: 1
control: component-security
severity: high
tables: [vulnerabilities]
optional_tables: [scan_targets]
parameters:
  fix_days: {kind: integer, default: 30, min: 0, unit: days, doc: "Days within which a critical flaw with a known fix is mended."}
rationale: >
  One image is copied into many running programs, and its flaws with it. Building it anew mends them all at once.
sentence:
  pass: "No image holds an old critical flaw that can be mended ({population} checked)."
  fail: "Images with old critical flaws that can be mended: {violations} of {population}."
  unproven: "Not proven. Scanned images seen: {population}; without an answer: {unknown}."
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
asset as (
  select asset_id
  from scan_targets
  where asset_kind = 'image'
  union
  select asset_id
  from vulnerabilities
  where asset_kind = 'image'
),
judged as (
  select
    a.asset_id,
    case
      when sum(case when f.since < f.looked_at - $fix_days * interval '1 day' then 1 else 0 end) > 0
        then sum(case when f.since < f.looked_at - $fix_days * interval '1 day' then 1 else 0 end)
      when bool_or(f.since is null and f.asset_id is not null) then null
      else 0
    end as overdue
  from asset a
  left join flaw f on f.asset_id = a.asset_id and f.severity = 'critical' and f.fixable
  group by a.asset_id
)
select
  asset_id as subject,
  asset_id as label
from judged
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
asset as (
  select asset_id
  from scan_targets
  where asset_kind = 'image'
  union
  select asset_id
  from vulnerabilities
  where asset_kind = 'image'
),
judged as (
  select
    a.asset_id,
    case
      when sum(case when f.since < f.looked_at - $fix_days * interval '1 day' then 1 else 0 end) > 0
        then sum(case when f.since < f.looked_at - $fix_days * interval '1 day' then 1 else 0 end)
      when bool_or(f.since is null and f.asset_id is not null) then null
      else 0
    end as overdue
  from asset a
  left join flaw f on f.asset_id = a.asset_id and f.severity = 'critical' and f.fixable
  group by a.asset_id
)
select
  asset_id as subject,
  asset_id as label,
  'Critical flaws open beyond their time: ' || cast(overdue as varchar) || '.' as reason
from judged
where overdue > 0
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
asset as (
  select asset_id
  from scan_targets
  where asset_kind = 'image'
  union
  select asset_id
  from vulnerabilities
  where asset_kind = 'image'
),
judged as (
  select
    a.asset_id,
    case
      when sum(case when f.since < f.looked_at - $fix_days * interval '1 day' then 1 else 0 end) > 0
        then sum(case when f.since < f.looked_at - $fix_days * interval '1 day' then 1 else 0 end)
      when bool_or(f.since is null and f.asset_id is not null) then null
      else 0
    end as overdue
  from asset a
  left join flaw f on f.asset_id = a.asset_id and f.severity = 'critical' and f.fixable
  group by a.asset_id
)
select
  asset_id as subject,
  asset_id as label,
  'No tool says since when its critical flaws are known.' as reason
from judged
where (overdue > 0) is null
