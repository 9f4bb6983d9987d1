/*
id: phone-passcode
title: "Phones and tablets have a passcode"
version: 1
control: endpoint-hardening
severity: medium
tables: [devices]
rationale: >
  Phones are lost more often than anything else and hold mail and sign-in codes. A passcode is what stands between a
  finder and both.
sentence:
  pass: "Every managed phone and tablet has a passcode ({population} checked)."
  fail: "Managed phones and tablets without a passcode: {violations} of {population}."
  unproven: "Not proven. Managed phones and tablets seen: {population}; without an answer: {unknown}."
*/
-- population
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_and(case when managed is not false then passcode_set end) as passcode_set
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
    bool_and(case when managed is not false then passcode_set end) as passcode_set
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'No passcode is set.' as reason
from machine
where watched
  and kind in ('phone', 'tablet')
  and not passcode_set
-- unknown
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    bool_and(case when managed is not false then passcode_set end) as passcode_set
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'No manager says whether a passcode is set.' as reason
from machine
where watched
  and kind in ('phone', 'tablet')
  and (not passcode_set) is null
