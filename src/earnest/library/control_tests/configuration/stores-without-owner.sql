/*
id: stores-without-owner
title: "Cloud stores have an owner"
version: 1
control: data-inventory
severity: medium
tables: [cloud_resources]
rationale: >
  Data without an owner is kept for ever and protected by nobody. A name on each store is the first step.
sentence:
  pass: "Every cloud store has an owner ({population} checked)."
  fail: "Cloud stores without an owner: {violations} of {population}."
  unproven: "Not proven. Cloud stores seen: {population}; without an answer: {unknown}."
*/
-- population
with resource as (
  select
    provider,
    resource_id,
    max(coalesce(name, resource_id) || coalesce(' in ' || account, '')) as label,
    max(owner) as owner
  from cloud_resources
  where (
      lower(kind) like '%bucket%'
      or lower(kind) like '%storage%'
      or lower(kind) like '%blob%'
      or lower(kind) like '%snapshot%'
      or lower(kind) like '%rds%'
      or lower(kind) like '%database%'
      or lower(kind) like '%sql%'
      or lower(kind) like '%dynamo%'
      or lower(kind) like '%redshift%'
      or lower(kind) like '%bigquery%'
      or lower(kind) like '%queue%'
      or lower(kind) like '%registry%'
      or lower(kind) like '%volume%'
      or lower(kind) like '%disk%'
      or lower(kind) like '%filesystem%'
    )
  group by provider, resource_id
)
select
  provider || ':' || resource_id as subject,
  label
from resource
-- violations
with resource as (
  select
    provider,
    resource_id,
    max(coalesce(name, resource_id) || coalesce(' in ' || account, '')) as label,
    max(owner) as owner
  from cloud_resources
  where (
      lower(kind) like '%bucket%'
      or lower(kind) like '%storage%'
      or lower(kind) like '%blob%'
      or lower(kind) like '%snapshot%'
      or lower(kind) like '%rds%'
      or lower(kind) like '%database%'
      or lower(kind) like '%sql%'
      or lower(kind) like '%dynamo%'
      or lower(kind) like '%redshift%'
      or lower(kind) like '%bigquery%'
      or lower(kind) like '%queue%'
      or lower(kind) like '%registry%'
      or lower(kind) like '%volume%'
      or lower(kind) like '%disk%'
      or lower(kind) like '%filesystem%'
    )
  group by provider, resource_id
)
select
  provider || ':' || resource_id as subject,
  label,
  'No owner is recorded.' as reason
from resource
where owner is null
