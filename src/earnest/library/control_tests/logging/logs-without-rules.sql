/*
id: logs-without-rules
title: "Somebody or something reads every log"
version: 1
control: log-review
severity: low
tables: [log_sources]
rationale: >
  Logs that nobody reads help only after the harm is done. One simple rule per source is a start.
sentence:
  pass: "At least one rule reads every log ({population} checked)."
  fail: "Logs that no alert rule reads: {violations} of {population}."
  unproven: "Not proven. Log sources seen: {population}; without an answer: {unknown}."
*/
-- population
with source_seen as (
  select
    log_source,
    max(log_source || coalesce(' of ' || asset, '')) as label,
    max(alert_rules) as alert_rules
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
    max(alert_rules) as alert_rules
  from log_sources
  group by log_source
)
select
  log_source as subject,
  label,
  'No alert rule reads it.' as reason
from source_seen
where alert_rules = 0
-- unknown
with source_seen as (
  select
    log_source,
    max(log_source || coalesce(' of ' || asset, '')) as label,
    max(alert_rules) as alert_rules
  from log_sources
  group by log_source
)
select
  log_source as subject,
  label,
  'The log store does not say whether any rule reads it.' as reason
from source_seen
where (alert_rules = 0) is null
