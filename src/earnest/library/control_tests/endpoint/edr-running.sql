/*
id: edr-running
title: "The endpoint agent runs on computers and servers"
version: 1
control: edr-coverage
severity: high
tables: [devices]
rationale: >
  The agent sees and stops an intruder on the machine. Where it is missing nobody would notice one.
sentence:
  pass: "The endpoint agent runs on every managed computer and server ({population} checked)."
  fail: "Managed computers and servers without a running endpoint agent: {violations} of {population}."
  unproven: "Not proven. Managed computers and servers seen: {population}; without an answer: {unknown}."
*/
-- population
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_and(case when managed is not false then edr_running end) as edr_running
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label
from machine
where watched
  and kind in ('laptop', 'desktop', 'server', 'virtual')
-- violations
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_and(case when managed is not false then edr_running end) as edr_running
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'No endpoint agent runs in blocking mode.' as reason
from machine
where watched
  and kind in ('laptop', 'desktop', 'server', 'virtual')
  and not edr_running
-- unknown
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_and(case when managed is not false then edr_running end) as edr_running
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'No system says whether an endpoint agent runs.' as reason
from machine
where watched
  and kind in ('laptop', 'desktop', 'server', 'virtual')
  and (not edr_running) is null
