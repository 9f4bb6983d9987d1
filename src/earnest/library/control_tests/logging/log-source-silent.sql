/*
id: log-source-silent
title: "Log sources keep writing"
version: 1
control: central-logging
severity: high
tables: [log_sources]
parameters:
  silent_hours: {kind: integer, default: 24, min: 0, unit: hours, doc: "Longest silence that is accepted."}
rationale: >
  A silent source looks exactly like a quiet day. Intruders switch logs off first.
sentence:
  pass: "Every log source has written lately ({population} checked)."
  fail: "Log sources that have fallen silent: {violations} of {population}."
  unproven: "Not proven. Log sources seen: {population}; without an answer: {unknown}."
*/
-- population
with source_seen as (
  select
    log_source,
    max(log_source || coalesce(' of ' || asset, '')) as label,
    max(last_event_at) as last_event_at,
    max(observed_at) as looked_at
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
    max(last_event_at) as last_event_at,
    max(observed_at) as looked_at
  from log_sources
  group by log_source
)
select
  log_source as subject,
  label,
  case
    when last_event_at is null then 'Nothing was ever received.'
    else 'Last event on ' || substr(cast(last_event_at as varchar), 1, 10) || '.'
  end as reason
from source_seen
where (last_event_at is null or last_event_at < looked_at - $silent_hours * interval '1 hour')
