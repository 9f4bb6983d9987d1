/*
id: reviews-signed-together
title: "Reviews of different periods are signed on different days"
version: 1
control: access-review
severity: high
tables: [access_reviews]
rationale: >
  Reviews are meant to happen one after the other. Several periods signed on one day were made up for an auditor.
sentence:
  pass: "No two periods of one system were signed on one day ({population} checked)."
  fail: "Reviews signed on one day with another period of the same system: {violations} of {population}."
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
),
judged as (
  select
    r.review_id,
    r.system,
    r.period,
    r.completed_at,
    o.other,
    case
      when o.other is not null then true
      when r.period is null and r.period_end is null then null
      else false
    end as together
  from review r
  left join (
    select a.review_id, min(coalesce(b.period, b.review_id)) as other
    from review a
    join review b
      on lower(b.system) = lower(a.system)
      and b.review_id <> a.review_id
      and cast(b.completed_at as date) = cast(a.completed_at as date)
      and (b.period <> a.period or b.period_end <> a.period_end)
    group by a.review_id
  ) o on o.review_id = r.review_id
)
select
  review_id as subject,
  system || ', ' || coalesce(period, review_id) as label
from judged
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
),
judged as (
  select
    r.review_id,
    r.system,
    r.period,
    r.completed_at,
    o.other,
    case
      when o.other is not null then true
      when r.period is null and r.period_end is null then null
      else false
    end as together
  from review r
  left join (
    select a.review_id, min(coalesce(b.period, b.review_id)) as other
    from review a
    join review b
      on lower(b.system) = lower(a.system)
      and b.review_id <> a.review_id
      and cast(b.completed_at as date) = cast(a.completed_at as date)
      and (b.period <> a.period or b.period_end <> a.period_end)
    group by a.review_id
  ) o on o.review_id = r.review_id
)
select
  review_id as subject,
  system || ', ' || coalesce(period, review_id) as label,
  'Signed on ' || substr(cast(completed_at as varchar), 1, 10) || ' together with ' || other || '.' as reason
from judged
where completed_at is not null
  and together
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
),
judged as (
  select
    r.review_id,
    r.system,
    r.period,
    r.completed_at,
    o.other,
    case
      when o.other is not null then true
      when r.period is null and r.period_end is null then null
      else false
    end as together
  from review r
  left join (
    select a.review_id, min(coalesce(b.period, b.review_id)) as other
    from review a
    join review b
      on lower(b.system) = lower(a.system)
      and b.review_id <> a.review_id
      and cast(b.completed_at as date) = cast(a.completed_at as date)
      and (b.period <> a.period or b.period_end <> a.period_end)
    group by a.review_id
  ) o on o.review_id = r.review_id
)
select
  review_id as subject,
  system || ', ' || coalesce(period, review_id) as label,
  'The review does not say for which period it stands.' as reason
from judged
where completed_at is not null
  and (together) is null
