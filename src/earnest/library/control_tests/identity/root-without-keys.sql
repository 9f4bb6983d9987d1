/*
id: root-without-keys
title: "Root accounts hold no access keys"
version: 1
control: privileged-access-management
severity: critical
tables: [accounts, credentials]
rationale: >
  A root key can do anything and no rule can hold it back. It should not exist at all.
sentence:
  pass: "No root account holds an access key ({population} checked)."
  fail: "Root accounts with a live access key: {violations} of {population}."
  unproven: "Not proven. Root accounts seen: {population}; without an answer: {unknown}."
*/
-- population
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind
  from accounts
  group by system, account_id
),
keys as (
  select
    system,
    account_id,
    case
      when bool_or(active) then true
      when count(*) > count(active) then null
      else false
    end as live
  from credentials
  where kind = 'access_key'
  group by system, account_id
),
told as (
  select distinct system
  from credentials
  where kind = 'access_key'
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    case
      when k.account_id is not null then k.live
      when t.system is not null then false
    end as live
  from account a
  left join keys k on k.system = a.system and k.account_id = a.account_id
  left join told t on t.system = a.system
  where a.kind = 'root'
)
select
  system || ':' || account_id as subject,
  label
from judged
-- violations
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind
  from accounts
  group by system, account_id
),
keys as (
  select
    system,
    account_id,
    case
      when bool_or(active) then true
      when count(*) > count(active) then null
      else false
    end as live
  from credentials
  where kind = 'access_key'
  group by system, account_id
),
told as (
  select distinct system
  from credentials
  where kind = 'access_key'
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    case
      when k.account_id is not null then k.live
      when t.system is not null then false
    end as live
  from account a
  left join keys k on k.system = a.system and k.account_id = a.account_id
  left join told t on t.system = a.system
  where a.kind = 'root'
)
select
  system || ':' || account_id as subject,
  label,
  'An access key of the root account works.' as reason
from judged
where live
-- unknown
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind
  from accounts
  group by system, account_id
),
keys as (
  select
    system,
    account_id,
    case
      when bool_or(active) then true
      when count(*) > count(active) then null
      else false
    end as live
  from credentials
  where kind = 'access_key'
  group by system, account_id
),
told as (
  select distinct system
  from credentials
  where kind = 'access_key'
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    case
      when k.account_id is not null then k.live
      when t.system is not null then false
    end as live
  from account a
  left join keys k on k.system = a.system and k.account_id = a.account_id
  left join told t on t.system = a.system
  where a.kind = 'root'
)
select
  system || ':' || account_id as subject,
  label,
  'The exports do not say whether its keys work.' as reason
from judged
where (live) is null
