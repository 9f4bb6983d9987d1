/*
id: public-resources-known
title: "Resources open to the internet have an owner"
version: 1
control: cloud-governance
severity: medium
tables: [cloud_resources]
rationale: >
  Somebody must know why a thing faces the world. Without an owner nobody will notice when it should close.
sentence:
  pass: "Every resource that is open to the internet has an owner ({population} checked)."
  fail: "Resources open to the internet that nobody answers for: {violations} of {population}."
  unproven: "Not proven. Resources open to the internet seen: {population}; without an answer: {unknown}."
*/
-- population
with resource as (
  select
    provider,
    resource_id,
    max(coalesce(name, resource_id) || coalesce(' in ' || account, '')) as label,
    bool_or(public) as open,
    max(owner) as owner
  from cloud_resources
  group by provider, resource_id
)
select
  provider || ':' || resource_id as subject,
  label
from resource
where open
-- violations
with resource as (
  select
    provider,
    resource_id,
    max(coalesce(name, resource_id) || coalesce(' in ' || account, '')) as label,
    bool_or(public) as open,
    max(owner) as owner
  from cloud_resources
  group by provider, resource_id
)
select
  provider || ':' || resource_id as subject,
  label,
  'It is open to the internet and has no owner.' as reason
from resource
where open
  and owner is null
