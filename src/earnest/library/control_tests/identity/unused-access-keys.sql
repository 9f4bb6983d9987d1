/*
id: unused-access-keys
title: "Access keys that nobody uses are removed"
version: 1
control: secrets-management
severity: medium
tables: [credentials]
optional_tables: [accounts]
parameters:
  unused_days: {kind: integer, default: 45, min: 0, unit: days, doc: "Days without use after which a key should be removed."}
rationale: >
  An unused key is pure risk because it serves nobody but a thief. Removing it breaks nothing.
sentence:
  pass: "Every live access key was used lately ({population} checked)."
  fail: "Live access keys that nobody has used for a long time: {violations} of {population}."
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
    max(c.last_used_at) as last_used_at,
    max(c.rotated_at) as rotated_at,
    max(c.observed_at) as looked_at
  from credentials c
  left join accounts a on a.system = c.system and a.account_id = c.account_id
  where c.kind in ('access_key', 'token', 'ssh_key')
  group by c.system, c.account_id, c.credential_id
),
judged as (
  select
    s.system,
    s.account_id,
    s.credential_id,
    s.label,
    s.active,
    s.last_used_at,
    s.looked_at,
    case
      when s.last_used_at is not null then s.last_used_at
      when t.system is not null then s.rotated_at
    end as since
  from secret s
  left join (
    select distinct system
    from credentials
    where last_used_at is not null
  ) t on t.system = s.system
)
select
  system || ':' || account_id || ':' || credential_id as subject,
  label
from judged
where active is not false
-- violations
with secret as (
  select
    c.system,
    c.account_id,
    c.credential_id,
    c.system || ': ' || coalesce(max(a.username), c.account_id) || ', ' || c.credential_id as label,
    bool_or(c.active) as active,
    max(c.last_used_at) as last_used_at,
    max(c.rotated_at) as rotated_at,
    max(c.observed_at) as looked_at
  from credentials c
  left join accounts a on a.system = c.system and a.account_id = c.account_id
  where c.kind in ('access_key', 'token', 'ssh_key')
  group by c.system, c.account_id, c.credential_id
),
judged as (
  select
    s.system,
    s.account_id,
    s.credential_id,
    s.label,
    s.active,
    s.last_used_at,
    s.looked_at,
    case
      when s.last_used_at is not null then s.last_used_at
      when t.system is not null then s.rotated_at
    end as since
  from secret s
  left join (
    select distinct system
    from credentials
    where last_used_at is not null
  ) t on t.system = s.system
)
select
  system || ':' || account_id || ':' || credential_id as subject,
  label,
  case
    when last_used_at is not null then 'Last used on ' || substr(cast(since as varchar), 1, 10) || '.'
    else 'Never used since ' || substr(cast(since as varchar), 1, 10) || '.'
  end as reason
from judged
where active is not false
  and active and since < looked_at - $unused_days * interval '1 day'
-- unknown
with secret as (
  select
    c.system,
    c.account_id,
    c.credential_id,
    c.system || ': ' || coalesce(max(a.username), c.account_id) || ', ' || c.credential_id as label,
    bool_or(c.active) as active,
    max(c.last_used_at) as last_used_at,
    max(c.rotated_at) as rotated_at,
    max(c.observed_at) as looked_at
  from credentials c
  left join accounts a on a.system = c.system and a.account_id = c.account_id
  where c.kind in ('access_key', 'token', 'ssh_key')
  group by c.system, c.account_id, c.credential_id
),
judged as (
  select
    s.system,
    s.account_id,
    s.credential_id,
    s.label,
    s.active,
    s.last_used_at,
    s.looked_at,
    case
      when s.last_used_at is not null then s.last_used_at
      when t.system is not null then s.rotated_at
    end as since
  from secret s
  left join (
    select distinct system
    from credentials
    where last_used_at is not null
  ) t on t.system = s.system
)
select
  system || ':' || account_id || ':' || credential_id as subject,
  label,
  'The export does not say whether the key works or when it was last used.' as reason
from judged
where active is not false
  and (active and since < looked_at - $unused_days * interval '1 day') is null
