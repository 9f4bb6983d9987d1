/*
id: checks-not-run
title: "Configuration checks give an answer"
version: 1
control: compliance-checks
severity: low
tables: [config_checks]
rationale: >
  A check that ended in an error looks the same as one that was never there. Each needs a second try or a person to
  look.
sentence:
  pass: "Every configuration check gave an answer ({population} checked)."
  fail: "Configuration checks that gave no answer: {violations} of {population}."
  unproven: "Not proven. Configuration checks seen: {population}; without an answer: {unknown}."
*/
-- population
with judged as (
  select
    tool,
    check_id,
    resource_id,
    max(coalesce(title, check_id) || ' on ' || coalesce(resource_name, resource_id)) as label,
    min(status) as statuses,
    bool_and(status in ('error', 'not_assessed')) as silent
  from config_checks
  where status not in ('not_applicable', 'manual')
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
    min(status) as statuses,
    bool_and(status in ('error', 'not_assessed')) as silent
  from config_checks
  where status not in ('not_applicable', 'manual')
  group by tool, check_id, resource_id
)
select
  tool || ':' || check_id || ':' || resource_id as subject,
  label,
  'The check ended without an answer: ' || statuses || '.' as reason
from judged
where silent
