/*
id: devices-without-holder
title: "Every computer and phone has a holder"
version: 1
control: asset-inventory
severity: medium
tables: [devices]
rationale: >
  A device that nobody holds is missed by nobody. A name behind each one is the start of every inventory.
sentence:
  pass: "Every computer and phone has a known holder ({population} checked)."
  fail: "Computers and phones without a known holder: {violations} of {population}."
  unproven: "Not proven. Computers and phones seen: {population}; without an answer: {unknown}."
*/
-- population
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    max(lower(owner_email)) as owner_email
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label
from machine
where kind in ('laptop', 'desktop', 'phone', 'tablet')
-- violations
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    max(lower(owner_email)) as owner_email
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'No system tells who has it.' as reason
from machine
where kind in ('laptop', 'desktop', 'phone', 'tablet')
  and owner_email is null
