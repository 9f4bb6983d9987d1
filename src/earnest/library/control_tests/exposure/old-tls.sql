/*
id: old-tls
title: "Services offer only current encryption"
version: 1
control: encryption-in-transit
severity: medium
tables: [exposed_services]
parameters:
  min_tls: {kind: text, default: "1.2", unit: version, doc: "Oldest version of TLS that may be offered."}
rationale: >
  Old versions of encryption can be broken by those who listen in. Whoever offers them invites others to choose
  them.
sentence:
  pass: "Every encrypted service offers only current versions ({population} checked)."
  fail: "Services that still offer old encryption: {violations} of {population}."
  unproven: "Not proven. Encrypted services seen: {population}; without an answer: {unknown}."
*/
-- population
with service_seen as (
  select
    address || ':' || cast(port as varchar) || '/' || protocol || ' from ' || reachable_from as service_id,
    max(coalesce(hostname, address) || ' port ' || cast(port as varchar) || coalesce(' (' || service || ')', '')) as label,
    max(port) as port,
    max(lower(service)) as service,
    min(replace(replace(replace(upper(tls_version), ' ', ''), 'V', ''), '_', '.')) as tls
  from exposed_services
  group by address, port, protocol, reachable_from
)
select
  service_id as subject,
  label
from service_seen
where (
    port in (443, 465, 636, 853, 989, 990, 993, 995, 5061, 8443)
    or coalesce(service, '') like '%https%'
    or coalesce(service, '') like '%ssl%'
    or coalesce(service, '') like '%tls%'
    or tls is not null
  )
-- violations
with service_seen as (
  select
    address || ':' || cast(port as varchar) || '/' || protocol || ' from ' || reachable_from as service_id,
    max(coalesce(hostname, address) || ' port ' || cast(port as varchar) || coalesce(' (' || service || ')', '')) as label,
    max(port) as port,
    max(lower(service)) as service,
    min(replace(replace(replace(upper(tls_version), ' ', ''), 'V', ''), '_', '.')) as tls
  from exposed_services
  group by address, port, protocol, reachable_from
)
select
  service_id as subject,
  label,
  'It still offers ' || tls || '.' as reason
from service_seen
where (
    port in (443, 465, 636, 853, 989, 990, 993, 995, 5061, 8443)
    or coalesce(service, '') like '%https%'
    or coalesce(service, '') like '%ssl%'
    or coalesce(service, '') like '%tls%'
    or tls is not null
  )
  and (
    tls like 'SSL%'
    or replace(tls, 'TLS', '') < $min_tls
  )
-- unknown
with service_seen as (
  select
    address || ':' || cast(port as varchar) || '/' || protocol || ' from ' || reachable_from as service_id,
    max(coalesce(hostname, address) || ' port ' || cast(port as varchar) || coalesce(' (' || service || ')', '')) as label,
    max(port) as port,
    max(lower(service)) as service,
    min(replace(replace(replace(upper(tls_version), ' ', ''), 'V', ''), '_', '.')) as tls
  from exposed_services
  group by address, port, protocol, reachable_from
)
select
  service_id as subject,
  label,
  'The scan does not say which versions it offers.' as reason
from service_seen
where (
    port in (443, 465, 636, 853, 989, 990, 993, 995, 5061, 8443)
    or coalesce(service, '') like '%https%'
    or coalesce(service, '') like '%ssl%'
    or coalesce(service, '') like '%tls%'
    or tls is not null
  )
  and (
    tls like 'SSL%'
    or replace(tls, 'TLS', '') < $min_tls
  ) is null
