/*
id: jailbroken-devices
title: "Devices keep their built-in protections"
version: 1
control: endpoint-hardening
severity: high
tables: [devices]
rationale: >
  A device that was broken open no longer keeps programs and data apart. Company data on it must be taken as
  readable by others.
sentence:
  pass: "Every managed device keeps its built-in protections ({population} checked)."
  fail: "Managed devices whose built-in protections are broken: {violations} of {population}."
  unproven: "Not proven. Managed computers and phones seen: {population}; without an answer: {unknown}."
*/
-- population
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_or(jailbroken) as jailbroken
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label
from machine
where watched
  and kind in ('phone', 'tablet')
-- violations
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_or(jailbroken) as jailbroken
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'Its built-in protections are broken.' as reason
from machine
where watched
  and kind in ('phone', 'tablet')
  and jailbroken
-- unknown
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_or(jailbroken) as jailbroken
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'No manager says whether its protections are whole.' as reason
from machine
where watched
  and kind in ('phone', 'tablet')
  and (jailbroken) is null
