"""Whether every status follows from the results and the facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from earnest.engines.assurance import assess
from earnest.engines.assurance.facts import FactsError, RequirementFact
from earnest.engines.package import concluding, layout
from earnest.engines.package.checks.opened import Opened
from earnest.engines.package.concluding import Facts

Crosswalks = Mapping[str, Mapping[str, frozenset[str]]]
"""By framework and requirement, the controls that support it."""
_MEANS = "The status does not follow from the results and decisions in the package: it was typed, or they were changed."


def statuses(opened: Opened, crosswalks: Crosswalks | None = None) -> None:
    """Conclude anew and compare: each control, each requirement, then the digest of the whole."""
    stated = opened.value(layout.STATUSES, dict[str, Any])
    if stated is None or opened.facts is None or opened.statement is None:
        return
    _sources(opened, opened.facts)
    bound = {one.test for one in opened.facts.parameters}
    if not bound <= opened.tests.keys():
        return
    try:
        record = concluding.record(opened.facts, opened.tests, opened.stated)
        found = assess(record, opened.statement.predicate.as_of).plain()
    except FactsError as error:
        opened.found.differs("bad-facts", "fact", layout.STATUSES, expected="facts that agree", found=str(error),
                             meaning="Nothing can be concluded from facts that contradict one another.")  # fmt: skip
        return
    opened.assessment = found
    for kind, name in (("controls", _control), ("requirements", _requirement)):
        _compare(opened, {name(one): one for one in _list(stated, kind)}, {name(one): one for one in found[kind]})
    stated_only = _stated_only(opened, opened.facts)
    for kind in ("controls", "requirements"):
        opened.found.count(f"statuses of {kind}", len(found[kind]) - stated_only[kind])
    _frameworks(opened, opened.facts)
    _crosswalks(opened, opened.facts, crosswalks or {})
    if not opened.found.touched(["status"]) and stated != found:
        _no(opened, layout.STATUSES, f"digest {stated.get('digest')}", f"digest {found['digest']}")
    if opened.statement.predicate.assessment != found["digest"]:
        opened.found.differs("status", "manifest", "assessment", expected=opened.statement.predicate.assessment,
                             found=found["digest"], meaning=_MEANS)  # fmt: skip


def _compare(opened: Opened, stated: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    for id_ in sorted(stated.keys() | found.keys()):
        said, here = stated.get(id_), found.get(id_)
        if said == here:
            continue
        if said is None or here is None:
            _no(opened, id_, "a conclusion" if said else "nothing", "a conclusion" if here else "nothing")
            continue
        name = next(name for name in (*_FIRST, *sorted(here)) if said.get(name) != here.get(name))
        _no(opened, id_, f"{name} {said.get(name)}", f"{name} {here.get(name)}")


def _stated_only(opened: Opened, facts: Facts) -> dict[str, int]:
    """How many statuses rest on results which nobody can recompute here: concluded, but from the signer's word."""
    requirements = 0
    controls = {control for control, _ in opened.withheld}
    for control in sorted(controls):
        why = "it follows from a result that is stated, not recomputed here: what the test reads is withheld"
        opened.found.skip("status", control, why, "gap")
    for one in facts.requirements:
        if resting := sorted(concluding.resting_on(one) & controls):
            why = f"it rests on {', '.join(resting)[:120]}, of which a result is stated, not recomputed here"
            opened.found.skip("status", f"{one.framework} {one.id}", why, "gap")
            requirements += 1
    return {"controls": len(controls), "requirements": requirements}


def _frameworks(opened: Opened, facts: Facts) -> None:
    """The requirements are of the frameworks that the package names. Which there are, and on what, is its word."""
    named = set(opened.statement.predicate.frameworks) if opened.statement else set()
    there = {one.framework for one in facts.requirements}
    for key in sorted(there - named):
        opened.found.differs("bad-facts", "fact", f"framework {key}", expected=f"requirements of {', '.join(named)}",
                             found=f"requirements of {key}",
                             meaning="The package does not name this framework among its own.")  # fmt: skip
    for key in sorted(named - there):
        why = "the package names it and holds no requirement of it, so nothing was concluded of it"
        opened.found.skip("status", f"framework {key}", why)
    why = "that there are no others, and who answers for them, is the signer's word; the ledger is not asked"
    opened.found.skip("fact", "requirements, controls and sources", why)


def _crosswalks(opened: Opened, facts: Facts, known: Crosswalks) -> None:
    """Requirements rest on the controls that the reader's own crosswalk gives them, and none is left out."""
    there: dict[str, dict[str, RequirementFact]] = {}
    for one in facts.requirements:
        there.setdefault(one.framework, {})[one.id] = one
    controls = {one.id for one in facts.controls}
    for framework, held in sorted(there.items()):
        if framework not in known:
            why = "your program ships no crosswalk of it: on what its requirements rest is the signer's word"
            opened.found.skip("fact", f"framework {framework}", why, "word")
            opened.found.word("requirements on other controls than your crosswalk has", len(held))
            continue
        if missing := sorted(known[framework].keys() - held.keys()):
            why = f"{len(missing):,} requirements of it are not in the package, first {missing[0]}"
            opened.found.skip("fact", f"framework {framework}", why, "gap")
        other = [
            id_ for id_, one in held.items() if set(one.control_ids) != known[framework].get(id_, set()) & controls
        ]
        opened.found.count("requirements as the crosswalk has them", len(held) - len(other))
        if other:
            why = f"{len(other):,} requirements rest on other controls than in your crosswalk, first {min(other)}"
            opened.found.skip("fact", f"framework {framework}", f"{why}: that is the signer's choice", "word")
            opened.found.word("requirements on other controls than your crosswalk has", len(other))


_FIRST = ("status", "grade", "violations", "population", "excepted")


def _sources(opened: Opened, facts: Facts) -> None:
    """What is said of a source is what its snapshots say."""
    for source in facts.sources:
        mine = [one for one in opened.snapshots if one.source == source.slug]
        if not mine:
            continue
        newest, rejected = max(one.observed_at for one in mine), sum(one.rejected for one in mine)
        if source.last_observed_at is None or source.last_observed_at < newest:
            opened.found.differs("bad-facts", "fact", f"source {source.slug}", expected=f"last observed {newest}",
                                 found=source.last_observed_at, meaning=_AGE)  # fmt: skip
        elif source.last_observed_at > newest:
            why = (
                f"observed {source.last_observed_at}, its newest snapshot here {newest}: that it is fresh is not shown"
            )
            opened.found.skip("fact", f"source {source.slug}", why, "gap")
        if source.rejected < rejected:
            opened.found.differs("bad-facts", "fact", f"source {source.slug}", expected=f"{rejected} rows rejected",
                                 found=source.rejected, meaning=_AGE)  # fmt: skip


_AGE = "What the package says of the source is not what its own snapshots say."


def _list(stated: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    found = stated.get(kind)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _control(one: Mapping[str, Any]) -> str:
    return str(one.get("id"))


def _requirement(one: Mapping[str, Any]) -> str:
    return f"{one.get('framework')} {one.get('id')}"


def _no(opened: Opened, id_: str, expected: str, found: str) -> None:
    opened.found.differs("status", "status", id_, expected=expected, found=found, meaning=_MEANS)
