/*
id: reviews-with-decisions
title: "Signed reviews decided on accounts"
version: 1
control: access-review
severity: medium
tables: [access_reviews]
rationale: >
  A signature without decisions is a rubber stamp. A review must say for each account whether it stays.
sentence:
  pass: "Every signed review decided on accounts ({population} checked)."
  fail: "Signed reviews that decided on no account: {violations} of {population}."
  unproven: "Not proven. Signed reviews seen: {population}; without an answer: {unknown}."
*/
-- population
with review as (
  select
    review_id,
    min(system) as system,
    min(period) as period,
    min(lower(reviewer_email)) as reviewer_email,
    max(period_end) as period_end,
    max(completed_at) as completed_at,
    max(decisions) as decisions,
    max(removals) as removals,
    min(removals_done) as removals_done
  from access_reviews
  group by review_id
)
select
  review_id as subject,
  system || ', ' || coalesce(period, review_id) as label
from review
where completed_at is not null
-- violations
with review as (
  select
    review_id,
    min(system) as system,
    min(period) as period,
    min(lower(reviewer_email)) as reviewer_email,
    max(period_end) as period_end,
    max(completed_at) as completed_at,
    max(decisions) as decisions,
    max(removals) as removals,
    min(removals_done) as removals_done
  from access_reviews
  group by review_id
)
select
  review_id as subject,
  system || ', ' || coalesce(period, review_id) as label,
  'Signed on ' || substr(cast(completed_at as varchar), 1, 10) || ' without a single decision.' as reason
from review
where completed_at is not null
  and decisions = 0
-- unknown
with review as (
  select
    review_id,
    min(system) as system,
    min(period) as period,
    min(lower(reviewer_email)) as reviewer_email,
    max(period_end) as period_end,
    max(completed_at) as completed_at,
    max(decisions) as decisions,
    max(removals) as removals,
    min(removals_done) as removals_done
  from access_reviews
  group by review_id
)
select
  review_id as subject,
  system || ', ' || coalesce(period, review_id) as label,
  'The review does not say how many accounts were decided on.' as reason
from review
where completed_at is not null
  and (decisions = 0) is null
