/*
id: plain-text-services
title: "Services do not speak plain text"
version: 1
control: encryption-in-transit
severity: high
tables: [exposed_services]
rationale: >
  Plain text lets everybody on the way read along, passwords included. Every such service has an encrypted twin.
sentence:
  pass: "No service speaks plain text ({population} checked)."
  fail: "Services that speak plain text: {violations} of {population}."
  unproven: "Not proven. Services seen: {population}; without an answer: {unknown}."
*/
-- population
with service_seen as (
  select
    address || ':' || cast(port as varchar) || '/' || protocol || ' from ' || reachable_from as service_id,
    max(coalesce(hostname, address) || ' port ' || cast(port as varchar) || coalesce(' (' || service || ')', '')) as label,
    max(port) as port,
    max(lower(service)) as service,
    max(tls_version) as tls_version
  from exposed_services
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
    max(lower(service)) as service,
    max(tls_version) as tls_version
  from exposed_services
  group by address, port, protocol, reachable_from
)
select
  service_id as subject,
  label,
  'It speaks without encryption.' as reason
from service_seen
where tls_version is null
  and (
    port in (21, 23, 69, 110, 143, 389, 512, 513, 514, 873, 1883)
    or coalesce(service, '') in ('ftp', 'telnet', 'tftp', 'pop3', 'imap', 'ldap', 'rlogin', 'rsh', 'rsync', 'mqtt', 'snmp')
    or (coalesce(service, '') = 'http' and port <> 80)
  )
