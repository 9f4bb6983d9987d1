/*
id: device-check-in
title: "Devices report to their manager"
version: 1
control: endpoint-hardening
severity: medium
tables: [devices]
parameters:
  checkin_days: {kind: integer, default: 14, min: 0, unit: days, doc: "Longest silence that is accepted."}
rationale: >
  What a silent device does not report is not known, whatever the last report said. It may be lost, broken or out of
  control.
sentence:
  pass: "Every managed device has reported lately ({population} checked)."
  fail: "Managed devices that have not reported lately: {violations} of {population}."
  unproven: "Not proven. Managed computers and phones seen: {population}; without an answer: {unknown}."
*/
-- population
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    max(case when managed is not false then last_seen_at end) as last_seen_at,
    max(case when managed is not false then observed_at end) as looked_at
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
    max(case when managed is not false then last_seen_at end) as last_seen_at,
    max(case when managed is not false then observed_at end) as looked_at
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'Last seen on ' || substr(cast(last_seen_at as varchar), 1, 10) || '.' as reason
from machine
where watched
  and kind in ('laptop', 'desktop', 'phone', 'tablet')
  and last_seen_at < looked_at - $checkin_days * interval '1 day'
-- unknown
with machine as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as machine_id,
    min(coalesce(hostname, serial, device_id) || coalesce(' of ' || owner_email, '')) as label,
    coalesce(max(case when kind <> 'other' then kind end), max(kind), 'laptop') as kind,
    bool_or(managed is not false) as watched,
    max(case when managed is not false then last_seen_at end) as last_seen_at,
    max(case when managed is not false then observed_at end) as looked_at
  from devices
  group by case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end
)
select
  machine_id as subject,
  label,
  'No manager says when it was last seen.' as reason
from machine
where watched
  and kind in ('laptop', 'desktop', 'phone', 'tablet')
  and (last_seen_at < looked_at - $checkin_days * interval '1 day') is null
