/*
id: repositories-unscanned
title: "Every repository is scanned for flaws"
version: 1
control: component-security
severity: medium
tables: [repositories, scan_targets]
whole: [scan_targets]
rationale: >
  Flaws in borrowed code come to light every day. A repository that nobody scans keeps them all.
sentence:
  pass: "Every repository in use is scanned for flaws ({population} checked)."
  fail: "Repositories that no scanner has looked at: {violations} of {population}."
  unproven: "Not proven. Repositories in use seen: {population}; without an answer: {unknown}."
*/
-- population
with judged as (
  select
    r.system,
    r.repository_id,
    case
      when exists (
        select 1
        from scan_targets t
        where t.asset_kind = 'repository' and lower(t.asset_id) = lower(r.repository_id)
      ) then true
      else bool_or(r.code_scanning)
    end as scanned
  from repositories r
  where r.archived is not true
  group by r.system, r.repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label
from judged
-- violations
with judged as (
  select
    r.system,
    r.repository_id,
    case
      when exists (
        select 1
        from scan_targets t
        where t.asset_kind = 'repository' and lower(t.asset_id) = lower(r.repository_id)
      ) then true
      else bool_or(r.code_scanning)
    end as scanned
  from repositories r
  where r.archived is not true
  group by r.system, r.repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label,
  'No scanner lists this repository and code scanning is off.' as reason
from judged
where not scanned
-- unknown
with judged as (
  select
    r.system,
    r.repository_id,
    case
      when exists (
        select 1
        from scan_targets t
        where t.asset_kind = 'repository' and lower(t.asset_id) = lower(r.repository_id)
      ) then true
      else bool_or(r.code_scanning)
    end as scanned
  from repositories r
  where r.archived is not true
  group by r.system, r.repository_id
)
select
  system || ':' || repository_id as subject,
  repository_id as label,
  'The forge does not say whether code scanning is on.' as reason
from judged
where (not scanned) is null
