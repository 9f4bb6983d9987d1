/*
id: lost-devices-closed
title: "Reports of lost devices are dealt with"
version: 1
control: incident-containment
severity: high
tables: [tickets]
parameters:
  close_days: {kind: integer, default: 7, min: 0, unit: days, doc: "Days within which a lost device is dealt with."}
rationale: >
  A lost laptop must be locked and wiped within days. After that whoever has it has had all the time they need.
sentence:
  pass: "Every report of a lost device was dealt with in time ({population} checked)."
  fail: "Reports of lost devices that are still open: {violations} of {population}."
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
  'The export does not say whether it is open or since when.' as reason
from ticket
where (open and created_at < looked_at - $close_days * interval '1 day') is null
