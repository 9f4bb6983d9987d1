/*
id: detection-never-proven
title: "Alert rules have fired or been tested"
version: 1
control: soc-monitoring
severity: medium
tables: [log_sources]
parameters:
  test_days: {kind: integer, default: 365, min: 0, unit: days, doc: "Longest time between two tests of a rule that never fires."}
rationale: >
  A rule that has never fired may be perfect or broken. Only a planted event tells which.
sentence:
  pass: "Every source with alert rules has fired or been tested ({population} checked)."
  fail: "Sources whose alert rules never fired and were not tested in time: {violations} of {population}."
  unproven: "Not proven. Log sources with alert rules seen: {population}; without an answer: {unknown}."
*/
-- population
with source_seen as (
  select
    log_source,
    max(log_source || coalesce(' of ' || asset, '')) as label,
    max(alert_rules) as alert_rules,
    max(last_alert_at) as last_alert_at,
    max(rule_tested_at) as rule_tested_at
  from log_sources
  group by log_source
)
select
  log_source as subject,
  label
from source_seen
where (alert_rules > 0 or alert_rules is null)
-- violations
with source_seen as (
  select
    log_source,
    max(log_source || coalesce(' of ' || asset, '')) as label,
    max(alert_rules) as alert_rules,
    max(last_alert_at) as last_alert_at,
    max(rule_tested_at) as rule_tested_at
  from log_sources
  group by log_source
)
select
  log_source as subject,
  label,
  case
    when rule_tested_at is null then 'Its rules never fired and were never tested.'
    else 'Its rules never fired and were last tested on ' || substr(cast(rule_tested_at as varchar), 1, 10) || '.'
  end as reason
from source_seen
where (alert_rules > 0 or alert_rules is null)
  and alert_rules > 0 and last_alert_at is null and (rule_tested_at is null or rule_tested_at < $as_of - $test_days * interval '1 day')
-- unknown
with source_seen as (
  select
    log_source,
    max(log_source || coalesce(' of ' || asset, '')) as label,
    max(alert_rules) as alert_rules,
    max(last_alert_at) as last_alert_at,
    max(rule_tested_at) as rule_tested_at
  from log_sources
  group by log_source
)
select
  log_source as subject,
  label,
  'The log store does not say whether any rule reads it.' as reason
from source_seen
where (alert_rules > 0 or alert_rules is null)
  and (alert_rules > 0 and last_alert_at is null and (rule_tested_at is null or rule_tested_at < $as_of - $test_days * interval '1 day')) is null
