/*
id: orphan-accounts
title: "Every account belongs to a known person"
version: 1
control: identity-lifecycle
severity: high
tables: [accounts, people]
whole: [people]
rationale: >
  An account without a person has nobody who would notice its misuse. Intruders make exactly such accounts in order
  to stay.
sentence:
  pass: "Every live account belongs to a known person ({population} checked)."
  fail: "Live accounts that belong to nobody in the personnel list: {violations} of {population}."
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
    coalesce(max(lower(email)), max(case when username like '%@%' then lower(username) end)) as address,
    max(lower(owner_email)) as owner_email
  from accounts
  group by system, account_id
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.kind,
    a.address,
    a.owner_email is not null as owned,
    case
      when a.address is null then null
      else exists (select 1 from people p where lower(p.email) = a.address)
    end as known
  from account a
)
select
  system || ':' || account_id as subject,
  label
from judged
where enabled is not false
  and kind in ('person', 'unknown')
-- violations
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    coalesce(max(lower(email)), max(case when username like '%@%' then lower(username) end)) as address,
    max(lower(owner_email)) as owner_email
  from accounts
  group by system, account_id
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.kind,
    a.address,
    a.owner_email is not null as owned,
    case
      when a.address is null then null
      else exists (select 1 from people p where lower(p.email) = a.address)
    end as known
  from account a
)
select
  system || ':' || account_id as subject,
  label,
  'Nobody in the personnel list has the address ' || address || '.' as reason
from judged
where enabled is not false
  and kind in ('person', 'unknown')
  and enabled and not owned and not known
-- unknown
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind,
    coalesce(max(lower(email)), max(case when username like '%@%' then lower(username) end)) as address,
    max(lower(owner_email)) as owner_email
  from accounts
  group by system, account_id
),
judged as (
  select
    a.system,
    a.account_id,
    a.label,
    a.enabled,
    a.kind,
    a.address,
    a.owner_email is not null as owned,
    case
      when a.address is null then null
      else exists (select 1 from people p where lower(p.email) = a.address)
    end as known
  from account a
)
select
  system || ':' || account_id as subject,
  label,
  'The export does not say whether it is enabled or carries no address to match.' as reason
from judged
where enabled is not false
  and kind in ('person', 'unknown')
  and (enabled and not owned and not known) is null
