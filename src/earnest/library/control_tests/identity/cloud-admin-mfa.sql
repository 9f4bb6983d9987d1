/*
id: cloud-admin-mfa
title: "Administrators of cloud, code and backup consoles have a second factor"
version: 1
control: mfa-cloud-admin
severity: critical
tables: [accounts]
optional_tables: [authenticators, group_members]
whole: [authenticators]
parameters:
  systems: {kind: text, default: "aws,azure,gcp,entra,google,github,gitlab,cloudflare,snowflake,veeam", unit: names, doc: "Consoles of cloud, software and backup services, joined by commas."}
rationale: >
  These consoles can delete production and its backups in one sitting. Nobody should reach them with a password
  alone.
sentence:
  pass: "Every console administrator has a second factor ({population} checked)."
  fail: "Console administrators without a second factor: {violations} of {population}."
  unproven: "Not proven. Console administrators seen: {population}; without an answer: {unknown}."
*/
-- population
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    bool_or(privileged) as privileged,
    bool_or(password_enabled) as password_enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    bool_and(mfa_enrolled) as mfa_enrolled
  from accounts
  group by system, account_id
),
factor as (
  select
    system,
    account_id,
    case
      when bool_or(active and kind not in ('password', 'question', 'email')) then true
      when count(*) > count(active and kind not in ('password', 'question', 'email')) then null
      else false
    end as second
  from authenticators
  group by system, account_id
),
told as (
  select distinct system
  from authenticators
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
    a.password_enabled,
    a.kind,
    a.mfa_enrolled,
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
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.password_enabled,
    a.kind,
    a.privileged,
    case
      when a.mfa_enrolled is not null then a.mfa_enrolled
      when f.account_id is not null then f.second
      when t.system is not null then false
    end as mfa
  from ranked a
  left join factor f on f.system = a.system and f.account_id = a.account_id
  left join told t on t.system = a.system
)
select
  system || ':' || account_id as subject,
  label
from judged
where enabled is not false
  and kind <> 'service'
  and (system <> 'aws' or password_enabled is not false)
  and ',' || replace(lower($systems), ' ', '') || ',' like '%,' || lower(system) || ',%'
  and (privileged or (enabled and privileged and not mfa) is null)
-- violations
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    bool_or(privileged) as privileged,
    bool_or(password_enabled) as password_enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    bool_and(mfa_enrolled) as mfa_enrolled
  from accounts
  group by system, account_id
),
factor as (
  select
    system,
    account_id,
    case
      when bool_or(active and kind not in ('password', 'question', 'email')) then true
      when count(*) > count(active and kind not in ('password', 'question', 'email')) then null
      else false
    end as second
  from authenticators
  group by system, account_id
),
told as (
  select distinct system
  from authenticators
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
    a.password_enabled,
    a.kind,
    a.mfa_enrolled,
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
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.password_enabled,
    a.kind,
    a.privileged,
    case
      when a.mfa_enrolled is not null then a.mfa_enrolled
      when f.account_id is not null then f.second
      when t.system is not null then false
    end as mfa
  from ranked a
  left join factor f on f.system = a.system and f.account_id = a.account_id
  left join told t on t.system = a.system
)
select
  system || ':' || account_id as subject,
  label,
  'No second factor is enrolled.' as reason
from judged
where enabled is not false
  and kind <> 'service'
  and (system <> 'aws' or password_enabled is not false)
  and ',' || replace(lower($systems), ' ', '') || ',' like '%,' || lower(system) || ',%'
  and (privileged or (enabled and privileged and not mfa) is null)
  and enabled and privileged and not mfa
-- unknown
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    bool_or(privileged) as privileged,
    bool_or(password_enabled) as password_enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    bool_and(mfa_enrolled) as mfa_enrolled
  from accounts
  group by system, account_id
),
factor as (
  select
    system,
    account_id,
    case
      when bool_or(active and kind not in ('password', 'question', 'email')) then true
      when count(*) > count(active and kind not in ('password', 'question', 'email')) then null
      else false
    end as second
  from authenticators
  group by system, account_id
),
told as (
  select distinct system
  from authenticators
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
    a.password_enabled,
    a.kind,
    a.mfa_enrolled,
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
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.password_enabled,
    a.kind,
    a.privileged,
    case
      when a.mfa_enrolled is not null then a.mfa_enrolled
      when f.account_id is not null then f.second
      when t.system is not null then false
    end as mfa
  from ranked a
  left join factor f on f.system = a.system and f.account_id = a.account_id
  left join told t on t.system = a.system
)
select
  system || ':' || account_id as subject,
  label,
  'The export does not say whether it is enabled, whether it is privileged or whether it has a second factor.' as reason
from judged
where enabled is not false
  and kind <> 'service'
  and (system <> 'aws' or password_enabled is not false)
  and ',' || replace(lower($systems), ' ', '') || ',' like '%,' || lower(system) || ',%'
  and (privileged or (enabled and privileged and not mfa) is null)
  and (enabled and privileged and not mfa) is null
