"""What Microsoft Defender says of flaws on laptops, each week for half a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from earnest.library.sample.formats import csv_bytes
from earnest.library.sample.laptops import Laptop
from earnest.library.sample.timeline import Draft, Timeline

WEEKS = 26
HEADER = (
    "DeviceId",
    "DeviceName",
    "OSPlatform",
    "OSVersion",
    "OSArchitecture",
    "SoftwareVendor",
    "SoftwareName",
    "SoftwareVersion",
    "CveId",
    "VulnerabilitySeverityLevel",
    "CvssScore",
    "RecommendedSecurityUpdate",
    "RecommendedSecurityUpdateId",
    "ExploitabilityLevel",
    "FirstSeenTimestamp",
    "LastSeenTimestamp",
)
RETURNED = 6
"""Flaws that came back because somebody rolled an update back."""
STUCK = 3
"""Laptops with an old Java that nobody removes; its flaw is of low severity."""
HELD_DAYS = 58
"""Days since the viewer of old settlement files is known to have a flaw; its owner has an exception."""
_HELD_TEAM = "Settlement Operations"
_FORCED = {"Critical": 12, "High": 26}
"""Days after which the device managers install an update whether its user likes it or not."""
_PACE = {"Critical": 0.3, "High": 0.6, "Medium": 1.0}
"""How much of a laptop's usual delay an update of that severity takes."""

# vendor, software, on, severity, score, every so many days, share of laptops that have it
_SOFTWARE = (
    ("microsoft", "windows_11", "windows", "High", 7.8, 28, 1.0),
    ("microsoft", "office", "windows", "Medium", 6.5, 28, 1.0),
    ("apple", "macos", "mac", "Medium", 6.3, 35, 1.0),
    ("google", "chrome", "both", "High", 8.8, 21, 0.8),
    ("google", "chrome", "both", "Critical", 9.6, 84, 0.8),
    ("adobe", "acrobat_reader_dc", "both", "Medium", 5.5, 42, 0.5),
    ("zoom", "zoom_workplace", "both", "Medium", 5.9, 49, 0.7),
)


@dataclass(frozen=True)
class LaptopFlaw:
    """A flaw on one laptop: in the exports from `first` to before `gone`, and since when the tool says it knows it."""

    laptop: Laptop
    cve: str
    vendor: str
    software: str
    version: str
    severity: str
    score: float
    first: date
    gone: date | None

    @property
    def finding(self) -> str:
        return f"{self.cve} {self.vendor} {self.software} {self.version}"

    @property
    def subject(self) -> str:
        """How control tests name it."""
        return f"defender:{self.laptop.hostname.lower()}:{self.finding}"

    def there(self, day: date) -> bool:
        return self.first <= day and (self.gone is None or day < self.gone)


def looks(timeline: Timeline) -> tuple[date, ...]:
    """The days of the exports, oldest first."""
    return tuple(timeline.ago(1 + 7 * week) for week in reversed(range(WEEKS)))


def laptop_flaws(laptops: tuple[Laptop, ...], timeline: Timeline) -> tuple[LaptopFlaw, ...]:
    """Every flaw that the story knows on a managed laptop."""
    managed = [one for one in laptops if one.manager]
    found = [flaw for laptop in managed for flaw in _of(laptop, timeline)]
    return (*found, *_returned(found, timeline), *_stuck(managed, timeline), held(laptops, timeline))


def held(laptops: Iterable[Laptop], timeline: Timeline) -> LaptopFlaw:
    """The viewer of old settlement files, which cannot be updated before Settle-1 goes."""
    laptop = next(one for one in laptops if one.manager == "intune" and one.owner.team == _HELD_TEAM)
    first = timeline.ago(HELD_DAYS)
    return LaptopFlaw(
        laptop, f"CVE-{first.year}-99991", "corvane", "settleworks_viewer", "4.2", "High", 7.1, first, None
    )


def flaw_files(laptops: tuple[Laptop, ...], timeline: Timeline) -> Iterator[Draft]:
    flaws = laptop_flaws(laptops, timeline)
    for day in looks(timeline):
        when = timeline.instant(day, 20, 50)
        rows = [_row(flaw, day, timeline) for flaw in flaws if flaw.there(day)]
        rows.sort(key=lambda row: (row[1], row[8], row[6]))
        yield Draft("defender", "defender-csv", f"defender-vulnerabilities-{day}.csv", when, csv_bytes(HEADER, rows))


def _of(laptop: Laptop, timeline: Timeline) -> Iterator[LaptopFlaw]:
    draw = timeline.random("laptop flaws", laptop.serial)
    for number, (vendor, software, on, severity, score, every, share) in enumerate(_SOFTWARE):
        if on not in ("both", "mac" if laptop.mac else "windows") or draw.random() > share:
            continue
        for release in range(7 * WEEKS // every + 1):
            published = timeline.ago(9 + 3 * number + every * release)
            usual = laptop.lag * _PACE[severity]
            late = min(max(1, round(draw.gauss(usual, usual / 4))), _FORCED.get(severity, 400))
            first = max(published + timedelta(days=1), laptop.bought_on, laptop.owner.started_on)
            cve = f"CVE-{published.year}-{99500 + 20 * number + release}"
            version = f"{130 - release}.0"
            gone = published + timedelta(days=late)
            if first < gone:
                yield LaptopFlaw(laptop, cve, vendor, software, version, severity, score, first, gone)


def _returned(found: list[LaptopFlaw], timeline: Timeline) -> Iterator[LaptopFlaw]:
    """Some that were mended are there again for a while: an update was rolled back."""
    early, late = timeline.ago(150), timeline.ago(60)
    seen = [one for one in found if one.severity == "Medium" and one.gone is not None and early < one.gone < late]
    for one in timeline.random("rolled back").sample(seen, RETURNED):
        if one.gone is not None:
            again = one.gone + timedelta(days=14)
            yield replace(one, first=again, gone=again + timedelta(days=15))


def _stuck(managed: list[Laptop], timeline: Timeline) -> Iterator[LaptopFlaw]:
    old = [one for one in managed if one.owner.team == "Customer Support Dublin" and one.manager == "intune"]
    for laptop in old[:STUCK]:
        first = max(timeline.ago(7 * WEEKS + 20), laptop.bought_on, laptop.owner.started_on)
        yield LaptopFlaw(laptop, f"CVE-{first.year}-99990", "oracle", "jre", "8.0.202", "Low", 3.1, first, None)


def _row(flaw: LaptopFlaw, day: date, timeline: Timeline) -> tuple[object, ...]:
    laptop = flaw.laptop
    seen = timeline.instant(day, 20, 10 + laptop.number % 40)
    device = sha256(f"defender:{laptop.serial}".encode()).hexdigest()[:40]
    has_fix = flaw.software != "settleworks_viewer"
    return (
        device,
        laptop.hostname.lower(),
        "macOS" if laptop.mac else "Windows11",
        "15.6" if laptop.mac else "24H2",
        "Arm64" if laptop.mac else "x64",
        flaw.vendor,
        flaw.software,
        flaw.version,
        flaw.cve,
        flaw.severity,
        flaw.score,
        f"{flaw.first:%B %Y} update" if has_fix else "",
        "",
        "NoExploit",
        f"{timeline.instant(flaw.first, 6):%Y-%m-%d %H:%M:%S}",
        f"{seen:%Y-%m-%d %H:%M:%S}",
    )
