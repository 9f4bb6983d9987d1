/*
id: certificates-expiring
title: "Certificates are renewed in time"
version: 1
control: encryption-in-transit
severity: medium
tables: [exposed_services]
parameters:
  expiry_days: {kind: integer, default: 14, min: 0, unit: days, doc: "Days before the end by which a certificate is renewed."}
rationale: >
  When a certificate ends, customers see a warning and programs stop. The date is known years before.
sentence:
  pass: "Every certificate lasts long enough ({population} checked)."
  fail: "Services whose certificate has ended or ends soon: {violations} of {population}."
  unproven: "Not proven. Encrypted services seen: {population}; without an answer: {unknown}."
*/
-- population
with service_seen as (
  select
    address || ':' || cast(port as varchar) || '/' || protocol || ' from ' || reachable_from as service_id,
    max(coalesce(hostname, address) || ' port ' || cast(port as varchar) || coalesce(' (' || service || ')', '')) as label,
    max(port) as port,
    max(lower(service)) as service,
    min(certificate_expires_at) as certificate_expires_at
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
    or certificate_expires_at is not null
  )
-- violations
with service_seen as (
  select
    address || ':' || cast(port as varchar) || '/' || protocol || ' from ' || reachable_from as service_id,
    max(coalesce(hostname, address) || ' port ' || cast(port as varchar) || coalesce(' (' || service || ')', '')) as label,
    max(port) as port,
    max(lower(service)) as service,
    min(certificate_expires_at) as certificate_expires_at
  from exposed_services
  group by address, port, protocol, reachable_from
)
select
  service_id as subject,
  label,
  'The certificate ends on ' || substr(cast(certificate_expires_at as varchar), 1, 10) || '.' as reason
from service_seen
where (
    port in (443, 465, 636, 853, 989, 990, 993, 995, 5061, 8443)
    or coalesce(service, '') like '%https%'
    or coalesce(service, '') like '%ssl%'
    or coalesce(service, '') like '%tls%'
    or certificate_expires_at is not null
  )
  and certificate_expires_at < $as_of + $expiry_days * interval '1 day'
-- unknown
with service_seen as (
  select
    address || ':' || cast(port as varchar) || '/' || protocol || ' from ' || reachable_from as service_id,
    max(coalesce(hostname, address) || ' port ' || cast(port as varchar) || coalesce(' (' || service || ')', '')) as label,
    max(port) as port,
    max(lower(service)) as service,
    min(certificate_expires_at) as certificate_expires_at
  from exposed_services
  group by address, port, protocol, reachable_from
)
select
  service_id as subject,
  label,
  'The scan does not say when the certificate ends.' as reason
from service_seen
where (
    port in (443, 465, 636, 853, 989, 990, 993, 995, 5061, 8443)
    or coalesce(service, '') like '%https%'
    or coalesce(service, '') like '%ssl%'
    or coalesce(service, '') like '%tls%'
    or certificate_expires_at is not null
  )
  and (certificate_expires_at < $as_of + $expiry_days * interval '1 day') is null
