/*
id: unauthenticated-scans
title: "Scanners can sign in to the hosts they scan"
version: 1
control: vulnerability-scanning
severity: medium
tables: [scan_targets]
rationale: >
  From outside a scanner sees the door and not the house. A clean report without signing in proves little.
sentence:
  pass: "The scanner could sign in to every host ({population} checked)."
  fail: "Hosts that the scanner saw only from outside: {violations} of {population}."
  unproven: "Not proven. Scanned hosts seen: {population}; without an answer: {unknown}."
*/
-- population
with target as (
  select tool, asset_id, bool_or(authenticated) as authenticated
  from scan_targets
  where coalesce(asset_kind, 'host') = 'host'
  group by tool, asset_id
)
select
  tool || ':' || asset_id as subject,
  asset_id || ' by ' || tool as label
from target
-- violations
with target as (
  select tool, asset_id, bool_or(authenticated) as authenticated
  from scan_targets
  where coalesce(asset_kind, 'host') = 'host'
  group by tool, asset_id
)
select
  tool || ':' || asset_id as subject,
  asset_id || ' by ' || tool as label,
  'The scanner could not sign in.' as reason
from target
where not authenticated
-- unknown
with target as (
  select tool, asset_id, bool_or(authenticated) as authenticated
  from scan_targets
  where coalesce(asset_kind, 'host') = 'host'
  group by tool, asset_id
)
select
  tool || ':' || asset_id as subject,
  asset_id || ' by ' || tool as label,
  'The scanner does not say whether it could sign in.' as reason
from target
where (not authenticated) is null
