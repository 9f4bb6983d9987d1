/*
id: device-encryption
title: "Computers have encrypted disks"
version: 1
control: encryption-at-rest
severity: high
tables: [devices]
rationale: >
  A lost laptop is a nuisance when its disk is encrypted and a data breach when it is not. Encryption costs nothing
  and needs no attention.
sentence:
  pass: "Every managed computer has encrypted disks ({population} checked)."
  fail: "Managed computers without encrypted disks: {violations} of {population}."
  unproven: "Not proven. Managed computers seen: {population}; without an answer: {unknown}."
*/
-- population
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_and(case when managed is not false then encrypted end) as encrypted
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label
from machine
where watched
  and kind in ('laptop', 'desktop')
-- violations
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_and(case when managed is not false then encrypted end) as encrypted
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'The disks are not encrypted.' as reason
from machine
where watched
  and kind in ('laptop', 'desktop')
  and not encrypted
-- unknown
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_and(case when managed is not false then encrypted end) as encrypted
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'No manager says whether its disks are encrypted.' as reason
from machine
where watched
  and kind in ('laptop', 'desktop')
  and (not encrypted) is null
