"""The SQL that the board is concluded with. Tables named here are made by `making` before."""

from __future__ import annotations

from earnest.duties.hygiene.queries.gathering import EXPLOITED_TEST, EXPOSED_TEST, SEVERITY_TESTS

OS_TYPES = (
    "debian", "ubuntu", "alpine", "redhat", "rhel", "centos", "rocky", "alma", "almalinux", "amazon", "oracle", "suse",
    "sles", "opensuse", "fedora", "photon", "mariner", "cbl-mariner", "azurelinux", "wolfi", "chainguard", "deb", "apk",
    "rpm", "dpkg", "windows", "msrc", "kb",
)  # fmt: skip
"""Kinds of package that come with the operating system or the base of an image."""

CARRIED = (
    "finding", "tool", "asset_id", "asset_kind", "finding_id", "vulnerability_id", "title", "cvss_score",
    "cvss_vector", "package_name", "package_version", "package_type", "fixed_version", "purl", "status", "port", "path",
    "published_on", "place", "snapshot", "spell",
)  # fmt: skip
TIMES = ("first_seen_at", "opened_at", "last_seen_at", "looked_at", "closed_at")

CLOCK_ORDER = ("overdue", "due", "running", "paused", "not_applicable")

_IS_OS = (
    f"(lower(coalesce(package_type, '')) in {OS_TYPES!r} or regexp_matches(coalesce(purl, ''), '^pkg:(deb|apk|rpm)/'))"
)

_OF_IMAGE = (
    "(asset_kind = 'image' or asset_kind = 'cluster' and regexp_matches(coalesce(path, ''), '^\\S+ \\([^()]+\\)$'))"
)
"""Whether a finding is of an image: it was scanned itself, or a cluster runs it (path: `image (system)`)."""

IMAGE = """regexp_replace(regexp_replace(
  case when asset_kind = 'cluster' then split_part(path, ' ', 1) else asset_id end, '@.*$', ''), ':[^:/]*$', '')"""
"""The name of an image without its tag and digest."""

PACKAGE_KIND = f"""
case when {_OF_IMAGE} and {_IS_OS} and fixed_version is not null then 'base-image'
     when {_IS_OS} and fixed_version is not null then 'os-patch'
     when package_name is not null and fixed_version is not null then 'upgrade'
     when package_name is null then 'advisory'
     else '' end"""

_BASE = "nullif(regexp_extract(coalesce(path, ''), '\\(([^()]+)\\)$', 1), '')"
"""The system that an image is built on, where its path tells it: one mended base serves all that stand on it."""

PACKAGE_NAME = f"""
case package_kind when 'base-image' then coalesce({_BASE}, {IMAGE})
     when 'os-patch' then coalesce(os, package_type, 'operating system')
     when 'upgrade' then coalesce(package_type || ' ', '') || package_name
     when 'advisory' then coalesce(title, vulnerability_id, finding_id)
     else '' end"""

FACTS = """
create view fact as
select s.*,
  coalesce(a.exposure, 'internal') as exposure, coalesce(a.tier, 3) as tier,
  coalesce(a.registered, false) as registered,
  coalesce(a.team, '') as team, coalesce(a.security_team, false) as security_team, a.asset_key,
  coalesce(a.asset_name, s.asset_id) as asset_name, o.os,
  case when k.cve is not null or s.exploited then 'yes' when $kev_looked then 'no'
       else 'not looked up' end as exploited_now,
  k.added_on as kev_added_on, k.due_on as kev_due_on, k.ransomware,
  e.probability as epss, e.percentile as epss_percentile,
  case when e.probability >= $epss_threshold then 'above' when e.probability is not null then 'below'
       when $epss_looked then '' else 'not looked up' end as epss_class,
  coalesce(v.automatable, '') as automatable, coalesce(v.technical_impact, '') as technical_impact,
  coalesce(v.version, '') as cvss_version, coalesce(v.note, '') as vector_note,
  coalesce(v.severity, s.told_severity) as severity,
  least(cast(s.opened_at as date), coalesce(cast(s.first_seen_at as date), cast(s.opened_at as date))) as known_on
from spell s
left join asset a on a.name = lower(s.asset_id)
left join os o on o.name = lower(s.asset_id)
left join kev k on k.cve = upper(s.vulnerability_id)
left join epss e on e.cve = upper(s.vulnerability_id)
left join vector v on v.text is not distinct from s.cvss_vector and v.told is not distinct from s.cvss_score
"""

KINDS = ("exploited_now", "exposure", "tier", "severity", "epss_class", "automatable", "technical_impact", "registered")
"""The columns that decide a priority: each combination that occurs is decided once."""

TOLD = "number, priority_title, urgent, forensics, why, guessed, days, days_by"
"""What is told of each combination."""

DECIDED = f"""
create view decided as
select f.*, c.number as combination, c.priority, c.rank,
  case when f.exploited_now = 'yes' and f.kev_added_on > f.known_on
       and (c.days_unlisted is null or f.kev_added_on + c.days <= f.known_on + c.days_unlisted)
       and c.days is not null
       then f.kev_added_on else f.known_on end as clock_start,
  case when f.exploited_now = 'yes' and f.kev_added_on > f.known_on
       then least(f.kev_added_on + c.days, f.known_on + c.days_unlisted)
       else f.known_on + c.days end as due_on
from fact f join combination c on {" and ".join(f"c.{name} = f.{name}" for name in KINDS)}
"""  # noqa: S608 - texts and names of our own

SPELLS = """
select finding, team, severity, priority, os, exploited_now = 'yes' as exploited,
  cast(opened_at as date) as opened_on, known_on, due_on, cast(closed_at as date) as closed_on,
  cast(looked_at as date) as looked_on, spell > 1 as came_back
from decided
"""

JUDGED_BY = f"""
case when d.exploited_now = 'yes' then '{EXPLOITED_TEST}'
     when d.told_severity = 'critical' and d.exposure = 'internet' then '{EXPOSED_TEST}'
     {" ".join(f"when d.told_severity = '{name}' then '{test}'" for name, test in SEVERITY_TESTS.items())} end"""
"""The control test that judges a finding: `test_of` of the operations says the same."""

BOARD = f"""
with told as (
  select d.* exclude (closed_at, exploited, is_open, epss_class, told_severity), told_severity as tool_severity,
    x.pk as exception, x.ends_on as exception_ends_on,
    w.status as vex_status, w.author as vex_author, w.said as vex_said, w.honoured as vex_honoured,
    {PACKAGE_KIND} as package_kind,
    d.tool || ':' || d.asset_id || ':' || d.finding_id as subject
  from decided d
  left join vex w on w.finding = d.finding and w.source = d.source and w.part = d.part
  left join excepted x on x.subject = d.tool || ':' || d.asset_id || ':' || d.finding_id and x.test = {JUDGED_BY}
  where d.is_open
),
clocked as (
  select *,
    case when coalesce(vex_honoured, false) then 'not_applicable'
         when exception is not null then 'paused'
         when due_on is null or due_on > $today + 7 then 'running'
         when due_on < $today then 'overdue' else 'due' end as clock,
    {PACKAGE_NAME} as package_title
  from told
)
select *, case when clock = 'overdue' then $today - due_on else 0 end as overdue_days,
  case when package_kind = '' then ''
       else md5(package_kind || chr(31) || package_title || chr(31) || team) end as package,
  (case when exploited_now = 'yes' then 1.0 when $epss_looked then coalesce(epss, $epss_mean) else 1.0 end)
    * case tier when 1 then $tier1 when 2 then $tier2 when 3 then $tier3 else $tier4 end as weight,
  stale or looked_at < seen_at as unlooked,
  cast(array_position({list(CLOCK_ORDER)!r}, clock) as tinyint) as clock_rank,
  array_position({list(CLOCK_ORDER)!r}, clock) * 1099511627776 + rank * 4294967296
    + coalesce(due_on - date '1970-01-01', 2147483648) as work_key,
  cast('0x' || substr(finding, 1, 15) as bigint) as finding_key,
  p.place as asset_place, hash(vulnerability_id, title, package_name) as flaw_key, hash(asset_id) as asset_hash,
  hash(case when {_OF_IMAGE} then {IMAGE} else asset_id end) as change_key
from clocked join place p on p.asset_name is not distinct from clocked.asset_name
"""  # noqa: S608 - texts and names of our own

PLACES = """
create table place as select asset_name, cast(row_number() over (order by asset_name) as integer) as place
from (select distinct asset_name from fact)
"""
"""Where each asset stands among all by its name: a list is sorted by this number and not by a million texts."""

FLAWS = """
select distinct flaw_key, lower(concat_ws(' ', vulnerability_id, title, package_name)) as words from made.finding
"""
NAMES = """
select distinct asset_hash, lower(concat_ws(' ', asset_id, asset_name)) as words from made.finding
"""
