/*
id: remote-admin-exposed
title: "Remote administration is not open to the internet"
version: 1
control: no-exposed-remote-admin
severity: critical
tables: [exposed_services]
rationale: >
  Open administration ports are the favourite way in for ransomware gangs. Administration belongs behind a gateway
  with strong sign-in.
sentence:
  pass: "No remote administration answers to the internet ({population} checked)."
  fail: "Remote administration that answers to the internet: {violations} of {population}."
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
  'It can be reached from the internet.' as reason
from service_seen
where (
    port in (22, 23, 135, 139, 445, 512, 513, 514, 2375, 2376, 3389, 4899, 5800, 5900, 5901, 5985, 5986, 6443, 8291, 10250)
    or coalesce(service, '') in ('ssh', 'telnet', 'rdp', 'ms-wbt-server', 'vnc', 'winrm', 'wsman', 'smb', 'microsoft-ds', 'rlogin', 'rsh', 'docker')
  )
