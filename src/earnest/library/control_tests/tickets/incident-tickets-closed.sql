/*
id: incident-tickets-closed
title: "Incidents are brought to an end"
version: 1
control: incident-register
severity: high
tables: [tickets]
parameters:
  close_days: {kind: integer, default: 30, min: 0, unit: days, doc: "Days within which an incident is closed."}
rationale: >
  An incident that stays open is either forgotten or still going on. Both need to be said aloud.
sentence:
  pass: "Every incident was brought to an end in time ({population} checked)."
  fail: "Incident tickets open for too long: {violations} of {population}."
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
  'Open since ' || substr(cast(created_at as varchar), 1, 10) || '.' as reason
from ticket
where open and created_at < looked_at - $close_days * interval '1 day'
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
  'The export does not say whether it is open or since when.' as reason
from ticket
where (open and created_at < looked_at - $close_days * interval '1 day') is null
