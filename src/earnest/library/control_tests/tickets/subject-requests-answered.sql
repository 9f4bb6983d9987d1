/*
id: subject-requests-answered
title: "Requests about personal data are answered in time"
version: 1
control: dsar-handling
severity: high
tables: [tickets]
parameters:
  answer_days: {kind: integer, default: 30, min: 0, unit: days, doc: "Days within which a request is answered."}
rationale: >
  People have a right to an answer within a set time. A late answer is a breach of the law by itself.
sentence:
  pass: "Every request about personal data was answered in time ({population} checked)."
  fail: "Requests about personal data that were or are late: {violations} of {population}."
  unproven: "Not proven. Requests about personal data seen: {population}; without an answer: {unknown}."
*/
-- population
with ticket as (
  select
    system,
    ticket_id,
    max(ticket_id || coalesce(': ' || title, '')) as label,
    bool_or(coalesce(open, case when resolved_at is not null then false end)) as open,
    max(lower(assignee_email)) as assignee_email,
    max(priority) as priority,
    min(created_at) as created_at,
    max(resolved_at) as resolved_at,
    min(due_on) as due_on,
    max(lower(coalesce(kind, '') || ' ' || coalesce(labels, ''))) as mark,
    max(observed_at) as looked_at
  from tickets
  where lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%subject request%'
    or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%subject access%'
    or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%dsar%'
    or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%data request%'
    or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%erasure request%'
  group by system, ticket_id
)
select
  system || ':' || ticket_id as subject,
  label
from ticket
-- violations
with ticket as (
  select
    system,
    ticket_id,
    max(ticket_id || coalesce(': ' || title, '')) as label,
    bool_or(coalesce(open, case when resolved_at is not null then false end)) as open,
    max(lower(assignee_email)) as assignee_email,
    max(priority) as priority,
    min(created_at) as created_at,
    max(resolved_at) as resolved_at,
    min(due_on) as due_on,
    max(lower(coalesce(kind, '') || ' ' || coalesce(labels, ''))) as mark,
    max(observed_at) as looked_at
  from tickets
  where lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%subject request%'
    or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%subject access%'
    or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%dsar%'
    or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%data request%'
    or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%erasure request%'
  group by system, ticket_id
)
select
  system || ':' || ticket_id as subject,
  label,
  case
    when open then 'Open since ' || substr(cast(created_at as varchar), 1, 10) || '.'
    else 'Made on ' || substr(cast(created_at as varchar), 1, 10) || ', answered on ' || substr(cast(resolved_at as varchar), 1, 10) || '.'
  end as reason
from ticket
where created_at + $answer_days * interval '1 day' < case when open then looked_at when not open then resolved_at end
-- unknown
with ticket as (
  select
    system,
    ticket_id,
    max(ticket_id || coalesce(': ' || title, '')) as label,
    bool_or(coalesce(open, case when resolved_at is not null then false end)) as open,
    max(lower(assignee_email)) as assignee_email,
    max(priority) as priority,
    min(created_at) as created_at,
    max(resolved_at) as resolved_at,
    min(due_on) as due_on,
    max(lower(coalesce(kind, '') || ' ' || coalesce(labels, ''))) as mark,
    max(observed_at) as looked_at
  from tickets
  where lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%subject request%'
    or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%subject access%'
    or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%dsar%'
    or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%data request%'
    or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%erasure request%'
  group by system, ticket_id
)
select
  system || ':' || ticket_id as subject,
  label,
  'The export does not say when it was made or answered.' as reason
from ticket
where (created_at + $answer_days * interval '1 day' < case when open then looked_at when not open then resolved_at end) is null
