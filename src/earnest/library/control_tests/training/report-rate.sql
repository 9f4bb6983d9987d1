/*
id: report-rate
title: "Enough people report simulated messages"
version: 1
control: phishing-simulation
severity: low
tables: [phishing_results]
parameters:
  min_share: {kind: real, default: 0.3, min: 0, unit: share, doc: "Smallest share of messages that must be reported."}
  window_days: {kind: integer, default: 90, min: 0, unit: days, doc: "Days back from today in which campaigns count as recent."}
rationale: >
  One early report stops a real attack for everybody. How many report matters more than how many click.
sentence:
  pass: "In every recent campaign enough people reported the message ({population} checked)."
  fail: "Recent campaigns in which too few people reported the message: {violations} of {population}."
  unproven: "Not proven. Recent campaigns seen: {population}; without an answer: {unknown}."
*/
-- population
with judged as (
  select campaign, count(*) as messages, count(reported_at) as reports, max(sent_at) as sent_at
  from phishing_results
  group by campaign
  having max(sent_at) >= $as_of - $window_days * interval '1 day' or max(sent_at) is null
)
select
  campaign as subject,
  campaign as label
from judged
-- violations
with judged as (
  select campaign, count(*) as messages, count(reported_at) as reports, max(sent_at) as sent_at
  from phishing_results
  group by campaign
  having max(sent_at) >= $as_of - $window_days * interval '1 day' or max(sent_at) is null
)
select
  campaign as subject,
  campaign as label,
  'Reports: ' || cast(reports as varchar) || ' of ' || cast(messages as varchar) || ' messages.' as reason
from judged
where 1.0 * reports < $min_share * messages
