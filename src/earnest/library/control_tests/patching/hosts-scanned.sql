/*
id: hosts-scanned
title: "Every server is scanned in time"
version: 1
control: vulnerability-scanning
severity: high
tables: [devices, scan_targets]
whole: [scan_targets]
parameters:
  scan_days: {kind: integer, default: 30, min: 0, unit: days, doc: "Longest time between two scans of one server."}
rationale: >
  Nobody mends a flaw that nobody has looked for. A scan that stopped is worse than none, because all seems quiet.
sentence:
  pass: "Every server was scanned in time ({population} checked)."
  fail: "Servers that were not scanned in time: {violations} of {population}."
  unproven: "Not proven. Servers seen: {population}; without an answer: {unknown}."
*/
-- population
with host as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id)) as label,
    max(lower(hostname)) as hostname
  from devices
  where kind in ('server', 'virtual')
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
),
target as (
  select lower(asset_id) as name, split_part(lower(asset_id), '.', 1) as short, max(scanned_at) as scanned_at, max(observed_at) as looked_at
  from scan_targets
  group by lower(asset_id)
),
hit as (
  select h.machine_id, t.scanned_at, t.looked_at
  from host h
  join target t on t.name = h.hostname
  union all
  select h.machine_id, t.scanned_at, t.looked_at
  from host h
  join target t on t.name = split_part(h.hostname, '.', 1)
  union all
  select h.machine_id, t.scanned_at, t.looked_at
  from host h
  join target t on t.short = h.hostname
),
judged as (
  select
    h.machine_id,
    min(h.label) as label,
    case when max(h.hostname) is null then null else count(t.machine_id) end as hits,
    max(t.scanned_at) as scanned_at,
    max(t.looked_at) as looked_at
  from host h
  left join hit t on t.machine_id = h.machine_id
  group by h.machine_id
)
select
  machine_id as subject,
  label
from judged
-- violations
with host as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id)) as label,
    max(lower(hostname)) as hostname
  from devices
  where kind in ('server', 'virtual')
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
),
target as (
  select lower(asset_id) as name, split_part(lower(asset_id), '.', 1) as short, max(scanned_at) as scanned_at, max(observed_at) as looked_at
  from scan_targets
  group by lower(asset_id)
),
hit as (
  select h.machine_id, t.scanned_at, t.looked_at
  from host h
  join target t on t.name = h.hostname
  union all
  select h.machine_id, t.scanned_at, t.looked_at
  from host h
  join target t on t.name = split_part(h.hostname, '.', 1)
  union all
  select h.machine_id, t.scanned_at, t.looked_at
  from host h
  join target t on t.short = h.hostname
),
judged as (
  select
    h.machine_id,
    min(h.label) as label,
    case when max(h.hostname) is null then null else count(t.machine_id) end as hits,
    max(t.scanned_at) as scanned_at,
    max(t.looked_at) as looked_at
  from host h
  left join hit t on t.machine_id = h.machine_id
  group by h.machine_id
)
select
  machine_id as subject,
  label,
  case
    when hits = 0 then 'No scanner has ever looked at it.'
    else 'Last scanned on ' || substr(cast(scanned_at as varchar), 1, 10) || '.'
  end as reason
from judged
where (hits = 0 or scanned_at < looked_at - $scan_days * interval '1 day')
-- unknown
with host as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id)) as label,
    max(lower(hostname)) as hostname
  from devices
  where kind in ('server', 'virtual')
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
),
target as (
  select lower(asset_id) as name, split_part(lower(asset_id), '.', 1) as short, max(scanned_at) as scanned_at, max(observed_at) as looked_at
  from scan_targets
  group by lower(asset_id)
),
hit as (
  select h.machine_id, t.scanned_at, t.looked_at
  from host h
  join target t on t.name = h.hostname
  union all
  select h.machine_id, t.scanned_at, t.looked_at
  from host h
  join target t on t.name = split_part(h.hostname, '.', 1)
  union all
  select h.machine_id, t.scanned_at, t.looked_at
  from host h
  join target t on t.short = h.hostname
),
judged as (
  select
    h.machine_id,
    min(h.label) as label,
    case when max(h.hostname) is null then null else count(t.machine_id) end as hits,
    max(t.scanned_at) as scanned_at,
    max(t.looked_at) as looked_at
  from host h
  left join hit t on t.machine_id = h.machine_id
  group by h.machine_id
)
select
  machine_id as subject,
  label,
  'The server has no name to look for, or the scanner does not say when it looked.' as reason
from judged
where (hits = 0 or scanned_at < looked_at - $scan_days * interval '1 day') is null
