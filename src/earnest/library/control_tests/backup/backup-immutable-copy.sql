/*
id: backup-immutable-copy
title: "Every system has a copy that nobody can change"
version: 1
control: backup-immutable
severity: high
tables: [backups]
parameters:
  copy_age_days: {kind: integer, default: 7, min: 0, unit: days, doc: "Greatest age of the copy that cannot be changed."}
rationale: >
  Extortionists delete the backups first. A copy that nobody can change is what makes paying unnecessary.
sentence:
  pass: "Every backed-up system has a fresh copy that nobody can change ({population} checked)."
  fail: "Systems without a fresh copy that nobody can change: {violations} of {population}."
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
    max(case when succeeded and immutable then finished_at end) as good_at,
    bool_or(
      (succeeded and immutable) is null and (finished_at is null or finished_at >= observed_at - $copy_age_days * interval '1 day')
      or (succeeded and immutable) and finished_at is null
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
    max(case when succeeded and immutable then finished_at end) as good_at,
    bool_or(
      (succeeded and immutable) is null and (finished_at is null or finished_at >= observed_at - $copy_age_days * interval '1 day')
      or (succeeded and immutable) and finished_at is null
    ) as doubtful
  from run
  group by asset
)
select
  asset as subject,
  asset as label,
  case
    when good_at is null then 'No such copy is on record.'
    else 'Last such copy on ' || substr(cast(good_at as varchar), 1, 10) || '.'
  end as reason
from judged
where (good_at is null or good_at < looked_at - $copy_age_days * interval '1 day') and doubtful is not true
-- unknown
with run as (
  select lower(asset) as asset, succeeded, immutable, offsite, coalesce(finished_at, started_at) as finished_at, observed_at
  from backups
),
judged as (
  select
    asset,
    max(observed_at) as looked_at,
    max(case when succeeded and immutable then finished_at end) as good_at,
    bool_or(
      (succeeded and immutable) is null and (finished_at is null or finished_at >= observed_at - $copy_age_days * interval '1 day')
      or (succeeded and immutable) and finished_at is null
    ) as doubtful
  from run
  group by asset
)
select
  asset as subject,
  asset as label,
  'The backup system does not say whether the latest copy can be changed.' as reason
from judged
where (good_at is null or good_at < looked_at - $copy_age_days * interval '1 day')
  and doubtful
