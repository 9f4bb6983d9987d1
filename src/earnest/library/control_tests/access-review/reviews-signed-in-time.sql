/*
id: reviews-signed-in-time
title: "Reviews are signed soon after their period"
version: 1
control: access-review
severity: high
tables: [access_reviews]
parameters:
  sign_days: {kind: integer, default: 30, min: 0, unit: days, doc: "Days after the end of the period within which a review is signed."}
rationale: >
  A review that is signed months later checks nothing that could still be mended. Signing several quarters on one
  day is paper, not control.
sentence:
  pass: "Every review was signed soon after its period ({population} checked)."
  fail: "Reviews signed late or not at all: {violations} of {population}."
  unproven: "Not proven. Reviews seen: {population}; without an answer: {unknown}."
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
    min(removals_done) as removals_done,
    max(observed_at) as looked_at
  from access_reviews
  group by review_id
)
select
  review_id as subject,
  system || ', ' || coalesce(period, review_id) as label
from review
where (
    period_end is null
    or cast(period_end as timestamp) + interval '1 day' + $sign_days * interval '1 day' < looked_at
    or completed_at is not null
  )
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
    min(removals_done) as removals_done,
    max(observed_at) as looked_at
  from access_reviews
  group by review_id
)
select
  review_id as subject,
  system || ', ' || coalesce(period, review_id) as label,
  case
    when completed_at is null then 'The period ended on ' || substr(cast(period_end as varchar), 1, 10) || '; the review is still open.'
    else 'The period ended on ' || substr(cast(period_end as varchar), 1, 10) || '; signed on ' || substr(cast(completed_at as varchar), 1, 10) || '.'
  end as reason
from review
where (
    period_end is null
    or cast(period_end as timestamp) + interval '1 day' + $sign_days * interval '1 day' < looked_at
    or completed_at is not null
  )
  and coalesce(completed_at, looked_at) > cast(period_end as timestamp) + interval '1 day' + $sign_days * interval '1 day'
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
    min(removals_done) as removals_done,
    max(observed_at) as looked_at
  from access_reviews
  group by review_id
)
select
  review_id as subject,
  system || ', ' || coalesce(period, review_id) as label,
  'The review does not say when its period ended.' as reason
from review
where (
    period_end is null
    or cast(period_end as timestamp) + interval '1 day' + $sign_days * interval '1 day' < looked_at
    or completed_at is not null
  )
  and (coalesce(completed_at, looked_at) > cast(period_end as timestamp) + interval '1 day' + $sign_days * interval '1 day') is null
