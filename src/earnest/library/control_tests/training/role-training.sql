/*
id: role-training
title: "Administrators have had the course for their role"
version: 1
control: role-training
severity: medium
tables: [accounts, people, training_records]
whole: [training_records]
parameters:
  course: {kind: text, default: "administrator", unit: name, doc: "Words that the title of the course for administrators contains."}
  repeat_days: {kind: integer, default: 365, min: 0, unit: days, doc: "Longest time between two courses."}
rationale: >
  Whoever holds more power can do more harm by mistake. They need to know more than the rest.
sentence:
  pass: "Everybody with privileged access has had the course ({population} checked)."
  fail: "People with privileged access who lack the course for it: {violations} of {population}."
  unproven: "Not proven. People with privileged access seen: {population}; without an answer: {unknown}."
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
powerful as (
  select distinct lower(coalesce(email, case when username like '%@%' then username end)) as email
  from accounts
  where privileged and enabled is not false
),
judged as (
  select
    s.person_id,
    s.label,
    max(
      case
        when lower(t.course) like '%' || lower($course) || '%' and coalesce(t.passed, true) then t.completed_at
      end
    ) as completed_at
  from staff s
  join powerful p on p.email = s.email
  left join training_records t on lower(t.person_email) = s.email
  group by s.person_id, s.label
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
powerful as (
  select distinct lower(coalesce(email, case when username like '%@%' then username end)) as email
  from accounts
  where privileged and enabled is not false
),
judged as (
  select
    s.person_id,
    s.label,
    max(
      case
        when lower(t.course) like '%' || lower($course) || '%' and coalesce(t.passed, true) then t.completed_at
      end
    ) as completed_at
  from staff s
  join powerful p on p.email = s.email
  left join training_records t on lower(t.person_email) = s.email
  group by s.person_id, s.label
)
select
  person_id as subject,
  label,
  case
    when completed_at is null then 'No such course is on record.'
    else 'Last completed on ' || substr(cast(completed_at as varchar), 1, 10) || '.'
  end as reason
from judged
where (completed_at is null or completed_at < $as_of - $repeat_days * interval '1 day')
