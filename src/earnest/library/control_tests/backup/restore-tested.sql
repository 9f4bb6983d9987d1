/*
id: restore-tested
title: "Every system was restored successfully in time"
version: 1
control: backup-restore-test
severity: high
tables: [backups, restore_tests]
whole: [restore_tests]
parameters:
  test_days: {kind: integer, default: 180, min: 0, unit: days, doc: "Longest time between two successful restores of one system."}
rationale: >
  A backup that was never restored is a hope. Only a restore shows that the data comes back and how long it takes.
sentence:
  pass: "Every backed-up system was restored successfully in time ({population} checked)."
  fail: "Systems without a successful restore in time: {violations} of {population}."
  unproven: "Not proven. Backed-up systems seen: {population}; without an answer: {unknown}."
*/
-- population
with asset as (
  select lower(asset) as name
  from backups
  union
  select lower(asset)
  from restore_tests
),
attempt as (
  select
    lower(asset) as asset,
    max(case when succeeded then performed_at end) as good_at,
    bool_or(
      (succeeded is null and (performed_at is null or performed_at >= $as_of - $test_days * interval '1 day'))
      or (succeeded and performed_at is null)
    ) as doubtful
  from restore_tests
  group by lower(asset)
),
judged as (
  select a.name as asset, t.good_at, coalesce(t.doubtful, false) as doubtful
  from asset a
  left join attempt t on t.asset = a.name
)
select
  asset as subject,
  asset as label
from judged
-- violations
with asset as (
  select lower(asset) as name
  from backups
  union
  select lower(asset)
  from restore_tests
),
attempt as (
  select
    lower(asset) as asset,
    max(case when succeeded then performed_at end) as good_at,
    bool_or(
      (succeeded is null and (performed_at is null or performed_at >= $as_of - $test_days * interval '1 day'))
      or (succeeded and performed_at is null)
    ) as doubtful
  from restore_tests
  group by lower(asset)
),
judged as (
  select a.name as asset, t.good_at, coalesce(t.doubtful, false) as doubtful
  from asset a
  left join attempt t on t.asset = a.name
)
select
  asset as subject,
  asset as label,
  case
    when good_at is null then 'No successful restore is on record.'
    else 'Last successful restore on ' || substr(cast(good_at as varchar), 1, 10) || '.'
  end as reason
from judged
where (good_at is null or good_at < $as_of - $test_days * interval '1 day') and not doubtful
-- unknown
with asset as (
  select lower(asset) as name
  from backups
  union
  select lower(asset)
  from restore_tests
),
attempt as (
  select
    lower(asset) as asset,
    max(case when succeeded then performed_at end) as good_at,
    bool_or(
      (succeeded is null and (performed_at is null or performed_at >= $as_of - $test_days * interval '1 day'))
      or (succeeded and performed_at is null)
    ) as doubtful
  from restore_tests
  group by lower(asset)
),
judged as (
  select a.name as asset, t.good_at, coalesce(t.doubtful, false) as doubtful
  from asset a
  left join attempt t on t.asset = a.name
)
select
  asset as subject,
  asset as label,
  'The record does not say how or when a restore ended.' as reason
from judged
where (good_at is null or good_at < $as_of - $test_days * interval '1 day')
  and doubtful
