/*
id: password-age
title: "Passwords are not older than the limit"
version: 1
control: password-standard
severity: low
tables: [accounts]
parameters:
  max_age_days: {kind: integer, default: 365, min: 0, unit: days, doc: "Greatest age of a password."}
rationale: >
  Passwords from years ago are often in the lists that thieves trade. A generous age limit clears them out without
  teaching people bad habits.
sentence:
  pass: "Every password is younger than the limit ({population} checked)."
  fail: "Accounts whose password is older than the limit: {violations} of {population}."
  unproven: "Not proven. Accounts with a password seen: {population}; without an answer: {unknown}."
*/
-- population
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    bool_or(password_enabled) as password_enabled,
    max(password_changed_at) as password_changed_at
  from accounts
  group by system, account_id
)
select
  system || ':' || account_id as subject,
  label
from account
where enabled is not false
  and password_enabled is not false
-- violations
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    bool_or(password_enabled) as password_enabled,
    max(password_changed_at) as password_changed_at
  from accounts
  group by system, account_id
)
select
  system || ':' || account_id as subject,
  label,
  'Password last changed on ' || substr(cast(password_changed_at as varchar), 1, 10) || '.' as reason
from account
where enabled is not false
  and password_enabled is not false
  and enabled and password_enabled and password_changed_at < $as_of - $max_age_days * interval '1 day'
-- unknown
with account as (
  select
    system,
    account_id,
    system || ': ' || coalesce(max(username), max(display_name), account_id) as label,
    bool_or(enabled) as enabled,
    bool_or(password_enabled) as password_enabled,
    max(password_changed_at) as password_changed_at
  from accounts
  group by system, account_id
)
select
  system || ':' || account_id as subject,
  label,
  'The export does not say whether it is enabled, whether a password works or when it was changed.' as reason
from account
where enabled is not false
  and password_enabled is not false
  and (enabled and password_enabled and password_changed_at < $as_of - $max_age_days * interval '1 day') is null
