/*
id: self-review
title: "Nobody reviews their own access alone"
version: 1
control: segregation-of-duties
severity: medium
tables: [accounts, access_reviews]
rationale: >
  People seldom take access away from themselves. A second pair of eyes is needed where the reviewer also has an
  account.
sentence:
  pass: "No reviewer judged their own access alone ({population} checked)."
  fail: "Reviews in which the reviewer judged their own access alone: {violations} of {population}."
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
own_account as (
  select
    lower(system) as system,
    lower(coalesce(email, case when username like '%@%' then username end)) as address,
    bool_or(enabled) as enabled
  from accounts
  where lower(system) in (select lower(system) from access_reviews)
  group by lower(system), account_id, lower(coalesce(email, case when username like '%@%' then username end))
),
judged as (
  select
    r.review_id,
    r.system,
    r.period,
    r.completed_at,
    r.reviewer_email,
    case
      when r.reviewer_email is null then null
      when exists (
        select 1
        from review o
        where lower(o.system) = lower(r.system)
          and o.reviewer_email <> r.reviewer_email
          and o.completed_at is not null
          and (o.period = r.period or o.period_end = r.period_end)
      ) then false
      when exists (
        select 1
        from own_account a
        where a.system = lower(r.system) and a.address = r.reviewer_email and a.enabled
      ) then true
      when not exists (select 1 from own_account a where a.system = lower(r.system)) then null
      when exists (
        select 1
        from own_account a
        where a.system = lower(r.system)
          and (a.address is null and a.enabled is not false or a.address = r.reviewer_email and a.enabled is null)
      ) then null
      else false
    end as own
  from review r
)
select
  review_id as subject,
  system || ', ' || coalesce(period, review_id) || ' by ' || coalesce(reviewer_email, 'nobody named') as label
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
own_account as (
  select
    lower(system) as system,
    lower(coalesce(email, case when username like '%@%' then username end)) as address,
    bool_or(enabled) as enabled
  from accounts
  where lower(system) in (select lower(system) from access_reviews)
  group by lower(system), account_id, lower(coalesce(email, case when username like '%@%' then username end))
),
judged as (
  select
    r.review_id,
    r.system,
    r.period,
    r.completed_at,
    r.reviewer_email,
    case
      when r.reviewer_email is null then null
      when exists (
        select 1
        from review o
        where lower(o.system) = lower(r.system)
          and o.reviewer_email <> r.reviewer_email
          and o.completed_at is not null
          and (o.period = r.period or o.period_end = r.period_end)
      ) then false
      when exists (
        select 1
        from own_account a
        where a.system = lower(r.system) and a.address = r.reviewer_email and a.enabled
      ) then true
      when not exists (select 1 from own_account a where a.system = lower(r.system)) then null
      when exists (
        select 1
        from own_account a
        where a.system = lower(r.system)
          and (a.address is null and a.enabled is not false or a.address = r.reviewer_email and a.enabled is null)
      ) then null
      else false
    end as own
  from review r
)
select
  review_id as subject,
  system || ', ' || coalesce(period, review_id) || ' by ' || coalesce(reviewer_email, 'nobody named') as label,
  reviewer_email || ' has a live account in ' || system || ' and nobody else reviewed it.' as reason
from judged
where completed_at is not null
  and own
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
own_account as (
  select
    lower(system) as system,
    lower(coalesce(email, case when username like '%@%' then username end)) as address,
    bool_or(enabled) as enabled
  from accounts
  where lower(system) in (select lower(system) from access_reviews)
  group by lower(system), account_id, lower(coalesce(email, case when username like '%@%' then username end))
),
judged as (
  select
    r.review_id,
    r.system,
    r.period,
    r.completed_at,
    r.reviewer_email,
    case
      when r.reviewer_email is null then null
      when exists (
        select 1
        from review o
        where lower(o.system) = lower(r.system)
          and o.reviewer_email <> r.reviewer_email
          and o.completed_at is not null
          and (o.period = r.period or o.period_end = r.period_end)
      ) then false
      when exists (
        select 1
        from own_account a
        where a.system = lower(r.system) and a.address = r.reviewer_email and a.enabled
      ) then true
      when not exists (select 1 from own_account a where a.system = lower(r.system)) then null
      when exists (
        select 1
        from own_account a
        where a.system = lower(r.system)
          and (a.address is null and a.enabled is not false or a.address = r.reviewer_email and a.enabled is null)
      ) then null
      else false
    end as own
  from review r
)
select
  review_id as subject,
  system || ', ' || coalesce(period, review_id) || ' by ' || coalesce(reviewer_email, 'nobody named') as label,
  'The exports do not say who reviewed or who has accounts there.' as reason
from judged
where completed_at is not null
  and (own) is null
