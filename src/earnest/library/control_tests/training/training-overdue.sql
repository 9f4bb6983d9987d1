/*
id: training-overdue
title: "Assigned training is done in time"
version: 1
control: awareness-training
severity: medium
tables: [people, training_records]
parameters:
  grace_days: {kind: integer, default: 0, min: 0, unit: days, doc: "Days after the due day that are tolerated."}
rationale: >
  People who were never shown the tricks fall for them. A short course on time is the cheapest protection there is.
sentence:
  pass: "Every assigned course was done in time ({population} checked)."
  fail: "Courses that are overdue: {violations} of {population}."
  unproven: "Not proven. Courses assigned to people at work seen: {population}; without an answer: {unknown}."
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
judged as (
  select
    s.person_id,
    s.label,
    t.course,
    coalesce(substr(cast(t.assigned_at as varchar), 1, 19), '') as assigned,
    min(t.due_on) as due_on,
    max(t.observed_at) as looked_at,
    bool_or(t.completed_at is not null and coalesce(t.passed, true)) as done
  from staff s
  join training_records t on lower(t.person_email) = s.email
  group by s.person_id, s.label, t.course, coalesce(substr(cast(t.assigned_at as varchar), 1, 19), '')
)
select
  person_id || ':' || course || ':' || assigned as subject,
  label || ': ' || course as label
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
judged as (
  select
    s.person_id,
    s.label,
    t.course,
    coalesce(substr(cast(t.assigned_at as varchar), 1, 19), '') as assigned,
    min(t.due_on) as due_on,
    max(t.observed_at) as looked_at,
    bool_or(t.completed_at is not null and coalesce(t.passed, true)) as done
  from staff s
  join training_records t on lower(t.person_email) = s.email
  group by s.person_id, s.label, t.course, coalesce(substr(cast(t.assigned_at as varchar), 1, 19), '')
)
select
  person_id || ':' || course || ':' || assigned as subject,
  label || ': ' || course as label,
  'It was due on ' || substr(cast(due_on as varchar), 1, 10) || '.' as reason
from judged
where not done and due_on < cast(looked_at - $grace_days * interval '1 day' as date)
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
judged as (
  select
    s.person_id,
    s.label,
    t.course,
    coalesce(substr(cast(t.assigned_at as varchar), 1, 19), '') as assigned,
    min(t.due_on) as due_on,
    max(t.observed_at) as looked_at,
    bool_or(t.completed_at is not null and coalesce(t.passed, true)) as done
  from staff s
  join training_records t on lower(t.person_email) = s.email
  group by s.person_id, s.label, t.course, coalesce(substr(cast(t.assigned_at as varchar), 1, 19), '')
)
select
  person_id || ':' || course || ':' || assigned as subject,
  label || ': ' || course as label,
  'It is not done, and the record does not say when it is due.' as reason
from judged
where (not done and due_on < cast(looked_at - $grace_days * interval '1 day' as date)) is null
