/*
id: channels-encrypted
title: "Channels are encrypted"
version: 1
control: encryption-in-transit
severity: high
tables: [encryption]
rationale: >
  Data on its way passes through machines that are not ours. Encryption makes that harmless.
sentence:
  pass: "Every channel is encrypted ({population} checked)."
  fail: "Channels without encryption: {violations} of {population}."
  unproven: "Not proven. Channels seen: {population}; without an answer: {unknown}."
*/
-- population
with protected as (
  select asset_id, kind, bool_and(encrypted) as encrypted
  from encryption
  where kind = 'in_transit'
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
  where kind = 'in_transit'
  group by asset_id, kind
)
select
  asset_id || ':' || kind as subject,
  asset_id as label,
  'What passes through it is not encrypted.' as reason
from protected
where not encrypted
-- unknown
with protected as (
  select asset_id, kind, bool_and(encrypted) as encrypted
  from encryption
  where kind = 'in_transit'
  group by asset_id, kind
)
select
  asset_id || ':' || kind as subject,
  asset_id as label,
  'The record does not say whether it is encrypted.' as reason
from protected
where (not encrypted) is null
