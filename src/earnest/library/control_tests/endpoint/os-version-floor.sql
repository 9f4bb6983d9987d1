/*
id: os-version-floor
title: "Operating systems are not older than the floor"
version: 1
control: patch-critical-sla
severity: high
tables: [devices]
parameters:
  macos: {kind: text, default: "14.0", unit: version, doc: "Oldest accepted version of macOS; empty for no floor."}
  windows: {kind: text, default: "10.0.19045", unit: version, doc: "Oldest accepted version of Windows; empty for no floor."}
  ios: {kind: text, default: "17.0", unit: version, doc: "Oldest accepted version of iOS and iPadOS; empty for no floor."}
  android: {kind: text, default: "13", unit: version, doc: "Oldest accepted version of Android; empty for no floor."}
rationale: >
  Old versions no longer get all repairs, and attackers know the holes by name. The floor is the oldest version that
  the company accepts.
sentence:
  pass: "Every device runs an operating system at or above the floor ({population} checked)."
  fail: "Devices with an operating system below the floor: {violations} of {population}."
  unproven: "Not proven. Managed computers and phones with a floor seen: {population}; without an answer: {unknown}."
*/
-- population
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    max(lower(os_name)) as os_name,
    min(case when managed is not false then os_version end) as os_version
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
),
floored as (
  select
    machine_id,
    label,
    kind,
    watched,
    os_name,
    os_version,
    case
      when os_name like '%mac%' or os_name like '%os x%' then nullif($macos, '')
      when os_name like '%windows%' then nullif($windows, '')
      when os_name like '%ios%' or os_name like '%ipad%' then nullif($ios, '')
      when os_name like '%android%' then nullif($android, '')
    end as floor
  from machine
),
judged as (
  select
    machine_id,
    label,
    kind,
    watched,
    os_name,
    os_version,
    floor,
    case
      when substr(os_version, 1, 1) between '0' and '9' then
        right('00000' || split_part(split_part(os_version, ' ', 1), '.', 1), 5)
        || right('00000' || split_part(split_part(os_version, ' ', 1), '.', 2), 5)
        || right('00000' || split_part(split_part(os_version, ' ', 1), '.', 3), 5)
    end as version_key,
    right('00000' || split_part(split_part(floor, ' ', 1), '.', 1), 5)
      || right('00000' || split_part(split_part(floor, ' ', 1), '.', 2), 5)
      || right('00000' || split_part(split_part(floor, ' ', 1), '.', 3), 5) as floor_key
  from floored
)
select
  machine_id as subject,
  label
from judged
where watched
  and kind in ('laptop', 'desktop', 'phone', 'tablet')
  and (floor is not null or os_name is null)
-- violations
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    max(lower(os_name)) as os_name,
    min(case when managed is not false then os_version end) as os_version
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
),
floored as (
  select
    machine_id,
    label,
    kind,
    watched,
    os_name,
    os_version,
    case
      when os_name like '%mac%' or os_name like '%os x%' then nullif($macos, '')
      when os_name like '%windows%' then nullif($windows, '')
      when os_name like '%ios%' or os_name like '%ipad%' then nullif($ios, '')
      when os_name like '%android%' then nullif($android, '')
    end as floor
  from machine
),
judged as (
  select
    machine_id,
    label,
    kind,
    watched,
    os_name,
    os_version,
    floor,
    case
      when substr(os_version, 1, 1) between '0' and '9' then
        right('00000' || split_part(split_part(os_version, ' ', 1), '.', 1), 5)
        || right('00000' || split_part(split_part(os_version, ' ', 1), '.', 2), 5)
        || right('00000' || split_part(split_part(os_version, ' ', 1), '.', 3), 5)
    end as version_key,
    right('00000' || split_part(split_part(floor, ' ', 1), '.', 1), 5)
      || right('00000' || split_part(split_part(floor, ' ', 1), '.', 2), 5)
      || right('00000' || split_part(split_part(floor, ' ', 1), '.', 3), 5) as floor_key
  from floored
)
select
  machine_id as subject,
  label,
  'Runs ' || os_version || '; the floor is ' || floor || '.' as reason
from judged
where watched
  and kind in ('laptop', 'desktop', 'phone', 'tablet')
  and (floor is not null or os_name is null)
  and version_key < floor_key
-- unknown
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    max(lower(os_name)) as os_name,
    min(case when managed is not false then os_version end) as os_version
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
),
floored as (
  select
    machine_id,
    label,
    kind,
    watched,
    os_name,
    os_version,
    case
      when os_name like '%mac%' or os_name like '%os x%' then nullif($macos, '')
      when os_name like '%windows%' then nullif($windows, '')
      when os_name like '%ios%' or os_name like '%ipad%' then nullif($ios, '')
      when os_name like '%android%' then nullif($android, '')
    end as floor
  from machine
),
judged as (
  select
    machine_id,
    label,
    kind,
    watched,
    os_name,
    os_version,
    floor,
    case
      when substr(os_version, 1, 1) between '0' and '9' then
        right('00000' || split_part(split_part(os_version, ' ', 1), '.', 1), 5)
        || right('00000' || split_part(split_part(os_version, ' ', 1), '.', 2), 5)
        || right('00000' || split_part(split_part(os_version, ' ', 1), '.', 3), 5)
    end as version_key,
    right('00000' || split_part(split_part(floor, ' ', 1), '.', 1), 5)
      || right('00000' || split_part(split_part(floor, ' ', 1), '.', 2), 5)
      || right('00000' || split_part(split_part(floor, ' ', 1), '.', 3), 5) as floor_key
  from floored
)
select
  machine_id as subject,
  label,
  'No manager tells the operating system and its version in numbers.' as reason
from judged
where watched
  and kind in ('laptop', 'desktop', 'phone', 'tablet')
  and (floor is not null or os_name is null)
  and (version_key < floor_key) is null
