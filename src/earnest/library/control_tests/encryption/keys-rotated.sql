/*
id: keys-rotated
title: "Keys are rotated in time"
version: 1
control: key-management
severity: medium
tables: [encryption]
parameters:
  rotation_days: {kind: integer, default: 365, min: 0, unit: days, doc: "Longest time between two rotations of one key."}
rationale: >
  The longer a key is used, the more can be read when it leaks. Yearly rotation limits the loss.
sentence:
  pass: "Every key was rotated in time ({population} checked)."
  fail: "Keys that were not rotated in time: {violations} of {population}."
  unproven: "Not proven. Keys in use seen: {population}; without an answer: {unknown}."
*/
-- population
with protected as (
  select asset_id, kind, max(key_id) as key_id, min(key_rotated_at) as key_rotated_at
  from encryption
  where encrypted is not false
  group by asset_id, kind
)
select
  asset_id || ':' || kind as subject,
  asset_id || ', key ' || key_id as label
from protected
where key_id is not null
-- violations
with protected as (
  select asset_id, kind, max(key_id) as key_id, min(key_rotated_at) as key_rotated_at
  from encryption
  where encrypted is not false
  group by asset_id, kind
)
select
  asset_id || ':' || kind as subject,
  asset_id || ', key ' || key_id as label,
  'Last rotated on ' || substr(cast(key_rotated_at as varchar), 1, 10) || '.' as reason
from protected
where key_id is not null
  and key_rotated_at < $as_of - $rotation_days * interval '1 day'
-- unknown
with protected as (
  select asset_id, kind, max(key_id) as key_id, min(key_rotated_at) as key_rotated_at
  from encryption
  where encrypted is not false
  group by asset_id, kind
)
select
  asset_id || ':' || kind as subject,
  asset_id || ', key ' || key_id as label,
  'The record does not say when the key was last rotated.' as reason
from protected
where key_id is not null
  and (key_rotated_at < $as_of - $rotation_days * interval '1 day') is null
