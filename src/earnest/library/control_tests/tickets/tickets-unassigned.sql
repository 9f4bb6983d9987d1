/*
id: tickets-unassigned
title: "Open tickets have an assignee"
version: 1
control: corrective-action
severity: low
tables: [tickets]
parameters:
  marker: {kind: text, default: "", unit: words, doc: "Words in kind, labels or title that choose the tickets; empty for all."}
  assign_days: {kind: integer, default: 3, min: 0, unit: days, doc: "Days within which a ticket is assigned; one whose age is not told counts as late."}
rationale: >
  What belongs to everybody is done by nobody. Each open ticket needs a name.
sentence:
  pass: "Every open ticket has an assignee ({population} checked)."
  fail: "Open tickets that nobody has taken: {violations} of {population}."
  unproven: "Not proven. Open tickets seen: {population}; without an answer: {unknown}."
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
  'Nobody has it' || coalesce('; made on ' || substr(cast(created_at as varchar), 1, 10), '') || '.' as reason
from ticket
where open is not false
  and open and assignee_email is null and (created_at is null or created_at < looked_at - $assign_days * interval '1 day')
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
  'Nobody has it, and the export does not say whether it is open.' as reason
from ticket
where open is not false
  and (open and assignee_email is null and (created_at is null or created_at < looked_at - $assign_days * interval '1 day')) is null
