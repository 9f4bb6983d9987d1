/*
id: unapproved-services
title: "Only approved ports face the internet"
version: 1
control: boundary-protection
severity: medium
tables: [exposed_services]
parameters:
  approved_ports: {kind: text, default: "80,443", unit: ports, doc: "Ports that may face the internet, joined by commas."}
rationale: >
  Each open port is one more thing to keep safe for ever. What is open should be a choice and not a leftover.
sentence:
  pass: "Only approved ports answer to the internet ({population} checked)."
  fail: "Services that answer to the internet on a port that is not approved: {violations} of {population}."
  unproven: "Not proven. Services that answer to the internet seen: {population}; without an answer: {unknown}."
*/
-- population
with service_seen as (
  select
    address || ':' || cast(port as varchar) || '/' || protocol || ' from ' || reachable_from as service_id,
    max(coalesce(hostname, address) || ' port ' || cast(port as varchar) || coalesce(' (' || service || ')', '')) as label,
    max(port) as port,
    max(lower(service)) as service
  from exposed_services
  where reachable_from = 'internet'
  group by address, port, protocol, reachable_from
)
select
  service_id as subject,
  label
from service_seen
-- violations
with service_seen as (
  select
    address || ':' || cast(port as varchar) || '/' || protocol || ' from ' || reachable_from as service_id,
    max(coalesce(hostname, address) || ' port ' || cast(port as varchar) || coalesce(' (' || service || ')', '')) as label,
    max(port) as port,
    max(lower(service)) as service
  from exposed_services
  where reachable_from = 'internet'
  group by address, port, protocol, reachable_from
)
select
  service_id as subject,
  label,
  'This port is not on the approved list.' as reason
from service_seen
where not (',' || replace(lower($approved_ports), ' ', '') || ',' like '%,' || lower(cast(port as varchar)) || ',%')
