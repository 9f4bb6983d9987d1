/*
id: cloud-accounts-unchecked
title: "Every cloud account is checked"
version: 1
control: cloud-governance
severity: high
tables: [cloud_resources, config_checks]
whole: [config_checks]
rationale: >
  Settings drift in accounts that nobody checks. The account that was forgotten is the one that holds the surprise.
sentence:
  pass: "The settings of every cloud account are checked ({population} checked)."
  fail: "Cloud accounts whose settings nobody checks: {violations} of {population}."
  unproven: "Not proven. Cloud accounts seen: {population}; without an answer: {unknown}."
*/
-- population
with judged as (
  select
    r.provider,
    r.account,
    exists (select 1 from config_checks c where c.account = r.account) as checked
  from (
    select distinct provider, account
    from cloud_resources
    where account is not null
  ) r
)
select
  provider || ':' || account as subject,
  provider || ' ' || account as label
from judged
-- violations
with judged as (
  select
    r.provider,
    r.account,
    exists (select 1 from config_checks c where c.account = r.account) as checked
  from (
    select distinct provider, account
    from cloud_resources
    where account is not null
  ) r
)
select
  provider || ':' || account as subject,
  provider || ' ' || account as label,
  'No configuration check names this account.' as reason
from judged
where not checked
