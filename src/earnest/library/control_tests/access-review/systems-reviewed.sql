/*
id: systems-reviewed
title: "Every system with accounts is reviewed in time"
version: 1
control: access-review
severity: high
tables: [accounts, access_reviews]
whole: [access_reviews]
parameters:
  review_days: {kind: integer, default: 180, min: 0, unit: days, doc: "Longest time between two reviews of one system."}
rationale: >
  Rights pile up when nobody looks. A review in time is the only moment when old access is taken away.
sentence:
  pass: "Access to every system was reviewed in time ({population} checked)."
  fail: "Systems whose access was not reviewed in time: {violations} of {population}."
  unproven: "Not proven. Systems seen: {population}; without an answer: {unknown}."
*/
-- population
with judged as (
  select s.system, r.reviewed_at
  from (
    select distinct system
    from accounts
    where enabled is not false
  ) s
  left join (
    select lower(system) as system, max(completed_at) as reviewed_at
    from access_reviews
    where completed_at <= $as_of
    group by lower(system)
  ) r on r.system = lower(s.system)
)
select
  system as subject,
  system as label
from judged
-- violations
with judged as (
  select s.system, r.reviewed_at
  from (
    select distinct system
    from accounts
    where enabled is not false
  ) s
  left join (
    select lower(system) as system, max(completed_at) as reviewed_at
    from access_reviews
    where completed_at <= $as_of
    group by lower(system)
  ) r on r.system = lower(s.system)
)
select
  system as subject,
  system as label,
  case
    when reviewed_at is null then 'No signed review on record.'
    else 'Last review signed on ' || substr(cast(reviewed_at as varchar), 1, 10) || '.'
  end as reason
from judged
where (reviewed_at is null or reviewed_at < $as_of - $review_days * interval '1 day')
