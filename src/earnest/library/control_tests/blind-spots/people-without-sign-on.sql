/*
id: people-without-sign-on
title: "Everybody has an account in the central sign-on"
version: 1
control: federation-sso
severity: low
tables: [accounts, people]
whole: [accounts]
parameters:
  systems: {kind: text, default: "okta,entra,google,onelogin,ping,jumpcloud", unit: names, doc: "Systems of the central sign-on, joined by commas."}
rationale: >
  Whoever is missing there signs in somewhere else, out of sight. Central sign-on only protects those who use it.
sentence:
  pass: "Everybody has an account in the central sign-on ({population} checked)."
  fail: "People who are missing from the central sign-on: {violations} of {population}."
  unproven: "Not proven. People at work seen: {population}; without an answer: {unknown}."
*/
-- population
with staff as (
  select
    person_id,
    coalesce(max(display_name), max(email), person_id) as label,
    max(lower(email)) as email,
    max(started_on) as started_on
  from people
  where coalesce(status, 'active') = 'active'
    and (left_on is null or left_on >= cast($as_of as date))
    and (started_on is null or started_on <= cast($as_of as date))
  group by person_id
),
central as (
  select lower(email) as email, lower(username) as username, observed_at
  from accounts
  where ',' || replace(lower($systems), ' ', '') || ',' like '%,' || lower(system) || ',%'
),
named as (
  select s.email as name
  from staff s
  join central c on c.email = s.email
  union
  select s.email as name
  from staff s
  join central c on c.username = s.email
),
told as (
  select max(observed_at) as observed_at
  from central
),
judged as (
  select
    s.person_id,
    s.label,
    case
      when s.email is null then null
      else n.name is not null
    end as covered
  from staff s
  cross join told t
  left join named n on n.name = s.email
  where t.observed_at is not null
    and (s.started_on is null or t.observed_at >= cast(s.started_on as timestamp))
)
select
  person_id as subject,
  label
from judged
-- violations
with staff as (
  select
    person_id,
    coalesce(max(display_name), max(email), person_id) as label,
    max(lower(email)) as email,
    max(started_on) as started_on
  from people
  where coalesce(status, 'active') = 'active'
    and (left_on is null or left_on >= cast($as_of as date))
    and (started_on is null or started_on <= cast($as_of as date))
  group by person_id
),
central as (
  select lower(email) as email, lower(username) as username, observed_at
  from accounts
  where ',' || replace(lower($systems), ' ', '') || ',' like '%,' || lower(system) || ',%'
),
named as (
  select s.email as name
  from staff s
  join central c on c.email = s.email
  union
  select s.email as name
  from staff s
  join central c on c.username = s.email
),
told as (
  select max(observed_at) as observed_at
  from central
),
judged as (
  select
    s.person_id,
    s.label,
    case
      when s.email is null then null
      else n.name is not null
    end as covered
  from staff s
  cross join told t
  left join named n on n.name = s.email
  where t.observed_at is not null
    and (s.started_on is null or t.observed_at >= cast(s.started_on as timestamp))
)
select
  person_id as subject,
  label,
  'No account in the central sign-on carries this work address.' as reason
from judged
where not covered
-- unknown
with staff as (
  select
    person_id,
    coalesce(max(display_name), max(email), person_id) as label,
    max(lower(email)) as email,
    max(started_on) as started_on
  from people
  where coalesce(status, 'active') = 'active'
    and (left_on is null or left_on >= cast($as_of as date))
    and (started_on is null or started_on <= cast($as_of as date))
  group by person_id
),
central as (
  select lower(email) as email, lower(username) as username, observed_at
  from accounts
  where ',' || replace(lower($systems), ' ', '') || ',' like '%,' || lower(system) || ',%'
),
named as (
  select s.email as name
  from staff s
  join central c on c.email = s.email
  union
  select s.email as name
  from staff s
  join central c on c.username = s.email
),
told as (
  select max(observed_at) as observed_at
  from central
),
judged as (
  select
    s.person_id,
    s.label,
    case
      when s.email is null then null
      else n.name is not null
    end as covered
  from staff s
  cross join told t
  left join named n on n.name = s.email
  where t.observed_at is not null
    and (s.started_on is null or t.observed_at >= cast(s.started_on as timestamp))
)
select
  person_id as subject,
  label,
  'The personnel list has no work address for this person.' as reason
from judged
where (not covered) is null
