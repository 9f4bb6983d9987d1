/*
id: training-current
title: "Everybody has had training within the year"
version: 1
control: awareness-training
severity: high
tables: [people, training_records]
whole: [training_records]
parameters:
  joiner_days: {kind: integer, default: 30, min: 0, unit: days, doc: "Days after the first day within which the first training is done."}
  repeat_days: {kind: integer, default: 365, min: 0, unit: days, doc: "Longest time between two trainings of one person."}
rationale: >
  Tricks change and people forget. Everybody needs a fresh reminder, those who joined lately included.
sentence:
  pass: "Everybody has had training in time ({population} checked)."
  fail: "People without training in time: {violations} of {population}."
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
record as (
  select
    lower(person_email) as email,
    count(*) as courses,
    max(case when coalesce(passed, true) then completed_at end) as completed_at
  from training_records
  group by lower(person_email)
),
judged as (
  select s.person_id, s.label, s.email, coalesce(r.courses, 0) as courses, r.completed_at
  from staff s
  cross join (select coalesce(max(observed_at), $as_of) as looked_at from training_records) k
  left join record r on r.email = s.email
  where s.started_on is null
    or cast(s.started_on as timestamp) + $joiner_days * interval '1 day' < k.looked_at
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
record as (
  select
    lower(person_email) as email,
    count(*) as courses,
    max(case when coalesce(passed, true) then completed_at end) as completed_at
  from training_records
  group by lower(person_email)
),
judged as (
  select s.person_id, s.label, s.email, coalesce(r.courses, 0) as courses, r.completed_at
  from staff s
  cross join (select coalesce(max(observed_at), $as_of) as looked_at from training_records) k
  left join record r on r.email = s.email
  where s.started_on is null
    or cast(s.started_on as timestamp) + $joiner_days * interval '1 day' < k.looked_at
)
select
  person_id as subject,
  label,
  case
    when completed_at is null then 'No completed training is on record.'
    else 'Last training completed on ' || substr(cast(completed_at as varchar), 1, 10) || '.'
  end as reason
from judged
where email is not null and (completed_at is null or completed_at < $as_of - $repeat_days * interval '1 day')
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
record as (
  select
    lower(person_email) as email,
    count(*) as courses,
    max(case when coalesce(passed, true) then completed_at end) as completed_at
  from training_records
  group by lower(person_email)
),
judged as (
  select s.person_id, s.label, s.email, coalesce(r.courses, 0) as courses, r.completed_at
  from staff s
  cross join (select coalesce(max(observed_at), $as_of) as looked_at from training_records) k
  left join record r on r.email = s.email
  where s.started_on is null
    or cast(s.started_on as timestamp) + $joiner_days * interval '1 day' < k.looked_at
)
select
  person_id as subject,
  label,
  'The personnel list has no work address for this person.' as reason
from judged
where email is null
