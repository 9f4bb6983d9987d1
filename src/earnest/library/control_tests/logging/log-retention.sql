/*
id: log-retention
title: "Logs are kept long enough"
version: 1
control: central-logging
severity: medium
tables: [log_sources]
parameters:
  retention_days: {kind: integer, default: 365, min: 0, unit: days, doc: "Days that logs must be kept."}
rationale: >
  Break-ins are often found only after months. Logs that are gone by then cannot tell what happened.
sentence:
  pass: "Every log is kept long enough ({population} checked)."
  fail: "Logs that are not kept long enough: {violations} of {population}."
  unproven: "Not proven. Log sources seen: {population}; without an answer: {unknown}."
*/
-- population
with source_seen as (
  select
    log_source,
    max(log_source || coalesce(' of ' || asset, '')) as label,
    min(retention_days) as retention_days
  from log_sources
  group by log_source
)
select
  log_source as subject,
  label
from source_seen
-- violations
with source_seen as (
  select
    log_source,
    max(log_source || coalesce(' of ' || asset, '')) as label,
    min(retention_days) as retention_days
  from log_sources
  group by log_source
)
select
  log_source as subject,
  label,
  'Kept for ' || cast(retention_days as varchar) || ' days.' as reason
from source_seen
where retention_days < $retention_days
-- unknown
with source_seen as (
  select
    log_source,
    max(log_source || coalesce(' of ' || asset, '')) as label,
    min(retention_days) as retention_days
  from log_sources
  group by log_source
)
select
  log_source as subject,
  label,
  'The log store does not say how long it keeps them.' as reason
from source_seen
where (retention_days < $retention_days) is null
