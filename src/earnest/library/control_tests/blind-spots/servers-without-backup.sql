/*
id: servers-without-backup
title: "Every server has backups"
version: 1
control: backup-schedule
severity: high
tables: [devices, backups]
whole: [backups]
rationale: >
  What was never backed up cannot be restored. The list of servers and the list of backups must tell of the same
  machines.
sentence:
  pass: "Every server is known to a backup system ({population} checked)."
  fail: "Servers that no backup system knows: {violations} of {population}."
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
  from backups
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
  from backups
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
  'No backup run of this server is on record.' as reason
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
  from backups
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
