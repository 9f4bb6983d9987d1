/*
id: exposed-hosts-unlisted
title: "Hosts that face the internet stand in the inventory"
version: 1
control: boundary-protection
severity: high
tables: [exposed_services]
optional_tables: [devices, cloud_resources, scan_targets]
whole: [devices, cloud_resources]
rationale: >
  Attackers find forgotten hosts by simply knocking on every door. A host that we do not list is one that we do not
  protect.
sentence:
  pass: "Every host that faces the internet stands in an inventory ({population} checked)."
  fail: "Hosts that face the internet and stand in no inventory: {violations} of {population}."
  unproven: "Not proven. Hosts that face the internet seen: {population}; without an answer: {unknown}."
*/
-- population
with known as (
  select lower(hostname) as name
  from devices
  where hostname is not null
  union
  select lower(name)
  from cloud_resources
  where name is not null
  union
  select lower(asset_id)
  from scan_targets
  union
  select lower(address)
  from scan_targets
  where address is not null
),
judged as (
  select
    e.name,
    bool_or(
      exists (select 1 from known k where k.name = e.name)
      or exists (select 1 from known k where k.name = e.address)
    ) as known
  from (
    select distinct lower(coalesce(hostname, address)) as name, lower(address) as address
    from exposed_services
    where reachable_from = 'internet'
  ) e
  group by e.name
)
select
  name as subject,
  name as label
from judged
-- violations
with known as (
  select lower(hostname) as name
  from devices
  where hostname is not null
  union
  select lower(name)
  from cloud_resources
  where name is not null
  union
  select lower(asset_id)
  from scan_targets
  union
  select lower(address)
  from scan_targets
  where address is not null
),
judged as (
  select
    e.name,
    bool_or(
      exists (select 1 from known k where k.name = e.name)
      or exists (select 1 from known k where k.name = e.address)
    ) as known
  from (
    select distinct lower(coalesce(hostname, address)) as name, lower(address) as address
    from exposed_services
    where reachable_from = 'internet'
  ) e
  group by e.name
)
select
  name as subject,
  name as label,
  'No inventory, scan or cloud account names this host.' as reason
from judged
where not known
