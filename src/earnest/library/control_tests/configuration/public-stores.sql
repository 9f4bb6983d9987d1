/*
id: public-stores
title: "Cloud stores are not open to the internet"
version: 1
control: cloud-governance
severity: critical
tables: [cloud_resources]
rationale: >
  Open stores are found by machines within hours and copied within days. Each one must be meant for the public.
sentence:
  pass: "No cloud store is open to the internet ({population} checked)."
  fail: "Cloud stores that are open to the internet: {violations} of {population}."
  unproven: "Not proven. Cloud stores seen: {population}; without an answer: {unknown}."
*/
-- population
with resource as (
  select
    provider,
    resource_id,
    max(coalesce(name, resource_id) || coalesce(' in ' || account, '')) as label,
    bool_or(public) as open
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
    bool_or(public) as open
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
  'It can be read or reached from the internet.' as reason
from resource
where open
-- unknown
with resource as (
  select
    provider,
    resource_id,
    max(coalesce(name, resource_id) || coalesce(' in ' || account, '')) as label,
    bool_or(public) as open
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
  'No tool says whether it is open.' as reason
from resource
where (open) is null
