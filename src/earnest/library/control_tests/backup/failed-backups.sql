/*
id: failed-backups
title: "Backup runs end well"
version: 1
control: backup-schedule
severity: medium
tables: [backups]
parameters:
  lookback_days: {kind: integer, default: 7, min: 0, unit: days, doc: "Days back from today in which runs count as recent."}
rationale: >
  One failed run is an accident, several are the start of a missing backup. Somebody should look at each.
sentence:
  pass: "Every recent backup run ended well ({population} checked)."
  fail: "Recent backup runs that failed: {violations} of {population}."
  unproven: "Not proven. Recent backup runs seen: {population}; without an answer: {unknown}."
*/
-- population
with run as (
  select
    system,
    backup_id,
    max(asset || ' in ' || system) as label,
    bool_and(succeeded) as succeeded,
    max(coalesce(finished_at, started_at)) as finished_at,
    max(detail) as detail
  from backups
  where coalesce(finished_at, started_at) >= observed_at - $lookback_days * interval '1 day'
    or coalesce(finished_at, started_at) is null
  group by system, backup_id
)
select
  system || ':' || backup_id as subject,
  label
from run
-- violations
with run as (
  select
    system,
    backup_id,
    max(asset || ' in ' || system) as label,
    bool_and(succeeded) as succeeded,
    max(coalesce(finished_at, started_at)) as finished_at,
    max(detail) as detail
  from backups
  where coalesce(finished_at, started_at) >= observed_at - $lookback_days * interval '1 day'
    or coalesce(finished_at, started_at) is null
  group by system, backup_id
)
select
  system || ':' || backup_id as subject,
  label,
  'The run of ' || substr(cast(finished_at as varchar), 1, 10) || ' failed' || coalesce(': ' || detail, '') || '.' as reason
from run
where not succeeded
-- unknown
with run as (
  select
    system,
    backup_id,
    max(asset || ' in ' || system) as label,
    bool_and(succeeded) as succeeded,
    max(coalesce(finished_at, started_at)) as finished_at,
    max(detail) as detail
  from backups
  where coalesce(finished_at, started_at) >= observed_at - $lookback_days * interval '1 day'
    or coalesce(finished_at, started_at) is null
  group by system, backup_id
)
select
  system || ':' || backup_id as subject,
  label,
  'The backup system does not say how the run ended.' as reason
from run
where (not succeeded) is null
