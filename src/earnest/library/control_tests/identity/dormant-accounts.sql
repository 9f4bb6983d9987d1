/*
id: dormant-accounts
title: "Accounts that nobody uses are closed"
version: 1
control: identity-lifecycle
severity: medium
tables: [accounts]
optional_tables: [credentials]
parameters:
  dormant_days: {kind: integer, default: 45, min: 0, unit: days, doc: "Days without use after which an account should be closed."}
rationale: >
  A forgotten account is a door that nobody watches. Closing it costs nothing and nobody misses it.
sentence:
  pass: "No live account has been idle for too long ({population} checked)."
  fail: "Live accounts that nobody has used for a long time: {violations} of {population}."
  unproven: "Not proven. Accounts that people use seen: {population}; without an answer: {unknown}."
*/
-- population
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    max(last_sign_in_at) as last_sign_in_at,
    min(created_at) as created_at,
    max(observed_at) as looked_at
  from accounts
  group by system, account_id
),
used as (
  select system, account_id, max(last_used_at) as used_at
  from credentials
  group by system, account_id
),
told as (
  select distinct system
  from accounts
  where last_sign_in_at is not null
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.kind,
    a.looked_at,
    a.last_sign_in_at is not null or u.used_at is not null as seen,
    case
      when a.last_sign_in_at >= u.used_at then a.last_sign_in_at
      when u.used_at is not null then u.used_at
      when a.last_sign_in_at is not null then a.last_sign_in_at
      when t.system is not null then a.created_at
    end as used_at
  from account a
  left join used u on u.system = a.system and u.account_id = a.account_id
  left join told t on t.system = a.system
)
select
  system || ':' || account_id as subject,
  label
from judged
where enabled is not false
  and kind not in ('service', 'root')
-- violations
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    max(last_sign_in_at) as last_sign_in_at,
    min(created_at) as created_at,
    max(observed_at) as looked_at
  from accounts
  group by system, account_id
),
used as (
  select system, account_id, max(last_used_at) as used_at
  from credentials
  group by system, account_id
),
told as (
  select distinct system
  from accounts
  where last_sign_in_at is not null
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.kind,
    a.looked_at,
    a.last_sign_in_at is not null or u.used_at is not null as seen,
    case
      when a.last_sign_in_at >= u.used_at then a.last_sign_in_at
      when u.used_at is not null then u.used_at
      when a.last_sign_in_at is not null then a.last_sign_in_at
      when t.system is not null then a.created_at
    end as used_at
  from account a
  left join used u on u.system = a.system and u.account_id = a.account_id
  left join told t on t.system = a.system
)
select
  system || ':' || account_id as subject,
  label,
  case
    when seen then 'Last used on ' || substr(cast(used_at as varchar), 1, 10) || '.'
    else 'Never used since it was made on ' || substr(cast(used_at as varchar), 1, 10) || '.'
  end as reason
from judged
where enabled is not false
  and kind not in ('service', 'root')
  and enabled and used_at < looked_at - $dormant_days * interval '1 day'
-- unknown
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    max(last_sign_in_at) as last_sign_in_at,
    min(created_at) as created_at,
    max(observed_at) as looked_at
  from accounts
  group by system, account_id
),
used as (
  select system, account_id, max(last_used_at) as used_at
  from credentials
  group by system, account_id
),
told as (
  select distinct system
  from accounts
  where last_sign_in_at is not null
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.kind,
    a.looked_at,
    a.last_sign_in_at is not null or u.used_at is not null as seen,
    case
      when a.last_sign_in_at >= u.used_at then a.last_sign_in_at
      when u.used_at is not null then u.used_at
      when a.last_sign_in_at is not null then a.last_sign_in_at
      when t.system is not null then a.created_at
    end as used_at
  from account a
  left join used u on u.system = a.system and u.account_id = a.account_id
  left join told t on t.system = a.system
)
select
  system || ':' || account_id as subject,
  label,
  'The export does not say whether it is enabled or when it was last used.' as reason
from judged
where enabled is not false
  and kind not in ('service', 'root')
  and (enabled and used_at < looked_at - $dormant_days * interval '1 day') is null
