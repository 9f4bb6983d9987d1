/*
id: scanned-hosts-unlisted
title: "Scanned hosts stand in the inventory"
version: 1
control: asset-inventory
severity: medium
tables: [devices, scan_targets]
whole: [devices]
rationale: >
  The scanner found a machine that nobody put on a list. Machines that nobody lists are patched and watched by
  nobody.
sentence:
  pass: "Every scanned host stands in the inventory ({population} checked)."
  fail: "Scanned hosts that the inventory does not know: {violations} of {population}."
  unproven: "Not proven. Scanned hosts seen: {population}; without an answer: {unknown}."
*/
-- population
with known as (
  select distinct lower(hostname) as name, split_part(lower(hostname), '.', 1) as short
  from devices
  where hostname is not null
),
judged as (
  select
    t.name,
    exists (select 1 from known k where k.name = t.name)
    or exists (select 1 from known k where k.name = split_part(t.name, '.', 1))
    or exists (select 1 from known k where k.short = t.name) as known
  from (
    select distinct lower(asset_id) as name
    from scan_targets
    where coalesce(asset_kind, 'host') = 'host'
  ) t
)
select
  name as subject,
  name as label
from judged
-- violations
with known as (
  select distinct lower(hostname) as name, split_part(lower(hostname), '.', 1) as short
  from devices
  where hostname is not null
),
judged as (
  select
    t.name,
    exists (select 1 from known k where k.name = t.name)
    or exists (select 1 from known k where k.name = split_part(t.name, '.', 1))
    or exists (select 1 from known k where k.short = t.name) as known
  from (
    select distinct lower(asset_id) as name
    from scan_targets
    where coalesce(asset_kind, 'host') = 'host'
  ) t
)
select
  name as subject,
  name as label,
  'No inventory has a device with this name.' as reason
from judged
where not known
