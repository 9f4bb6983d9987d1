/*
id: last-restore-succeeded
title: "The last restore of every system worked"
version: 1
control: backup-restore-test
severity: critical
tables: [restore_tests]
rationale: >
  A failed restore means that the backup cannot be relied on today. Until a later attempt works the system counts as
  without backup.
sentence:
  pass: "The last restore of every system worked ({population} checked)."
  fail: "Systems whose last restore failed: {violations} of {population}."
  unproven: "Not proven. Restored systems seen: {population}; without an answer: {unknown}."
*/
-- population
with latest as (
  select lower(asset) as asset, max(performed_at) as performed_at
  from restore_tests
  group by lower(asset)
),
judged as (
  select
    l.asset,
    l.performed_at,
    case when l.performed_at is not null then bool_and(t.succeeded) end as succeeded,
    max(t.detail) as detail
  from latest l
  left join restore_tests t on lower(t.asset) = l.asset and t.performed_at = l.performed_at
  group by l.asset, l.performed_at
)
select
  asset as subject,
  asset as label
from judged
-- violations
with latest as (
  select lower(asset) as asset, max(performed_at) as performed_at
  from restore_tests
  group by lower(asset)
),
judged as (
  select
    l.asset,
    l.performed_at,
    case when l.performed_at is not null then bool_and(t.succeeded) end as succeeded,
    max(t.detail) as detail
  from latest l
  left join restore_tests t on lower(t.asset) = l.asset and t.performed_at = l.performed_at
  group by l.asset, l.performed_at
)
select
  asset as subject,
  asset as label,
  'The attempt of ' || substr(cast(performed_at as varchar), 1, 10) || ' failed' || coalesce(': ' || detail, '') || '.' as reason
from judged
where not succeeded
-- unknown
with latest as (
  select lower(asset) as asset, max(performed_at) as performed_at
  from restore_tests
  group by lower(asset)
),
judged as (
  select
    l.asset,
    l.performed_at,
    case when l.performed_at is not null then bool_and(t.succeeded) end as succeeded,
    max(t.detail) as detail
  from latest l
  left join restore_tests t on lower(t.asset) = l.asset and t.performed_at = l.performed_at
  group by l.asset, l.performed_at
)
select
  asset as subject,
  asset as label,
  'The record does not say how or when the attempt ended.' as reason
from judged
where (not succeeded) is null
