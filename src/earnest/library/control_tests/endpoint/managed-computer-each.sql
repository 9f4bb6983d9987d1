/*
id: managed-computer-each
title: "Everybody works on a managed computer"
version: 1
control: asset-inventory
severity: medium
tables: [devices, people]
whole: [devices]
rationale: >
  Whoever has no company computer works on something else. That other machine has none of our protections.
sentence:
  pass: "Everybody has a managed computer ({population} checked)."
  fail: "People without a managed computer on record: {violations} of {population}."
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
newest as (
  select max(observed_at) as observed_at
  from devices
),
judged as (
  select
    s.person_id,
    s.label,
    case
      when s.email is null then null
      else exists (
        select 1
        from devices d
        where lower(d.owner_email) = s.email
          and d.managed is not false
          and coalesce(d.kind, 'laptop') in ('laptop', 'desktop')
      )
    end as equipped
  from staff s
  cross join newest n
  where n.observed_at is not null
    and (s.started_on is null or n.observed_at >= cast(s.started_on as timestamp))
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
newest as (
  select max(observed_at) as observed_at
  from devices
),
judged as (
  select
    s.person_id,
    s.label,
    case
      when s.email is null then null
      else exists (
        select 1
        from devices d
        where lower(d.owner_email) = s.email
          and d.managed is not false
          and coalesce(d.kind, 'laptop') in ('laptop', 'desktop')
      )
    end as equipped
  from staff s
  cross join newest n
  where n.observed_at is not null
    and (s.started_on is null or n.observed_at >= cast(s.started_on as timestamp))
)
select
  person_id as subject,
  label,
  'No managed computer is recorded for this person.' as reason
from judged
where not equipped
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
newest as (
  select max(observed_at) as observed_at
  from devices
),
judged as (
  select
    s.person_id,
    s.label,
    case
      when s.email is null then null
      else exists (
        select 1
        from devices d
        where lower(d.owner_email) = s.email
          and d.managed is not false
          and coalesce(d.kind, 'laptop') in ('laptop', 'desktop')
      )
    end as equipped
  from staff s
  cross join newest n
  where n.observed_at is not null
    and (s.started_on is null or n.observed_at >= cast(s.started_on as timestamp))
)
select
  person_id as subject,
  label,
  'The personnel list has no work address for this person.' as reason
from judged
where (not equipped) is null
