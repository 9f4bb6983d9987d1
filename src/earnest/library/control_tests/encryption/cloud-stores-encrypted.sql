/*
id: cloud-stores-encrypted
title: "Cloud stores are encrypted"
version: 1
control: encryption-at-rest
severity: high
tables: [cloud_resources]
rationale: >
  Encryption keeps a stolen copy of a store unreadable. In the cloud it costs one setting.
sentence:
  pass: "Every cloud store is encrypted ({population} checked)."
  fail: "Cloud stores without encryption: {violations} of {population}."
  unproven: "Not proven. Cloud stores seen: {population}; without an answer: {unknown}."
*/
-- population
with resource as (
  select
    provider,
    resource_id,
    max(coalesce(name, resource_id) || coalesce(' in ' || account, '')) as label,
    bool_and(encrypted) as encrypted
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
    bool_and(encrypted) as encrypted
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
  'Its data is not encrypted.' as reason
from resource
where not encrypted
-- unknown
with resource as (
  select
    provider,
    resource_id,
    max(coalesce(name, resource_id) || coalesce(' in ' || account, '')) as label,
    bool_and(encrypted) as encrypted
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
  'No tool says whether its data is encrypted.' as reason
from resource
where (not encrypted) is null
