/*
id: device-firewall
title: "Computers have their firewall on"
version: 1
control: endpoint-hardening
severity: medium
tables: [devices]
rationale: >
  On foreign networks the firewall is the only wall around a laptop. It should be on without exception.
sentence:
  pass: "Every managed computer has its firewall on ({population} checked)."
  fail: "Managed computers with the firewall off: {violations} of {population}."
  unproven: "Not proven. Managed computers seen: {population}; without an answer: {unknown}."
*/
-- population
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_and(case when managed is not false then firewall_on end) as firewall_on
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
    bool_and(case when managed is not false then firewall_on end) as firewall_on
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'The firewall is off.' as reason
from machine
where watched
  and kind in ('laptop', 'desktop')
  and not firewall_on
-- unknown
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_and(case when managed is not false then firewall_on end) as firewall_on
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'No manager says whether its firewall is on.' as reason
from machine
where watched
  and kind in ('laptop', 'desktop')
  and (not firewall_on) is null
