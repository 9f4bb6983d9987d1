/*
id: managed-devices-unlisted
title: "Managed devices stand in the equipment list"
version: 1
control: asset-inventory
severity: low
tables: [devices]
whole: [devices]
rationale: >
  A device that the list does not know cannot be asked back. Differences in both directions show how good the
  inventory is.
sentence:
  pass: "Every managed device stands in the equipment list ({population} checked)."
  fail: "Managed devices that no equipment list knows: {violations} of {population}."
  unproven: "Not proven. Managed computers and phones seen: {population}; without an answer: {unknown}."
*/
-- population
with held as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    max(upper(serial)) as serial,
    max(lower(hostname)) as hostname
  from devices
  where managed is not false
    and coalesce(kind, 'laptop') in ('laptop', 'desktop', 'phone', 'tablet')
    and exists (select 1 from devices l where l.managed is false)
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
),
judged as (
  select
    h.machine_id,
    h.label,
    case
      when exists (select 1 from devices d where d.managed is false and upper(d.serial) = h.serial) then false
      when exists (select 1 from devices d where d.managed is false and lower(d.hostname) = h.hostname) then false
      when h.serial is null then null
      else true
    end as unlisted
  from held h
)
select
  machine_id as subject,
  label
from judged
-- violations
with held as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    max(upper(serial)) as serial,
    max(lower(hostname)) as hostname
  from devices
  where managed is not false
    and coalesce(kind, 'laptop') in ('laptop', 'desktop', 'phone', 'tablet')
    and exists (select 1 from devices l where l.managed is false)
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
),
judged as (
  select
    h.machine_id,
    h.label,
    case
      when exists (select 1 from devices d where d.managed is false and upper(d.serial) = h.serial) then false
      when exists (select 1 from devices d where d.managed is false and lower(d.hostname) = h.hostname) then false
      when h.serial is null then null
      else true
    end as unlisted
  from held h
)
select
  machine_id as subject,
  label,
  'No equipment list knows its serial number or name.' as reason
from judged
where unlisted
-- unknown
with held as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    max(upper(serial)) as serial,
    max(lower(hostname)) as hostname
  from devices
  where managed is not false
    and coalesce(kind, 'laptop') in ('laptop', 'desktop', 'phone', 'tablet')
    and exists (select 1 from devices l where l.managed is false)
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
),
judged as (
  select
    h.machine_id,
    h.label,
    case
      when exists (select 1 from devices d where d.managed is false and upper(d.serial) = h.serial) then false
      when exists (select 1 from devices d where d.managed is false and lower(d.hostname) = h.hostname) then false
      when h.serial is null then null
      else true
    end as unlisted
  from held h
)
select
  machine_id as subject,
  label,
  'The manager gives no serial number.' as reason
from judged
where (unlisted) is null
