/*
id: repeat-clickers
title: "People who clicked repeatedly have had help"
version: 1
control: phishing-simulation
severity: medium
tables: [people, phishing_results]
optional_tables: [training_records]
whole: [training_records]
parameters:
  repeat_clicks: {kind: integer, default: 2, min: 0, unit: clicks, doc: "Clicks from which a person needs help."}
  window_days: {kind: integer, default: 365, min: 0, unit: days, doc: "Days back from today over which clicks are counted."}
rationale: >
  Some people need another way of learning and not blame. Help within weeks is what changes the next click.
sentence:
  pass: "Everybody who clicked repeatedly has had help since ({population} checked)."
  fail: "People who clicked repeatedly and have had no training since: {violations} of {population}."
  unproven: "Not proven. People in simulations seen: {population}; without an answer: {unknown}."
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
click as (
  select
    lower(person_email) as email,
    count(clicked_at) as clicks,
    max(clicked_at) as clicked_at
  from phishing_results
  where coalesce(sent_at, clicked_at, reported_at) >= $as_of - $window_days * interval '1 day'
  group by lower(person_email)
),
trained as (
  select
    lower(person_email) as email,
    max(case when coalesce(passed, true) then completed_at end) as trained_at
  from training_records
  group by lower(person_email)
),
judged as (
  select s.person_id, s.label, c.clicks, c.clicked_at, t.trained_at
  from staff s
  join click c on c.email = s.email
  left join trained t on t.email = s.email
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
click as (
  select
    lower(person_email) as email,
    count(clicked_at) as clicks,
    max(clicked_at) as clicked_at
  from phishing_results
  where coalesce(sent_at, clicked_at, reported_at) >= $as_of - $window_days * interval '1 day'
  group by lower(person_email)
),
trained as (
  select
    lower(person_email) as email,
    max(case when coalesce(passed, true) then completed_at end) as trained_at
  from training_records
  group by lower(person_email)
),
judged as (
  select s.person_id, s.label, c.clicks, c.clicked_at, t.trained_at
  from staff s
  join click c on c.email = s.email
  left join trained t on t.email = s.email
)
select
  person_id as subject,
  label,
  'Clicks: ' || cast(clicks as varchar) || ', the last on ' || substr(cast(clicked_at as varchar), 1, 10) || '; no training since.' as reason
from judged
where clicks >= $repeat_clicks and (trained_at is null or trained_at < clicked_at)
