/*
id: muted-checks
title: "Serious checks are not silenced in the tool"
version: 1
control: exception-management
severity: medium
tables: [config_checks]
rationale: >
  Silencing a check in the tool hides a fault without a name, a reason or an end. An exception needs all three.
sentence:
  pass: "No critical or high check is silenced in the tool ({population} checked)."
  fail: "Critical and high checks that somebody silenced in the tool: {violations} of {population}."
  unproven: "Not proven. Critical and high configuration checks seen: {population}; without an answer: {unknown}."
*/
-- population
with judged as (
  select
    tool,
    check_id,
    resource_id,
    max(coalesce(title, check_id) || ' on ' || coalesce(resource_name, resource_id)) as label,
    bool_or(status = 'muted') as muted
  from config_checks
  where status <> 'not_applicable' and severity in ('critical', 'high')
  group by tool, check_id, resource_id
)
select
  tool || ':' || check_id || ':' || resource_id as subject,
  label
from judged
-- violations
with judged as (
  select
    tool,
    check_id,
    resource_id,
    max(coalesce(title, check_id) || ' on ' || coalesce(resource_name, resource_id)) as label,
    bool_or(status = 'muted') as muted
  from config_checks
  where status <> 'not_applicable' and severity in ('critical', 'high')
  group by tool, check_id, resource_id
)
select
  tool || ':' || check_id || ':' || resource_id as subject,
  label,
  'Somebody silenced it in the tool.' as reason
from judged
where muted
