"""What evidence answers to each question: derived from the controls that it matches, never typed."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from earnest.core.actions.models import Action
from earnest.core.telling.models import RememberedAnswer
from earnest.core.telling.queries import remembered
from earnest.core.telling.rules import NO, NOT_APPLICABLE, PARTLY, PERSON, UNSHOWN, YES, fingerprint
from earnest.engines.workbooks.questions import Asked
from earnest.foundation.record import visible_to
from earnest.narrative.basis import Basis
from earnest.narrative.customer.matching import Candidate, Index, Matched
from earnest.narrative.customer.wording import asks_a_fact, asks_the_opposite
from earnest.narrative.insurer_rules import INVERSE, Answer, answer

_FOUND: Mapping[Answer, str] = {
    Answer.YES: YES,
    Answer.YES_WITH_EXCEPTIONS: PARTLY,
    Answer.PARTLY: PARTLY,
    Answer.NO: NO,
    Answer.UNKNOWN: UNSHOWN,
    Answer.NOT_APPLICABLE: NOT_APPLICABLE,
}
SURE = 0.75
"""A match of this score or better may be told with high confidence."""


@dataclass(frozen=True)
class Plan:
    """What is being done about a gap, by when."""

    title: str
    due_on: date


@dataclass(frozen=True)
class Proposal:
    """What may be answered to one question, and why.

    `found` is one of the words of `core.telling.rules`; `why` says why nothing is answered, empty where something is.
    `confidence` is "high", "medium" or "low", empty where nothing is answered. `grade` is the weakest of the evidence,
    `seen` its oldest day. `basis` is the digest of all that it stands on.
    """

    found: str
    matched: Matched
    controls: tuple[str, ...] = ()
    why: str = ""
    confidence: str = ""
    grade: str = ""
    seen: date | None = None
    plans: tuple[Plan, ...] = ()
    basis: str = ""
    words: RememberedAnswer | None = None
    outdated: str = ""

    @property
    def answered(self) -> bool:
        return self.found not in (UNSHOWN, PERSON) or (self.found == PERSON and self.words is not None)

    @property
    def explained(self) -> str:
        """Why it was matched, in words for the person who checks it."""
        if not self.matched.matches:
            return ""
        best = self.matched.matches[0]
        return f"{best.candidate.id} ({round(best.score * 100)} of 100): {', '.join(best.shared)}"


@dataclass(frozen=True)
class Answers:
    """Proposes answers from one assessment."""

    basis: Basis

    def to(self, question: Asked) -> Proposal:
        """The proposal for a question, with the words that were approved for it where they still hold."""
        return self._with_words(question, self._derived(question))

    @cached_property
    def index(self) -> Index:
        """Every control in the record that is not retired, and every question of the frameworks that are adopted."""
        found = [
            Candidate(f"control:{key}", entry.control.name, entry.control.statement, (key,))
            for key, entry in self.basis.controls.items()
            if entry.status != "retired"
        ]
        for framework in self.basis.frameworks:
            for key, one in self.basis.requirements(framework).items():
                if one.requirement.question and one.concluded is not None:
                    found.append(Candidate(f"{framework}:{key}", "", one.requirement.question, one.controls))
        return Index(tuple(found))

    @cached_property
    def plans(self) -> Mapping[str, tuple[Plan, ...]]:
        """Open actions with a day, by the key of their control."""
        found: dict[str, list[Plan]] = defaultdict(list)
        rows = visible_to(self.basis.actor, Action).filter(control__isnull=False, due_on__gte=self.basis.day)
        for row in rows.exclude(state=Action.State.DONE).select_related("control").order_by("due_on", "pk"):
            if row.control is not None and row.due_on is not None:
                found[row.control.key].append(Plan(row.title, row.due_on))
        return {key: tuple(plans) for key, plans in found.items()}

    @cached_property
    def _remembered(self) -> Mapping[str, RememberedAnswer]:
        return remembered(self.basis.actor)

    def _derived(self, question: Asked) -> Proposal:
        matched = self.index.match(question.text)
        yes_or_no = any(one.strip().lower() in ("yes", "y") for one in question.choices)
        if asks_a_fact(question.text) and not yes_or_no:
            return _left(PERSON, matched, "It asks for a fact or a description, which no status answers.")
        if asks_the_opposite(question.text) or any(
            one.candidate.id.rpartition(":")[2] in INVERSE for one in matched.matches
        ):
            return _left(PERSON, matched, "Yes may be the bad answer here, so a person has to answer.")
        if not matched.matches:
            return _left(UNSHOWN, matched, "No control or requirement of the record speaks of it.")
        if not matched.whole:
            missing = ", ".join(matched.missing[:4])
            return _left(UNSHOWN, matched, f"Only a part of the question is matched; nothing speaks of: {missing}.")
        keys = tuple(key for key in matched.controls if key in self.basis.controls)
        entries = [self.basis.controls[key] for key in keys]
        excepted = sum(int(one.concluded["excepted"]) for one in entries)
        found = _FOUND[answer("", (one.status for one in entries), excepted=excepted)]
        grades = sorted((str(one.concluded["grade"]) for one in entries if one.concluded["grade"]), reverse=True)
        made = Proposal(found, matched, keys, grade=grades[0] if grades else "", basis=self._digest(found, keys))
        if found == UNSHOWN:
            unproven = [one.control.name for one in entries if one.status == "unproven"]
            why = f"Not proven: {', '.join(unproven)}." if unproven else "No control in use supports it."
            return replace(made, why=why)
        return replace(
            made,
            confidence=_confidence(made),
            seen=self.oldest(keys),
            plans=tuple(plan for key in keys for plan in self.plans.get(key, ())),
        )

    def _with_words(self, question: Asked, made: Proposal) -> Proposal:
        """Words count only where their time is not over and the evidence is what it was when they were approved."""
        words = self._remembered.get(fingerprint(question.text))
        made = made if made.basis else replace(made, basis=self._digest(made.found, made.controls))
        if words is None:
            return made
        if words.valid_until < self.basis.day:
            return replace(made, outdated=f"The words approved for it were good until {words.valid_until}.")
        if words.basis != made.basis or words.found != made.found:
            return replace(made, outdated=f"Its evidence has changed since words were approved on {words.approved_on}.")
        return replace(made, words=words)

    def oldest(self, keys: Iterable[str]) -> date | None:
        """The oldest day on which what the controls rest on was observed."""
        days: list[date] = []
        for key in keys:
            entry = self.basis.controls[key]
            for test in entry.tests:
                result = self.basis.results.get(str(test["result"]))
                days += [item.observed_at.date() for item in result.inputs] if result else []
            for reference in entry.concluded["rests_on"]:
                kind, _sep, one = str(reference).partition(":")
                if kind == "record" and one in self.basis.inspected:
                    days.append(self.basis.inspected[one].inspected_on)
                elif kind == "attestation" and one in self.basis.attestations:
                    days.append(self.basis.attestations[one].attested_on)
        return min(days, default=None)

    def _digest(self, found: str, keys: Iterable[str]) -> str:
        """The digest of the answer and of what was concluded of each control: its status and grade."""
        known = self.basis.controls
        stands = [[key, known[key].status, known[key].concluded["grade"]] for key in sorted(keys)]
        return hashlib.sha256(json.dumps([found, stands], separators=(",", ":")).encode()).hexdigest()


def _left(found: str, matched: Matched, why: str) -> Proposal:
    return Proposal(found, matched, why=why)


def _confidence(made: Proposal) -> str:
    """High where the match is sure and a machine or an export shows it; low where only words do."""
    if made.grade in ("A", "B") and made.matched.score >= SURE:
        return "high"
    return "low" if made.grade in ("D", "E") else "medium"
