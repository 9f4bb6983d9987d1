/*
id: too-many-privileged
title: "Few accounts hold privileged access"
version: 1
control: least-privilege
severity: medium
tables: [accounts]
optional_tables: [group_members]
parameters:
  max_share: {kind: real, default: 0.1, min: 0, unit: share, doc: "Greatest share of live accounts that may be privileged."}
  always_allowed: {kind: integer, default: 3, min: 0, unit: accounts, doc: "Number of privileged accounts that is never too many."}
rationale: >
  Each administrator is one more person to deceive and one more chance of a mistake. Few suffice when rights are
  given for the task.
sentence:
  pass: "In every system few accounts hold privileged access ({population} checked)."
  fail: "Systems in which too many accounts hold privileged access: {violations} of {population}."
  unproven: "Not proven. Systems seen: {population}; without an answer: {unknown}."
*/
-- population
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    bool_or(privileged) as privileged,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind
  from accounts
  group by system, account_id
),
holder as (
  select system, account_id, bool_or(privileged) as privileged
  from group_members
  group by system, account_id
),
graded as (
  select distinct system
  from group_members
  where privileged
),
ranked as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.kind,
    case
      when a.privileged or h.privileged then true
      when a.privileged is not null or g.system is not null then false
    end as privileged
  from account a
  left join holder h on h.system = a.system and h.account_id = a.account_id
  left join graded g on g.system = a.system
),
judged as (
  select
    system,
    count(*) as accounts,
    case when count(privileged) > 0 then sum(case when privileged then 1 else 0 end) end as privileged
  from ranked
  where enabled is not false and kind <> 'service'
  group by system
)
select
  system as subject,
  system as label
from judged
-- violations
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    bool_or(privileged) as privileged,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind
  from accounts
  group by system, account_id
),
holder as (
  select system, account_id, bool_or(privileged) as privileged
  from group_members
  group by system, account_id
),
graded as (
  select distinct system
  from group_members
  where privileged
),
ranked as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.kind,
    case
      when a.privileged or h.privileged then true
      when a.privileged is not null or g.system is not null then false
    end as privileged
  from account a
  left join holder h on h.system = a.system and h.account_id = a.account_id
  left join graded g on g.system = a.system
),
judged as (
  select
    system,
    count(*) as accounts,
    case when count(privileged) > 0 then sum(case when privileged then 1 else 0 end) end as privileged
  from ranked
  where enabled is not false and kind <> 'service'
  group by system
)
select
  system as subject,
  system as label,
  cast(privileged as varchar) || ' of ' || cast(accounts as varchar) || ' live accounts are privileged.' as reason
from judged
where privileged > $always_allowed and privileged > $max_share * accounts
-- unknown
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    bool_or(privileged) as privileged,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind
  from accounts
  group by system, account_id
),
holder as (
  select system, account_id, bool_or(privileged) as privileged
  from group_members
  group by system, account_id
),
graded as (
  select distinct system
  from group_members
  where privileged
),
ranked as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.kind,
    case
      when a.privileged or h.privileged then true
      when a.privileged is not null or g.system is not null then false
    end as privileged
  from account a
  left join holder h on h.system = a.system and h.account_id = a.account_id
  left join graded g on g.system = a.system
),
judged as (
  select
    system,
    count(*) as accounts,
    case when count(privileged) > 0 then sum(case when privileged then 1 else 0 end) end as privileged
  from ranked
  where enabled is not false and kind <> 'service'
  group by system
)
select
  system as subject,
  system as label,
  'The export does not say which accounts are privileged.' as reason
from judged
where (privileged > $always_allowed and privileged > $max_share * accounts) is null
