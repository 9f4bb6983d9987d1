/*
id: restore-in-target
title: "Restores are as fast as promised"
version: 1
control: dr-test
severity: high
tables: [restore_tests]
rationale: >
  The business was promised a time. When the measured time is longer, the promise or the backup must change.
sentence:
  pass: "Every system was restored within its target time ({population} checked)."
  fail: "Systems whose last restore took longer than its target: {violations} of {population}."
  unproven: "Not proven. Restored systems seen: {population}; without an answer: {unknown}."
*/
-- population
with latest as (
  select lower(asset) as asset, max(performed_at) as performed_at
  from restore_tests
  where succeeded and performed_at is not null
  group by lower(asset)
),
judged as (
  select l.asset, max(t.duration_minutes) as duration_minutes, min(t.target_minutes) as target_minutes
  from latest l
  join restore_tests t on lower(t.asset) = l.asset and t.performed_at = l.performed_at
  where t.succeeded
  group by l.asset
)
select
  asset as subject,
  asset as label
from judged
-- violations
with latest as (
  select lower(asset) as asset, max(performed_at) as performed_at
  from restore_tests
  where succeeded and performed_at is not null
  group by lower(asset)
),
judged as (
  select l.asset, max(t.duration_minutes) as duration_minutes, min(t.target_minutes) as target_minutes
  from latest l
  join restore_tests t on lower(t.asset) = l.asset and t.performed_at = l.performed_at
  where t.succeeded
  group by l.asset
)
select
  asset as subject,
  asset as label,
  'The last restore took ' || cast(cast(round(duration_minutes, 0) as bigint) as varchar) || ' minutes; the target is ' || cast(cast(round(target_minutes, 0) as bigint) as varchar) || '.' as reason
from judged
where duration_minutes > target_minutes
-- unknown
with latest as (
  select lower(asset) as asset, max(performed_at) as performed_at
  from restore_tests
  where succeeded and performed_at is not null
  group by lower(asset)
),
judged as (
  select l.asset, max(t.duration_minutes) as duration_minutes, min(t.target_minutes) as target_minutes
  from latest l
  join restore_tests t on lower(t.asset) = l.asset and t.performed_at = l.performed_at
  where t.succeeded
  group by l.asset
)
select
  asset as subject,
  asset as label,
  'The record does not say how long the restore took or may take.' as reason
from judged
where (duration_minutes > target_minutes) is null
