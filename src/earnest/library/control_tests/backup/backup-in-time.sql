/*
id: backup-in-time
title: "Every system has a fresh good backup"
version: 1
control: backup-schedule
severity: critical
tables: [backups]
parameters:
  rpo_hours: {kind: integer, default: 24, min: 0, unit: hours, doc: "Hours of work that may be lost: the recovery point."}
rationale: >
  After a disaster we lose everything since the last good backup. The limit is what the business said it can afford
  to lose.
sentence:
  pass: "Every backed-up system has a good backup that is fresh enough ({population} checked)."
  fail: "Systems whose last good backup is too old: {violations} of {population}."
  unproven: "Not proven. Backed-up systems seen: {population}; without an answer: {unknown}."
*/
-- population
with run as (
  select lower(asset) as asset, succeeded, immutable, offsite, coalesce(finished_at, started_at) as finished_at, observed_at
  from backups
),
judged as (
  select
    asset,
    max(observed_at) as looked_at,
    max(case when succeeded then finished_at end) as good_at,
    bool_or(
      (succeeded) is null and (finished_at is null or finished_at >= observed_at - $rpo_hours * interval '1 hour')
      or (succeeded) and finished_at is null
    ) as doubtful
  from run
  group by asset
)
select
  asset as subject,
  asset as label
from judged
-- violations
with run as (
  select lower(asset) as asset, succeeded, immutable, offsite, coalesce(finished_at, started_at) as finished_at, observed_at
  from backups
),
judged as (
  select
    asset,
    max(observed_at) as looked_at,
    max(case when succeeded then finished_at end) as good_at,
    bool_or(
      (succeeded) is null and (finished_at is null or finished_at >= observed_at - $rpo_hours * interval '1 hour')
      or (succeeded) and finished_at is null
    ) as doubtful
  from run
  group by asset
)
select
  asset as subject,
  asset as label,
  case
    when good_at is null then 'No good backup is on record.'
    else 'Last good backup on ' || substr(cast(good_at as varchar), 1, 10) || '.'
  end as reason
from judged
where (good_at is null or good_at < looked_at - $rpo_hours * interval '1 hour') and doubtful is not true
-- unknown
with run as (
  select lower(asset) as asset, succeeded, immutable, offsite, coalesce(finished_at, started_at) as finished_at, observed_at
  from backups
),
judged as (
  select
    asset,
    max(observed_at) as looked_at,
    max(case when succeeded then finished_at end) as good_at,
    bool_or(
      (succeeded) is null and (finished_at is null or finished_at >= observed_at - $rpo_hours * interval '1 hour')
      or (succeeded) and finished_at is null
    ) as doubtful
  from run
  group by asset
)
select
  asset as subject,
  asset as label,
  'The backup system does not say whether the latest run ended well.' as reason
from judged
where (good_at is null or good_at < looked_at - $rpo_hours * interval '1 hour')
  and doubtful
