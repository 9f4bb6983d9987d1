/*
id: people-not-simulated
title: "Everybody takes part in simulations"
version: 1
control: phishing-simulation
severity: low
tables: [people, phishing_results]
whole: [phishing_results]
parameters:
  sim_days: {kind: integer, default: 90, min: 0, unit: days, doc: "Longest time between two simulated messages to one person."}
rationale: >
  People who are left out of the exercise learn nothing from it. The numbers then look better than they are.
sentence:
  pass: "Everybody got a simulated message in time ({population} checked)."
  fail: "People who got no simulated message in time: {violations} of {population}."
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
judged as (
  select
    s.person_id,
    s.label,
    case when s.email is null then null else count(p.campaign) end as messages,
    max(p.sent_at) as sent_at,
    max(k.looked_at) as looked_at
  from staff s
  cross join (select coalesce(max(observed_at), $as_of) as looked_at from phishing_results) k
  left join phishing_results p on lower(p.person_email) = s.email
  where s.started_on is null
    or cast(s.started_on as timestamp) + $sim_days * interval '1 day' < k.looked_at
  group by s.person_id, s.label, s.email
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
judged as (
  select
    s.person_id,
    s.label,
    case when s.email is null then null else count(p.campaign) end as messages,
    max(p.sent_at) as sent_at,
    max(k.looked_at) as looked_at
  from staff s
  cross join (select coalesce(max(observed_at), $as_of) as looked_at from phishing_results) k
  left join phishing_results p on lower(p.person_email) = s.email
  where s.started_on is null
    or cast(s.started_on as timestamp) + $sim_days * interval '1 day' < k.looked_at
  group by s.person_id, s.label, s.email
)
select
  person_id as subject,
  label,
  case
    when messages = 0 then 'No simulated message is on record.'
    else 'Last simulated message on ' || substr(cast(sent_at as varchar), 1, 10) || '.'
  end as reason
from judged
where (messages = 0 or sent_at < looked_at - $sim_days * interval '1 day')
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
    case when s.email is null then null else count(p.campaign) end as messages,
    max(p.sent_at) as sent_at,
    max(k.looked_at) as looked_at
  from staff s
  cross join (select coalesce(max(observed_at), $as_of) as looked_at from phishing_results) k
  left join phishing_results p on lower(p.person_email) = s.email
  where s.started_on is null
    or cast(s.started_on as timestamp) + $sim_days * interval '1 day' < k.looked_at
  group by s.person_id, s.label, s.email
)
select
  person_id as subject,
  label,
  'The exports give no work address or no date of sending.' as reason
from judged
where (messages = 0 or sent_at < looked_at - $sim_days * interval '1 day') is null
