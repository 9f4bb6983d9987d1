/*
id: servers-without-logs
title: "Every server sends logs"
version: 1
control: central-logging
severity: high
tables: [devices, log_sources]
whole: [log_sources]
rationale: >
  An intruder on a server without logs leaves no traces that we could read. Each server should write to the central
  store.
sentence:
  pass: "Every server sends its logs ({population} checked)."
  fail: "Servers from which no logs come: {violations} of {population}."
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
seen as (
  select distinct lower(asset) as name, split_part(lower(asset), '.', 1) as short
  from log_sources
  where asset is not null
),
judged as (
  select
    h.machine_id,
    h.label,
    case
      when h.hostname is null then null
      when exists (select 1 from seen s where s.name = h.hostname) then true
      when exists (select 1 from seen s where s.name = split_part(h.hostname, '.', 1)) then true
      when exists (select 1 from seen s where s.short = h.hostname) then true
      else false
    end as covered
  from host h
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
seen as (
  select distinct lower(asset) as name, split_part(lower(asset), '.', 1) as short
  from log_sources
  where asset is not null
),
judged as (
  select
    h.machine_id,
    h.label,
    case
      when h.hostname is null then null
      when exists (select 1 from seen s where s.name = h.hostname) then true
      when exists (select 1 from seen s where s.name = split_part(h.hostname, '.', 1)) then true
      when exists (select 1 from seen s where s.short = h.hostname) then true
      else false
    end as covered
  from host h
)
select
  machine_id as subject,
  label,
  'No log source names this server.' as reason
from judged
where not covered
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
seen as (
  select distinct lower(asset) as name, split_part(lower(asset), '.', 1) as short
  from log_sources
  where asset is not null
),
judged as (
  select
    h.machine_id,
    h.label,
    case
      when h.hostname is null then null
      when exists (select 1 from seen s where s.name = h.hostname) then true
      when exists (select 1 from seen s where s.name = split_part(h.hostname, '.', 1)) then true
      when exists (select 1 from seen s where s.short = h.hostname) then true
      else false
    end as covered
  from host h
)
select
  machine_id as subject,
  label,
  'The server has no name to look for.' as reason
from judged
where (not covered) is null
