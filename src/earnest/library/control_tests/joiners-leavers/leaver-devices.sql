/*
id: leaver-devices
title: "Leavers have handed in their devices"
version: 1
control: asset-return
severity: medium
tables: [devices, people]
parameters:
  return_days: {kind: integer, default: 14, min: 0, unit: days, doc: "Days after the last day within which devices are handed in."}
rationale: >
  A laptop that was never handed in still holds our data and our keys. After a few weeks it is rarely seen again.
sentence:
  pass: "No device is still with somebody who has left ({population} checked)."
  fail: "Devices still recorded with somebody who has left: {violations} of {population}."
  unproven: "Not proven. Devices with a known holder seen: {population}; without an answer: {unknown}."
*/
-- population
with held as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as subject_key,
    coalesce(hostname, serial, device_id) as name,
    lower(owner_email) as owner_email,
    observed_at
  from devices
  where owner_email is not null
    and coalesce(kind, 'other') not in ('server', 'virtual', 'container', 'network')
),
status as (
  select
    lower(p.email) as email,
    bool_or(p.status in ('active', 'leave') and (p.left_on is null or p.left_on >= cast($as_of as date))) as present,
    bool_or(p.status = 'left' or p.left_on < cast($as_of as date)) as gone,
    max(p.left_on) as left_on
  from people p
  where p.email is not null
  group by lower(p.email)
),
judged as (
  select
    h.subject_key,
    min(h.name || ' with ' || h.owner_email) as label,
    min(h.owner_email) as owner_email,
    max(s.left_on) as left_on,
    bool_or(
      case
        when s.email is null or s.present or s.gone is not true then false
        else cast(s.left_on as timestamp) + interval '1 day' + $return_days * interval '1 day' < h.observed_at
      end
    ) as gone
  from held h
  left join status s on s.email = h.owner_email
  group by h.subject_key
)
select
  subject_key as subject,
  label
from judged
-- violations
with held as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as subject_key,
    coalesce(hostname, serial, device_id) as name,
    lower(owner_email) as owner_email,
    observed_at
  from devices
  where owner_email is not null
    and coalesce(kind, 'other') not in ('server', 'virtual', 'container', 'network')
),
status as (
  select
    lower(p.email) as email,
    bool_or(p.status in ('active', 'leave') and (p.left_on is null or p.left_on >= cast($as_of as date))) as present,
    bool_or(p.status = 'left' or p.left_on < cast($as_of as date)) as gone,
    max(p.left_on) as left_on
  from people p
  where p.email is not null
  group by lower(p.email)
),
judged as (
  select
    h.subject_key,
    min(h.name || ' with ' || h.owner_email) as label,
    min(h.owner_email) as owner_email,
    max(s.left_on) as left_on,
    bool_or(
      case
        when s.email is null or s.present or s.gone is not true then false
        else cast(s.left_on as timestamp) + interval '1 day' + $return_days * interval '1 day' < h.observed_at
      end
    ) as gone
  from held h
  left join status s on s.email = h.owner_email
  group by h.subject_key
)
select
  subject_key as subject,
  label,
  'Its holder ' || owner_email || ' left on ' || substr(cast(left_on as varchar), 1, 10) || '.' as reason
from judged
where gone
-- unknown
with held as (
  select
    case when serial is not null then 'serial:' || upper(serial) else system || ':' || device_id end as subject_key,
    coalesce(hostname, serial, device_id) as name,
    lower(owner_email) as owner_email,
    observed_at
  from devices
  where owner_email is not null
    and coalesce(kind, 'other') not in ('server', 'virtual', 'container', 'network')
),
status as (
  select
    lower(p.email) as email,
    bool_or(p.status in ('active', 'leave') and (p.left_on is null or p.left_on >= cast($as_of as date))) as present,
    bool_or(p.status = 'left' or p.left_on < cast($as_of as date)) as gone,
    max(p.left_on) as left_on
  from people p
  where p.email is not null
  group by lower(p.email)
),
judged as (
  select
    h.subject_key,
    min(h.name || ' with ' || h.owner_email) as label,
    min(h.owner_email) as owner_email,
    max(s.left_on) as left_on,
    bool_or(
      case
        when s.email is null or s.present or s.gone is not true then false
        else cast(s.left_on as timestamp) + interval '1 day' + $return_days * interval '1 day' < h.observed_at
      end
    ) as gone
  from held h
  left join status s on s.email = h.owner_email
  group by h.subject_key
)
select
  subject_key as subject,
  label,
  'Its holder has left, but the personnel list does not say when.' as reason
from judged
where (gone) is null
