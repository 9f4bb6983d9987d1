/*
id: access-key-age
title: "Access keys are replaced in time"
version: 1
control: secrets-management
severity: medium
tables: [credentials]
optional_tables: [accounts]
parameters:
  max_age_days: {kind: integer, default: 90, min: 0, unit: days, doc: "Greatest age of a live key."}
rationale: >
  Keys leak into laptops, logs and code over the years. Replacing them regularly makes old leaks worthless.
sentence:
  pass: "Every live access key is younger than the limit ({population} checked)."
  fail: "Live access keys that are older than the limit: {violations} of {population}."
  unproven: "Not proven. Access keys and tokens seen: {population}; without an answer: {unknown}."
*/
-- population
with secret as (
  select
    c.system,
    c.account_id,
    c.credential_id,
    c.system || ': ' || coalesce(max(a.username), c.account_id) || ', ' || c.credential_id as label,
    bool_or(c.active) as active,
    max(c.rotated_at) as rotated_at,
    max(c.observed_at) as looked_at
  from credentials c
  left join accounts a on a.system = c.system and a.account_id = c.account_id
  where c.kind in ('access_key', 'token', 'ssh_key')
  group by c.system, c.account_id, c.credential_id
)
select
  system || ':' || account_id || ':' || credential_id as subject,
  label
from secret
where active is not false
-- violations
with secret as (
  select
    c.system,
    c.account_id,
    c.credential_id,
    c.system || ': ' || coalesce(max(a.username), c.account_id) || ', ' || c.credential_id as label,
    bool_or(c.active) as active,
    max(c.rotated_at) as rotated_at,
    max(c.observed_at) as looked_at
  from credentials c
  left join accounts a on a.system = c.system and a.account_id = c.account_id
  where c.kind in ('access_key', 'token', 'ssh_key')
  group by c.system, c.account_id, c.credential_id
)
select
  system || ':' || account_id || ':' || credential_id as subject,
  label,
  'Last replaced on ' || substr(cast(rotated_at as varchar), 1, 10) || '.' as reason
from secret
where active is not false
  and active and rotated_at < looked_at - $max_age_days * interval '1 day'
-- unknown
with secret as (
  select
    c.system,
    c.account_id,
    c.credential_id,
    c.system || ': ' || coalesce(max(a.username), c.account_id) || ', ' || c.credential_id as label,
    bool_or(c.active) as active,
    max(c.rotated_at) as rotated_at,
    max(c.observed_at) as looked_at
  from credentials c
  left join accounts a on a.system = c.system and a.account_id = c.account_id
  where c.kind in ('access_key', 'token', 'ssh_key')
  group by c.system, c.account_id, c.credential_id
)
select
  system || ':' || account_id || ':' || credential_id as subject,
  label,
  'The export does not say whether the key works or how old it is.' as reason
from secret
where active is not false
  and (active and rotated_at < looked_at - $max_age_days * interval '1 day') is null
