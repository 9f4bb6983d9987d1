/*
id: device-managed
title: "Computers and phones are managed"
version: 1
control: endpoint-hardening
severity: high
tables: [devices]
whole: [devices]
rationale: >
  An unmanaged device gets no updates from us and cannot be wiped when it is lost. It should not hold company data.
sentence:
  pass: "Every computer and phone is managed ({population} checked)."
  fail: "Computers and phones that nobody manages: {violations} of {population}."
  unproven: "Not proven. Computers and phones seen: {population}; without an answer: {unknown}."
*/
-- population
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_or(managed) as managed
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
    bool_or(managed) as managed
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'No device manager manages it.' as reason
from machine
where kind in ('laptop', 'desktop', 'phone', 'tablet')
  and not managed
-- unknown
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_or(managed) as managed
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'No system says whether it is managed.' as reason
from machine
where kind in ('laptop', 'desktop', 'phone', 'tablet')
  and (not managed) is null
