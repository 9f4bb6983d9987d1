/*
id: listed-devices-unmanaged
title: "Devices in plain lists are known to a device manager"
version: 1
control: asset-inventory
severity: high
tables: [devices]
whole: [devices]
rationale: >
  The equipment list shows what people were given, the device manager what is under control. Whatever stands only on
  the list gets no updates and no checks.
sentence:
  pass: "Every listed device is known to a device manager ({population} checked)."
  fail: "Listed devices that no device manager knows: {violations} of {population}."
  unproven: "Not proven. Computers and phones in plain lists seen: {population}; without an answer: {unknown}."
*/
-- population
with listed as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    max(upper(serial)) as serial,
    max(lower(hostname)) as hostname
  from devices
  where managed is false and coalesce(kind, 'laptop') in ('laptop', 'desktop', 'phone', 'tablet')
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
),
judged as (
  select
    l.machine_id,
    l.label,
    case
      when exists (select 1 from devices d where d.managed and upper(d.serial) = l.serial) then false
      when exists (select 1 from devices d where d.managed and lower(d.hostname) = l.hostname) then false
      when exists (select 1 from devices d where d.managed is null and upper(d.serial) = l.serial) then null
      when l.serial is null then null
      else true
    end as unmanaged
  from listed l
)
select
  machine_id as subject,
  label
from judged
-- violations
with listed as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    max(upper(serial)) as serial,
    max(lower(hostname)) as hostname
  from devices
  where managed is false and coalesce(kind, 'laptop') in ('laptop', 'desktop', 'phone', 'tablet')
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
),
judged as (
  select
    l.machine_id,
    l.label,
    case
      when exists (select 1 from devices d where d.managed and upper(d.serial) = l.serial) then false
      when exists (select 1 from devices d where d.managed and lower(d.hostname) = l.hostname) then false
      when exists (select 1 from devices d where d.managed is null and upper(d.serial) = l.serial) then null
      when l.serial is null then null
      else true
    end as unmanaged
  from listed l
)
select
  machine_id as subject,
  label,
  'It stands in a list, but no device manager knows its serial number or name.' as reason
from judged
where unmanaged
-- unknown
with listed as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    max(upper(serial)) as serial,
    max(lower(hostname)) as hostname
  from devices
  where managed is false and coalesce(kind, 'laptop') in ('laptop', 'desktop', 'phone', 'tablet')
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
),
judged as (
  select
    l.machine_id,
    l.label,
    case
      when exists (select 1 from devices d where d.managed and upper(d.serial) = l.serial) then false
      when exists (select 1 from devices d where d.managed and lower(d.hostname) = l.hostname) then false
      when exists (select 1 from devices d where d.managed is null and upper(d.serial) = l.serial) then null
      when l.serial is null then null
      else true
    end as unmanaged
  from listed l
)
select
  machine_id as subject,
  label,
  'The list gives no serial number, or the manager does not say whether it manages it.' as reason
from judged
where (unmanaged) is null
