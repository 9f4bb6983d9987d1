/*
id: lost-devices-recorded
title: "Lost devices are recorded as incidents"
version: 1
control: incident-register
severity: medium
tables: [tickets]
rationale: >
  A lost device can be a loss of personal data with a legal clock. If nobody calls it an incident nobody starts the
  clock.
sentence:
  pass: "Every lost device was recorded as an incident ({population} checked)."
  fail: "Reports of lost devices that were not recorded as incidents: {violations} of {population}."
  unproven: "Not proven. Reports of lost devices seen: {population}; without an answer: {unknown}."
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
  where (lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%lost%' or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%stolen%' or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%missing%')
    and (
      lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%laptop%'
      or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%macbook%'
      or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%notebook%'
      or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%computer%'
      or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%phone%'
      or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%tablet%'
      or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%device%'
    )
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
  where (lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%lost%' or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%stolen%' or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%missing%')
    and (
      lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%laptop%'
      or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%macbook%'
      or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%notebook%'
      or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%computer%'
      or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%phone%'
      or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%tablet%'
      or lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%device%'
    )
  group by system, ticket_id
)
select
  system || ':' || ticket_id as subject,
  label,
  'Neither its kind nor its labels call it an incident.' as reason
from ticket
where mark not like '%incident%'
