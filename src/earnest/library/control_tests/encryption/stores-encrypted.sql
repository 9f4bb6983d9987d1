/*
id: stores-encrypted
title: "Stores are encrypted"
version: 1
control: encryption-at-rest
severity: high
tables: [encryption]
rationale: >
  A copied disk or database is worthless to a thief when it is encrypted. Many laws then count it as no loss at all.
sentence:
  pass: "Every store is encrypted ({population} checked)."
  fail: "Stores without encryption: {violations} of {population}."
  unproven: "Not proven. Stores seen: {population}; without an answer: {unknown}."
*/
-- population
with protected as (
  select asset_id, kind, bool_and(encrypted) as encrypted
  from encryption
  where kind = 'at_rest'
  group by asset_id, kind
)
select
  asset_id || ':' || kind as subject,
  asset_id as label
from protected
-- violations
with protected as (
  select asset_id, kind, bool_and(encrypted) as encrypted
  from encryption
  where kind = 'at_rest'
  group by asset_id, kind
)
select
  asset_id || ':' || kind as subject,
  asset_id as label,
  'Its data is not encrypted.' as reason
from protected
where not encrypted
-- unknown
with protected as (
  select asset_id, kind, bool_and(encrypted) as encrypted
  from encryption
  where kind = 'at_rest'
  group by asset_id, kind
)
select
  asset_id || ':' || kind as subject,
  asset_id as label,
  'The record does not say whether it is encrypted.' as reason
from protected
where (not encrypted) is null
