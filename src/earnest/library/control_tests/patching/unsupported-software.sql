/*
id: unsupported-software
title: "Software is still supported"
version: 1
control: eol-management
severity: high
tables: [software]
parameters:
  grace_days: {kind: integer, default: 0, min: 0, unit: days, doc: "Days after the end of support that are tolerated."}
rationale: >
  Nobody repairs flaws in software whose support has ended. It is replaced, shut off from the rest or accepted by
  name with an end date.
sentence:
  pass: "All software with a known end of support is still supported ({population} checked)."
  fail: "Software past the end of its support: {violations} of {population}."
  unproven: "Not proven. Software with a known end of support seen: {population}; without an answer: {unknown}."
*/
-- population
with product as (
  select system, device_id, name, version, min(support_ends_on) as support_ends_on
  from software
  where support_ends_on is not null
  group by system, device_id, name, version
)
select
  system || ':' || device_id || ':' || name || ':' || coalesce(version, '') as subject,
  name || coalesce(' ' || version, '') || ' on ' || device_id as label
from product
-- violations
with product as (
  select system, device_id, name, version, min(support_ends_on) as support_ends_on
  from software
  where support_ends_on is not null
  group by system, device_id, name, version
)
select
  system || ':' || device_id || ':' || name || ':' || coalesce(version, '') as subject,
  name || coalesce(' ' || version, '') || ' on ' || device_id as label,
  'Support ended on ' || substr(cast(support_ends_on as varchar), 1, 10) || '.' as reason
from product
where support_ends_on < cast($as_of - $grace_days * interval '1 day' as date)
