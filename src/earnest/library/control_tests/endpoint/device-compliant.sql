/*
id: device-compliant
title: "Managed devices meet their own policy"
version: 1
control: endpoint-hardening
severity: medium
tables: [devices]
rationale: >
  The device manager itself says that these machines break the rules set for them. Rules that may be broken for long
  are not rules.
sentence:
  pass: "Every managed device meets its policy ({population} checked)."
  fail: "Managed devices that break their policy: {violations} of {population}."
  unproven: "Not proven. Managed computers and phones seen: {population}; without an answer: {unknown}."
*/
-- population
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_and(compliant) as compliant
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label
from machine
where watched
  and kind in ('laptop', 'desktop', 'phone', 'tablet')
-- violations
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_and(compliant) as compliant
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'The device manager calls it non-compliant.' as reason
from machine
where watched
  and kind in ('laptop', 'desktop', 'phone', 'tablet')
  and not compliant
-- unknown
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_and(compliant) as compliant
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'No manager says whether it is compliant.' as reason
from machine
where watched
  and kind in ('laptop', 'desktop', 'phone', 'tablet')
  and (not compliant) is null
