/*
id: tickets-overdue
title: "Tickets are done by their due day"
version: 1
control: corrective-action
severity: medium
tables: [tickets]
parameters:
  marker: {kind: text, default: "", unit: words, doc: "Words in kind, labels or title that choose the tickets; empty for all."}
  grace_days: {kind: integer, default: 0, min: 0, unit: days, doc: "Days after the due day that are tolerated."}
rationale: >
  A due day is a promise to somebody. Broken promises about findings are what auditors remember.
sentence:
  pass: "No open ticket is overdue ({population} checked)."
  fail: "Open tickets past their due day: {violations} of {population}."
  unproven: "Not proven. Open tickets with a due day seen: {population}; without an answer: {unknown}."
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
  where lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%' || lower($marker) || '%'
  group by system, ticket_id
)
select
  system || ':' || ticket_id as subject,
  label
from ticket
where open is not false
  and due_on is not null
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
  where lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%' || lower($marker) || '%'
  group by system, ticket_id
)
select
  system || ':' || ticket_id as subject,
  label,
  'It was due on ' || substr(cast(due_on as varchar), 1, 10) || '.' as reason
from ticket
where open is not false
  and due_on is not null
  and open and due_on < cast(looked_at - $grace_days * interval '1 day' as date)
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
  where lower(coalesce(kind, '') || ' ' || coalesce(labels, '') || ' ' || coalesce(title, '')) like '%' || lower($marker) || '%'
  group by system, ticket_id
)
select
  system || ':' || ticket_id as subject,
  label,
  'It is past its due day, and the export does not say whether it is open.' as reason
from ticket
where open is not false
  and due_on is not null
  and (open and due_on < cast(looked_at - $grace_days * interval '1 day' as date)) is null
