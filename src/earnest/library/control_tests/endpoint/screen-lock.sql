/*
id: screen-lock
title: "Screens lock after a short time"
version: 1
control: session-controls
severity: medium
tables: [devices]
parameters:
  lock_seconds: {kind: integer, default: 900, min: 0, unit: seconds, doc: "Idle seconds after which a screen must be locked."}
rationale: >
  An open screen lets anybody who walks past act as its owner. Locking soon closes that gap.
sentence:
  pass: "Every managed computer locks its screen in time ({population} checked)."
  fail: "Managed computers that lock their screen too late: {violations} of {population}."
  unproven: "Not proven. Managed computers seen: {population}; without an answer: {unknown}."
*/
-- population
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    max(case when managed is not false then screen_lock_seconds end) as screen_lock_seconds
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
    max(case when managed is not false then screen_lock_seconds end) as screen_lock_seconds
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  case
    when screen_lock_seconds = 0 then 'The screen never locks.'
    else 'The screen locks after ' || cast(screen_lock_seconds as varchar) || ' seconds.'
  end as reason
from machine
where watched
  and kind in ('laptop', 'desktop')
  and (screen_lock_seconds = 0 or screen_lock_seconds > $lock_seconds)
-- unknown
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    max(case when managed is not false then screen_lock_seconds end) as screen_lock_seconds
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'No manager says when its screen locks.' as reason
from machine
where watched
  and kind in ('laptop', 'desktop')
  and (screen_lock_seconds = 0 or screen_lock_seconds > $lock_seconds) is null
