"""The policy file `earnest-check.yaml`: which evidence, what must hold, what may deviate until when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from earnest.engines.pipeline.fields import Field, PolicyError, fields

Unproven = Literal["fail", "report"]
SEVERITIES = ("critical", "high", "medium", "low")
_TOP = (
    "earnest-check",
    "title",
    "evidence",
    "adapters",
    "tests",
    "max_evidence_age",
    "must_hold",
    "fail_on",
    "unproven",
    "exceptions",
)

__all__ = ["Allowed", "Asked", "AskedFramework", "Evidence", "Policy", "PolicyError", "parse"]


@dataclass(frozen=True)
class Evidence:
    """A file or folder of exports. `observed` states when the tool looked; `by_file_time` trusts the file's own time,
    for a file that was made in the same job."""

    path: str
    as_format: str
    source: str
    observed: datetime | None
    by_file_time: bool
    line: int


@dataclass(frozen=True)
class Asked:
    """A control test or control that must hold, with parameters of the test and its line in the policy."""

    id: str
    parameters: dict[str, str]
    line: int


@dataclass(frozen=True)
class AskedFramework:
    """A framework that must hold: all of it, or the requirements that are named."""

    id: str
    requirements: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Allowed:
    """One subject of one test that may deviate, until and with a day, approved by another than who asked."""

    test: str
    subject: str
    reason: str
    measure: str
    asked_by: str
    approver: str
    starts_on: date
    ends_on: date
    line: int


@dataclass(frozen=True)
class Policy:
    """What a pipeline demands. `max_evidence_age` in days; without `evidence` the workspace's own counts."""

    place: str
    title: str
    evidence: tuple[Evidence, ...]
    adapters: tuple[str, ...]
    tests_folder: str
    max_evidence_age: int
    tests: tuple[Asked, ...]
    controls: tuple[Asked, ...]
    frameworks: tuple[AskedFramework, ...]
    fail_on: frozenset[str]
    unproven: Unproven
    exceptions: tuple[Allowed, ...]


def parse(text: str, *, place: str) -> Policy:
    """The policy in a YAML text. PolicyError names the line and the field that cannot be used; nothing is run."""
    top = fields(text, place)
    known = top.mapping(_TOP)
    version = known.need("earnest-check", "Write earnest-check: 1 as the first line.")
    if version.text() != "1":
        raise version.wrong(f"it is {version.text()!r}", "Write 1: the version of the policy language.")
    must = known.need("must_hold", "Say which tests, controls or frameworks must hold.").mapping(
        ("tests", "controls", "frameworks")
    )
    policy = Policy(
        place=place,
        title=one.text(200) if (one := known.get("title")) else "",
        evidence=tuple(map(_evidence, known.items("evidence"))),
        adapters=tuple(one.relative() for one in known.items("adapters")),
        tests_folder=one.relative() if (one := known.get("tests")) else "",
        max_evidence_age=one.whole(1, 3660) if (one := known.get("max_evidence_age")) else 30,
        tests=_once(must.items("tests"), _asked),
        controls=_once(must.items("controls"), _asked_control),
        frameworks=tuple(map(_framework, must.items("frameworks"))),
        fail_on=frozenset(one.choice(SEVERITIES) for one in known.items("fail_on")) or frozenset(SEVERITIES),
        unproven="report" if (one := known.get("unproven")) and one.choice(("fail", "report")) == "report" else "fail",
        exceptions=tuple(map(_allowed, known.items("exceptions"))),
    )
    if not (policy.tests or policy.controls or policy.frameworks):
        raise must.field.wrong("it demands nothing", "Name at least one test, control or framework.")
    return policy


def _evidence(item: Field) -> Evidence:
    if item.is_text:
        return Evidence(item.relative(), "", "", None, False, item.line)
    known = item.mapping(("path", "as", "source", "observed"))
    observed = known.get("observed")
    by_file = observed is not None and observed.text() == "file-time"
    return Evidence(
        path=known.need("path", "Name a file or folder.").relative(),
        as_format=one.text(100) if (one := known.get("as")) else "",
        source=one.name() if (one := known.get("source")) else "",
        observed=_moment(observed) if observed is not None and not by_file else None,
        by_file_time=by_file,
        line=item.line,
    )


def _moment(field: Field) -> datetime:
    try:
        found = datetime.fromisoformat(field.text())
    except ValueError:
        raise field.wrong(
            f"{field.text(60)!r} is no time", "Write 2026-11-21T06:00Z, or file-time for a file made in this job."
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _asked(item: Field) -> Asked:
    if item.is_text:
        return Asked(item.name(), {}, item.line)
    known = item.mapping(("id", "parameters"))
    parameters = known.get("parameters")
    return Asked(
        known.need("id", "Name the control test.").name(),
        {name: value.text() for name, value in parameters.members()} if parameters else {},
        item.line,
    )


def _asked_control(item: Field) -> Asked:
    return Asked(item.name(), {}, item.line)


def _once(items: tuple[Field, ...], read: Callable[[Field], Asked]) -> tuple[Asked, ...]:
    found: dict[str, Asked] = {}
    for item in items:
        asked = read(item)
        if asked.id in found:
            raise item.wrong(f"{asked.id} is there twice", f"It is already in line {found[asked.id].line}.")
        found[asked.id] = asked
    return tuple(found.values())


def _framework(item: Field) -> AskedFramework:
    if item.is_text:
        return AskedFramework(item.name(), (), item.line)
    known = item.mapping(("id", "requirements"))
    wanted = tuple(one.text(100) for one in known.items("requirements"))
    return AskedFramework(known.need("id", "Name the framework.").name(), wanted, item.line)


def _allowed(item: Field) -> Allowed:
    known = item.mapping(("test", "subject", "reason", "measure", "asked_by", "approver", "from", "until"))
    why = "Every exception has test, subject, reason, measure, asked_by, approver, from and until."

    def needed(name: str) -> str:
        return known.need(name, why).text(500)

    starts, ends = known.need("from", why), known.need("until", why)
    allowed = Allowed(
        test=known.need("test", why).name(),
        subject=needed("subject"),
        reason=needed("reason"),
        measure=needed("measure"),
        asked_by=needed("asked_by"),
        approver=needed("approver"),
        starts_on=starts.day(),
        ends_on=ends.day(),
        line=item.line,
    )
    if allowed.approver.strip().casefold() == allowed.asked_by.strip().casefold():
        raise known.need("approver", why).wrong("it is who asked for it", "Another person must approve.")
    if allowed.ends_on < allowed.starts_on:
        raise ends.wrong("it is before the first day", "Give a later day.")
    return allowed
