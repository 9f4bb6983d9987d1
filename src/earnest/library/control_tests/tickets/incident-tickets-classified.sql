/*
id: incident-tickets-classified
title: "Incidents have a class and an owner"
version: 1
control: incident-register
severity: medium
tables: [tickets]
parameters:
  classify_hours: {kind: integer, default: 24, min: 0, unit: hours, doc: "Hours within which an incident is classed and taken."}
rationale: >
  Without a class nobody knows how fast to act, and without an owner nobody does. Both belong in the first day.
sentence:
  pass: "Every incident has a priority and an owner ({population} checked)."
  fail: "Incident tickets without priority or owner: {violations} of {population}."
  unproven: "Not proven. Incident tickets seen: {population}; without an answer: {unknown}."
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
  where lower(coalesce(kind, '') || ' ' || coalesce(labels, '')) like '%incident%'
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
  where lower(coalesce(kind, '') || ' ' || coalesce(labels, '')) like '%incident%'
  group by system, ticket_id
)
select
  system || ':' || ticket_id as subject,
  label,
  case
    when priority is null and assignee_email is null then 'It has neither priority nor owner.'
    when priority is null then 'It has no priority.'
    else 'It has no owner.'
  end as reason
from ticket
where (priority is null or assignee_email is null) and created_at < looked_at - $classify_hours * interval '1 hour'
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
  where lower(coalesce(kind, '') || ' ' || coalesce(labels, '')) like '%incident%'
  group by system, ticket_id
)
select
  system || ':' || ticket_id as subject,
  label,
  'It lacks priority or owner, and the export does not say when it was made.' as reason
from ticket
where ((priority is null or assignee_email is null) and created_at < looked_at - $classify_hours * interval '1 hour') is null
