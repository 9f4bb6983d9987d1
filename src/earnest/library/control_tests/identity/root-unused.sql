/*
id: root-unused
title: "Root accounts are not used for daily work"
version: 1
control: emergency-access
severity: high
tables: [accounts]
parameters:
  quiet_days: {kind: integer, default: 90, min: 0, unit: days, doc: "Days within which a sign-in counts as recent."}
rationale: >
  Root is for emergencies, because nothing limits it and its use hides who acted. Recent use should have a known
  reason.
sentence:
  pass: "No root account was used lately ({population} checked)."
  fail: "Root accounts used lately: {violations} of {population}."
  unproven: "Not proven. Root accounts seen: {population}; without an answer: {unknown}."
*/
-- population
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    max(last_sign_in_at) as last_sign_in_at
  from accounts
  group by system, account_id
),
judged as (
  select a.system, a.account_id, a.label, a.last_sign_in_at, t.system is not null as told
  from account a
  left join (
    select distinct system
    from accounts
    where last_sign_in_at is not null
  ) t on t.system = a.system
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
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    max(last_sign_in_at) as last_sign_in_at
  from accounts
  group by system, account_id
),
judged as (
  select a.system, a.account_id, a.label, a.last_sign_in_at, t.system is not null as told
  from account a
  left join (
    select distinct system
    from accounts
    where last_sign_in_at is not null
  ) t on t.system = a.system
  where a.kind = 'root'
)
select
  system || ':' || account_id as subject,
  label,
  'Signed in on ' || substr(cast(last_sign_in_at as varchar), 1, 10) || '.' as reason
from judged
where last_sign_in_at >= $as_of - $quiet_days * interval '1 day'
-- unknown
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    max(last_sign_in_at) as last_sign_in_at
  from accounts
  group by system, account_id
),
judged as (
  select a.system, a.account_id, a.label, a.last_sign_in_at, t.system is not null as told
  from account a
  left join (
    select distinct system
    from accounts
    where last_sign_in_at is not null
  ) t on t.system = a.system
  where a.kind = 'root'
)
select
  system || ':' || account_id as subject,
  label,
  'The export does not say when it was last used.' as reason
from judged
where last_sign_in_at is null and not told
