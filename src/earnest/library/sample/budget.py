"""The security budget of Larkfield Pay: last year and this one. What was asked is more than what is offered."""

from __future__ import annotations

from datetime import date, timedelta

from earnest.library.sample.budget_model import (
    Budget,
    Category,
    DayRateRecord,
    Kind,
    LineRecord,
    PolicyRecord,
    RateRecord,
    YearRecord,
)
from earnest.library.sample.insurance import application
from earnest.library.sample.investments import investments
from earnest.library.sample.organisation import INSURANCE_RENEWAL_DAYS
from earnest.library.sample.records import at
from earnest.library.sample.scenarios import PRICED
from earnest.library.sample.timeline import Timeline
from earnest.library.sample.tools import tools

ASKED, OFFERED = 1_460_000, 1_100_000
DAY_RATE = 480
DOLLAR = "0.92"
UNOWNED_LINE = "Penetration tests"
OVERSPENT_LINE = "Log store, amount of data"
_NOT_COVERED = ("portal-takeover", "lost-laptop", "payouts-insider")

Row = tuple[str, Kind, Category, str, int, int, int, str | None, int, str, str, str]
"""Title, kind, category, currency, planned, committed, spent, owner, own days, tool, control, investment."""

_THIS_YEAR: tuple[Row, ...] = (
    ("Sign-on", "run", "software", "", 31_000, 31_000, 5_200, "jonas.lind", 52, "okta", "", ""),
    (
        "Second factor of administrators",
        "run",
        "software",
        "",
        14_000,
        14_000,
        2_300,
        "jonas.lind",
        6,
        "privileged-mfa",
        "",
        "",
    ),
    (
        "Endpoint agent, 237 machines",
        "run",
        "software",
        "USD",
        50_000,
        50_000,
        50_000,
        "tomasz.brandt",
        22,
        "endpoint-agent",
        "",
        "",
    ),
    ("Jamf Pro", "run", "software", "", 12_500, 12_500, 12_500, "jonas.lind", 18, "device-management", "", ""),
    ("Intune", "run", "software", "", 8_500, 8_500, 1_400, "jonas.lind", 12, "device-management", "", ""),
    ("Mail filter", "run", "software", "", 11_000, 11_000, 1_800, "jonas.lind", 5, "mail-filter", "", ""),
    ("Cloud firewalls", "run", "software", "", 14_800, 14_800, 14_800, "priya.raman", 10, "firewalls", "", ""),
    (
        "SSL-VPN, licence and support",
        "run",
        "hardware",
        "USD",
        10_000,
        10_000,
        10_000,
        "jonas.lind",
        14,
        "ssl-vpn",
        "",
        "",
    ),
    ("Browser data-loss extension", "run", "software", "", 38_000, 0, 0, "tomasz.brandt", 6, "browser-dlp", "", ""),
    ("Flaw scanners", "run", "software", "", 27_000, 27_000, 4_500, "tomasz.brandt", 50, "scanners", "", ""),
    ("Log store, licence", "run", "software", "", 52_000, 52_000, 52_000, "tomasz.brandt", 44, "log-store", "", ""),
    (OVERSPENT_LINE, "run", "software", "", 36_000, 47_500, 15_900, "tomasz.brandt", 30, "log-store", "", ""),
    ("Code checks", "run", "software", "", 19_000, 19_000, 3_200, "wojciech.nowicki", 60, "code-checks", "", ""),
    ("Component checks", "run", "software", "", 9_000, 9_000, 1_500, "wojciech.nowicki", 18, "code-checks", "", ""),
    ("Backup", "run", "software", "", 34_000, 34_000, 34_000, "priya.raman", 30, "backup", "", ""),
    ("Locked copies", "run", "software", "", 8_000, 8_000, 1_300, "priya.raman", 4, "backup", "", ""),
    ("Store of secrets", "run", "software", "", 12_000, 12_000, 2_000, "priya.raman", 15, "secrets", "", ""),
    ("Key service", "run", "software", "", 16_000, 0, 2_700, "priya.raman", 14, "keys", "", ""),
    (
        "Training and simulated phishing",
        "run",
        "training",
        "",
        19_000,
        19_000,
        19_000,
        "sinead.lawlor",
        16,
        "training",
        "",
        "",
    ),
    (UNOWNED_LINE, "run", "consulting", "", 42_000, 21_000, 0, None, 8, "", "penetration-testing", ""),
    ("Internal audit", "run", "consulting", "", 18_000, 0, 0, "ines.okafor", 12, "", "internal-audit", ""),
    ("Data inventory", "run", "software", "", 9_000, 9_000, 9_000, "maeve.doyle", 16, "", "data-inventory", ""),
    ("Asset inventory", "run", "software", "", 6_000, 6_000, 1_000, "jonas.lind", 20, "", "asset-inventory", ""),
    ("Screening", "run", "outsourcing", "", 7_000, 0, 900, "sinead.lawlor", 3, "", "background-checks", ""),
    ("Shredding and wiping", "run", "outsourcing", "", 2_000, 0, 300, "jonas.lind", 3, "", "secure-disposal", ""),
    (
        "Entry cards and visitors",
        "run",
        "hardware",
        "",
        9_000,
        9_000,
        1_500,
        "fergus.mccabe",
        4,
        "",
        "physical-access",
        "",
    ),
    ("Assessors: PCI DSS and SOC 2", "run", "consulting", "", 110_000, 96_000, 18_000, "ines.okafor", 0, "", "", ""),
    ("Surveillance audit, ISO 27001", "one_off", "consulting", "", 14_000, 14_000, 0, "ines.okafor", 0, "", "", ""),
    ("Contract detection engineer", "people", "staff", "", 128_000, 128_000, 21_300, "tomasz.brandt", 0, "", "", ""),
    ("Contract compliance analyst", "people", "staff", "", 62_000, 31_000, 10_300, "ines.okafor", 0, "", "", ""),
    ("On-call allowance", "people", "staff", "", 36_000, 36_000, 6_000, "tomasz.brandt", 0, "", "", ""),
    ("Training of the team", "people", "training", "", 18_000, 2_000, 1_100, "ines.okafor", 0, "", "", ""),
    (
        "Round-the-clock monitoring",
        "run",
        "outsourcing",
        "",
        140_000,
        0,
        0,
        "tomasz.brandt",
        0,
        "",
        "",
        "soc-monitoring",
    ),
    ("Privileged access, licence", "run", "software", "", 52_000, 0, 0, "jonas.lind", 0, "", "", "privileged-access"),
    (
        "Privileged access, set-up",
        "one_off",
        "consulting",
        "",
        20_000,
        0,
        0,
        "jonas.lind",
        0,
        "",
        "",
        "privileged-access",
    ),
    (
        "Replacement of Settle-1",
        "one_off",
        "consulting",
        "",
        310_000,
        0,
        0,
        "cathal.tierney",
        0,
        "",
        "",
        "settle-replace",
    ),
    ("Access by identity and device", "run", "software", "", 46_000, 0, 0, "jonas.lind", 0, "", "", "zero-trust"),
    ("Access by identity, set-up", "one_off", "consulting", "", 14_000, 0, 0, "jonas.lind", 0, "", "", "zero-trust"),
)

_LAST_YEAR: tuple[Row, ...] = (
    ("Sign-on", "run", "software", "", 28_000, 28_000, 29_400, "jonas.lind", 50, "okta", "", ""),
    ("Endpoint agent", "run", "software", "USD", 46_000, 46_000, 46_000, "tomasz.brandt", 26, "endpoint-agent", "", ""),
    ("Device managers", "run", "software", "", 19_500, 19_500, 19_300, "jonas.lind", 30, "device-management", "", ""),
    (
        "SSL-VPN, licence and support",
        "run",
        "hardware",
        "USD",
        9_600,
        9_600,
        9_600,
        "jonas.lind",
        12,
        "ssl-vpn",
        "",
        "",
    ),
    (
        "Browser data-loss extension",
        "run",
        "software",
        "",
        36_000,
        36_000,
        36_000,
        "tomasz.brandt",
        20,
        "browser-dlp",
        "",
        "",
    ),
    ("Flaw scanners", "run", "software", "", 25_000, 25_000, 25_000, "tomasz.brandt", 48, "scanners", "", ""),
    ("Log store", "run", "software", "", 74_000, 74_000, 91_200, "tomasz.brandt", 70, "log-store", "", ""),
    ("Backup", "run", "software", "", 39_000, 39_000, 38_700, "priya.raman", 34, "backup", "", ""),
    ("Assessors: PCI DSS and SOC 2", "run", "consulting", "", 104_000, 104_000, 108_500, "ines.okafor", 0, "", "", ""),
    ("Contract detection engineer", "people", "staff", "", 122_000, 122_000, 122_000, "tomasz.brandt", 0, "", "", ""),
    ("On-call allowance", "people", "staff", "", 34_000, 34_000, 33_100, "tomasz.brandt", 0, "", "", ""),
    ("Contract compliance analyst", "people", "staff", "", 58_000, 58_000, 58_000, "ines.okafor", 0, "", "", ""),
    ("Penetration tests", "run", "consulting", "", 40_000, 40_000, 40_000, "tomasz.brandt", 8, "", "", ""),
    ("Other tools and services", "run", "other", "", 176_000, 176_000, 169_800, "ines.okafor", 0, "", "", ""),
    (
        "Move of the claims databases",
        "one_off",
        "consulting",
        "",
        58_000,
        58_000,
        71_400,
        "hannah.mercer",
        0,
        "",
        "",
        "",
    ),
)


def budget(timeline: Timeline) -> Budget:
    start = _start(timeline.today)
    before = start.replace(year=start.year - 1)
    this, last = f"FY{_end(start).year}", f"FY{_end(before).year}"
    return Budget(
        years=(
            YearRecord(last, before, start - timedelta(days=1), 905_000, 880_000, 0.06),
            YearRecord(this, start, _end(start), ASKED, OFFERED, 0.06),
        ),
        rates=(
            RateRecord(
                "USD", "0.93", before - timedelta(days=9), "Rate of the European Central Bank that finance took"
            ),
            RateRecord("USD", DOLLAR, start - timedelta(days=9), "Rate of the European Central Bank that finance took"),
        ),
        day_rates=(
            DayRateRecord(455, before - timedelta(days=30), "Salaries, charges and workplaces over 210 days"),
            DayRateRecord(DAY_RATE, start - timedelta(days=30), "Salaries, charges and workplaces over 210 days"),
        ),
        tools=tools(timeline),
        investments=investments(),
        lines=(*(_line(last, row) for row in _LAST_YEAR), *(_line(this, row) for row in _THIS_YEAR)),
        policy=_policy(timeline),
    )


def _policy(timeline: Timeline) -> PolicyRecord:
    told = application(timeline)
    ends = timeline.ago(-INSURANCE_RENEWAL_DAYS)
    return PolicyRecord(
        told.insurer,
        told.retention_eur,
        told.limit_eur,
        told.premium_eur,
        "1",
        ends - timedelta(days=365),
        ends,
        tuple(key for key in PRICED if key not in _NOT_COVERED),
        at("declan.moriarty"),
    )


def _line(year: str, row: Row) -> LineRecord:
    title, kind, category, currency, planned, committed, actual, owner, days, tool, control, investment = row
    who = at(owner) if owner else None
    return LineRecord(
        year,
        title,
        kind,
        category,
        currency,
        planned,
        committed,
        actual,
        who,
        days,
        tool or None,
        control or None,
        investment or None,
    )


def _start(day: date) -> date:
    """The first day of the month before the one before that of `day`: the year is young whenever the sample is made."""
    return (day.replace(day=1) - timedelta(days=32)).replace(day=1)


def _end(start: date) -> date:
    return start.replace(year=start.year + 1) - timedelta(days=1)
