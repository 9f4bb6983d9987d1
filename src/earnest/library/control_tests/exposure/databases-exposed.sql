/*
id: databases-exposed
title: "Databases are not open to the internet"
version: 1
control: boundary-protection
severity: critical
tables: [exposed_services]
rationale: >
  A database that faces the internet needs only one weak password to lose everything. Programs reach it from inside;
  nobody else has to.
sentence:
  pass: "No database answers to the internet ({population} checked)."
  fail: "Databases that answer to the internet: {violations} of {population}."
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
    port in (1433, 1521, 2379, 3306, 5432, 5984, 6379, 8086, 9042, 9200, 9300, 11211, 27017, 27018, 50000)
    or coalesce(service, '') in ('mysql', 'postgresql', 'ms-sql-s', 'oracle', 'mongodb', 'redis', 'elasticsearch', 'memcached', 'couchdb', 'cassandra')
  )
