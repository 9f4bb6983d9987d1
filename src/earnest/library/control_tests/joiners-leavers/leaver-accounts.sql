/*
id: leaver-accounts
title: "People who left have no live account"
version: 1
control: access-revocation
severity: critical
tables: [accounts, people]
parameters:
  removal_hours: {kind: integer, default: 24, min: 0, unit: hours, doc: "Hours after the last day within which access must have ended."}
  username_systems: {kind: text, default: "", unit: names, doc: "Systems in which every sign-in name is by rule the part of the work address before the @, joined by commas. There, accounts without an address are matched by sign-in name."}
rationale: >
  A person who has left should no longer reach anything. Old accounts are used by angry leavers and by thieves who
  find their passwords.
sentence:
  pass: "No leaver has a live account in any system ({population} checked)."
  fail: "Live accounts of people who have left, by person and system: {violations} of {population}."
  unproven: "Not proven. Leavers, counted once for each system, seen: {population}; without an answer: {unknown}."
*/
-- population
with leaver as (
  select
    p.person_id,
    coalesce(max(p.display_name), max(p.email), p.person_id) as name,
    max(lower(p.email)) as email,
    max(p.left_on) as left_on,
    max(cast(p.left_on as timestamp) + interval '1 day' + $removal_hours * interval '1 hour') as due_at
  from people p
  where (p.status = 'left' or p.left_on < cast($as_of as date))
    and not exists (
      select 1
      from people q
      where lower(q.email) = lower(p.email)
        and q.status in ('active', 'leave')
        and (q.left_on is null or q.left_on >= cast($as_of as date))
    )
  group by p.person_id
),
account_seen as (
  select
    system,
    account_id,
    coalesce(max(username), max(display_name), account_id) as name,
    max(lower(display_name)) as display_name,
    max(lower(username)) as username,
    coalesce(
      max(lower(email)),
      max(case when username like '%@%' then lower(username) end)
    ) as address,
    bool_or(enabled) as enabled,
    max(case when enabled then observed_at end) as enabled_at,
    max(observed_at) as looked_at,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind
  from accounts
  group by system, account_id
),
account as (
  select system, account_id, name, display_name, username, address, enabled, enabled_at, looked_at
  from account_seen
  where kind not in ('service', 'shared', 'root')
),
looked as (
  select system, max(looked_at) as looked_at
  from account
  group by system
),
matched as (
  select l.person_id, a.system, a.name, a.enabled, l.due_at is null or a.enabled_at > l.due_at as after_due
  from leaver l
  join account a on a.address = l.email
  union all
  select l.person_id, a.system, a.name, a.enabled, l.due_at is null or a.enabled_at > l.due_at as after_due
  from leaver l
  join account a on a.username = split_part(l.email, '@', 1)
  where a.address is null and ',' || replace(lower($username_systems), ' ', '') || ',' like '%,' || lower(a.system) || ',%'
),
held as (
  select
    person_id,
    system,
    min(case when enabled and after_due then name end) as live,
    min(case when enabled is null then name end) as unsure
  from matched
  group by person_id, system
),
nameless as (
  select system, count(*) as accounts
  from account
  where enabled is not false
    and address is null
    and not (',' || replace(lower($username_systems), ' ', '') || ',' like '%,' || lower(system) || ',%')
  group by system
),
resembling as (
  select l.person_id, a.system, a.name
  from leaver l
  join account a on a.username = split_part(l.email, '@', 1)
  where a.address is null and a.enabled is not false
  union all
  select l.person_id, a.system, a.name
  from leaver l
  join account a on a.display_name = lower(l.name)
  where a.address is null and a.enabled is not false
),
alike as (
  select person_id, system, min(name) as name
  from resembling
  group by person_id, system
),
judged as (
  select
    l.person_id,
    l.name,
    l.email,
    l.left_on,
    s.system,
    h.live,
    h.unsure,
    k.name as alike,
    n.accounts as nameless
  from leaver l
  join looked s on l.due_at is null or l.due_at < s.looked_at
  left join held h on h.person_id = l.person_id and h.system = s.system
  left join nameless n on n.system = s.system
  left join alike k on k.person_id = l.person_id and k.system = s.system
)
select
  person_id || ':' || system as subject,
  name || ' in ' || system as label
from judged
-- violations
with leaver as (
  select
    p.person_id,
    coalesce(max(p.display_name), max(p.email), p.person_id) as name,
    max(lower(p.email)) as email,
    max(p.left_on) as left_on,
    max(cast(p.left_on as timestamp) + interval '1 day' + $removal_hours * interval '1 hour') as due_at
  from people p
  where (p.status = 'left' or p.left_on < cast($as_of as date))
    and not exists (
      select 1
      from people q
      where lower(q.email) = lower(p.email)
        and q.status in ('active', 'leave')
        and (q.left_on is null or q.left_on >= cast($as_of as date))
    )
  group by p.person_id
),
account_seen as (
  select
    system,
    account_id,
    coalesce(max(username), max(display_name), account_id) as name,
    max(lower(display_name)) as display_name,
    max(lower(username)) as username,
    coalesce(
      max(lower(email)),
      max(case when username like '%@%' then lower(username) end)
    ) as address,
    bool_or(enabled) as enabled,
    max(case when enabled then observed_at end) as enabled_at,
    max(observed_at) as looked_at,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind
  from accounts
  group by system, account_id
),
account as (
  select system, account_id, name, display_name, username, address, enabled, enabled_at, looked_at
  from account_seen
  where kind not in ('service', 'shared', 'root')
),
looked as (
  select system, max(looked_at) as looked_at
  from account
  group by system
),
matched as (
  select l.person_id, a.system, a.name, a.enabled, l.due_at is null or a.enabled_at > l.due_at as after_due
  from leaver l
  join account a on a.address = l.email
  union all
  select l.person_id, a.system, a.name, a.enabled, l.due_at is null or a.enabled_at > l.due_at as after_due
  from leaver l
  join account a on a.username = split_part(l.email, '@', 1)
  where a.address is null and ',' || replace(lower($username_systems), ' ', '') || ',' like '%,' || lower(a.system) || ',%'
),
held as (
  select
    person_id,
    system,
    min(case when enabled and after_due then name end) as live,
    min(case when enabled is null then name end) as unsure
  from matched
  group by person_id, system
),
nameless as (
  select system, count(*) as accounts
  from account
  where enabled is not false
    and address is null
    and not (',' || replace(lower($username_systems), ' ', '') || ',' like '%,' || lower(system) || ',%')
  group by system
),
resembling as (
  select l.person_id, a.system, a.name
  from leaver l
  join account a on a.username = split_part(l.email, '@', 1)
  where a.address is null and a.enabled is not false
  union all
  select l.person_id, a.system, a.name
  from leaver l
  join account a on a.display_name = lower(l.name)
  where a.address is null and a.enabled is not false
),
alike as (
  select person_id, system, min(name) as name
  from resembling
  group by person_id, system
),
judged as (
  select
    l.person_id,
    l.name,
    l.email,
    l.left_on,
    s.system,
    h.live,
    h.unsure,
    k.name as alike,
    n.accounts as nameless
  from leaver l
  join looked s on l.due_at is null or l.due_at < s.looked_at
  left join held h on h.person_id = l.person_id and h.system = s.system
  left join nameless n on n.system = s.system
  left join alike k on k.person_id = l.person_id and k.system = s.system
)
select
  person_id || ':' || system as subject,
  name || ' in ' || system as label,
  case
    when left_on is null then 'Has left; the account ' || live || ' still works.'
    else 'Left on ' || substr(cast(left_on as varchar), 1, 10) || '; the account ' || live || ' still works.'
  end as reason
from judged
where live is not null
-- unknown
with leaver as (
  select
    p.person_id,
    coalesce(max(p.display_name), max(p.email), p.person_id) as name,
    max(lower(p.email)) as email,
    max(p.left_on) as left_on,
    max(cast(p.left_on as timestamp) + interval '1 day' + $removal_hours * interval '1 hour') as due_at
  from people p
  where (p.status = 'left' or p.left_on < cast($as_of as date))
    and not exists (
      select 1
      from people q
      where lower(q.email) = lower(p.email)
        and q.status in ('active', 'leave')
        and (q.left_on is null or q.left_on >= cast($as_of as date))
    )
  group by p.person_id
),
account_seen as (
  select
    system,
    account_id,
    coalesce(max(username), max(display_name), account_id) as name,
    max(lower(display_name)) as display_name,
    max(lower(username)) as username,
    coalesce(
      max(lower(email)),
      max(case when username like '%@%' then lower(username) end)
    ) as address,
    bool_or(enabled) as enabled,
    max(case when enabled then observed_at end) as enabled_at,
    max(observed_at) as looked_at,
    coalesce(max(case when kind <> 'unknown' then kind end), 'unknown') as kind
  from accounts
  group by system, account_id
),
account as (
  select system, account_id, name, display_name, username, address, enabled, enabled_at, looked_at
  from account_seen
  where kind not in ('service', 'shared', 'root')
),
looked as (
  select system, max(looked_at) as looked_at
  from account
  group by system
),
matched as (
  select l.person_id, a.system, a.name, a.enabled, l.due_at is null or a.enabled_at > l.due_at as after_due
  from leaver l
  join account a on a.address = l.email
  union all
  select l.person_id, a.system, a.name, a.enabled, l.due_at is null or a.enabled_at > l.due_at as after_due
  from leaver l
  join account a on a.username = split_part(l.email, '@', 1)
  where a.address is null and ',' || replace(lower($username_systems), ' ', '') || ',' like '%,' || lower(a.system) || ',%'
),
held as (
  select
    person_id,
    system,
    min(case when enabled and after_due then name end) as live,
    min(case when enabled is null then name end) as unsure
  from matched
  group by person_id, system
),
nameless as (
  select system, count(*) as accounts
  from account
  where enabled is not false
    and address is null
    and not (',' || replace(lower($username_systems), ' ', '') || ',' like '%,' || lower(system) || ',%')
  group by system
),
resembling as (
  select l.person_id, a.system, a.name
  from leaver l
  join account a on a.username = split_part(l.email, '@', 1)
  where a.address is null and a.enabled is not false
  union all
  select l.person_id, a.system, a.name
  from leaver l
  join account a on a.display_name = lower(l.name)
  where a.address is null and a.enabled is not false
),
alike as (
  select person_id, system, min(name) as name
  from resembling
  group by person_id, system
),
judged as (
  select
    l.person_id,
    l.name,
    l.email,
    l.left_on,
    s.system,
    h.live,
    h.unsure,
    k.name as alike,
    n.accounts as nameless
  from leaver l
  join looked s on l.due_at is null or l.due_at < s.looked_at
  left join held h on h.person_id = l.person_id and h.system = s.system
  left join nameless n on n.system = s.system
  left join alike k on k.person_id = l.person_id and k.system = s.system
)
select
  person_id || ':' || system as subject,
  name || ' in ' || system as label,
  case
    when unsure is not null then 'The export does not say whether the account ' || unsure || ' still works.'
    when email is null then 'The personnel list has no work address for this person.'
    when alike is not null then 'The account ' || alike || ' looks like this person but carries no address.'
    else 'Some accounts of this system carry no address: ' || cast(nameless as varchar) || '.'
  end as reason
from judged
where live is null
  and (unsure is not null or nameless is not null or email is null)
