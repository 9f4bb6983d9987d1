/*
id: removals-carried-out
title: "Removals that a review decided are carried out"
version: 1
control: access-review
severity: high
tables: [access_reviews]
parameters:
  removal_days: {kind: integer, default: 14, min: 0, unit: days, doc: "Days after signing within which removals are carried out."}
rationale: >
  A decision changes nothing until the access is gone. Until then the company knows that somebody has too much and
  leaves it so.
sentence:
  pass: "Every removal that was decided has been carried out ({population} checked)."
  fail: "Reviews with removals that were decided and not carried out: {violations} of {population}."
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
    min(removals_done) as removals_done,
    max(observed_at) as looked_at
  from access_reviews
  group by review_id
)
select
  review_id as subject,
  system || ', ' || coalesce(period, review_id) as label
from review
where completed_at is not null
  and completed_at < looked_at - $removal_days * interval '1 day'
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
  cast(removals_done as varchar) || ' of ' || cast(removals as varchar) || ' removals done since ' || substr(cast(completed_at as varchar), 1, 10) || '.' as reason
from review
where completed_at is not null
  and completed_at < looked_at - $removal_days * interval '1 day'
  and removals > removals_done
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
  'The review does not say how many removals were decided or done.' as reason
from review
where completed_at is not null
  and completed_at < looked_at - $removal_days * interval '1 day'
  and (removals is null or (removals > 0 and removals_done is null))
