"""Addresses of what audits rest on: controls, control tests, sources, files, actions."""

from __future__ import annotations

from functools import cached_property

from earnest.core.controls.models import Control
from earnest.core.evidence.models import Source
from earnest.duties.audits.models import AnswerEvidence
from earnest.foundation.actor import Actor, May
from earnest.foundation.record import visible_to
from earnest.interfaces.resources import RESOURCES
from earnest.interfaces.web.proof_steps import address

_SHORT = {
    "exception": "controls.controlexception",
    "record": "evidence.inspectedrecord",
    "attestation": "evidence.attestation",
    "action": "actions.action",
}


class Places:
    """Looks up addresses for one actor; "" where there is no page that the actor may open."""

    def __init__(self, actor: Actor, query: str = "") -> None:
        self.actor, self.query = actor, query

    @cached_property
    def controls(self) -> dict[str, int]:
        return dict(visible_to(self.actor, Control).values_list("key", "pk"))

    @cached_property
    def sources(self) -> dict[str, int]:
        return dict(visible_to(self.actor, Source).values_list("slug", "pk"))

    @cached_property
    def slugs(self) -> dict[str, str]:
        return {one.model._meta.label_lower: one.slug for one in RESOURCES}

    def of(self, reference: str) -> str:
        """The page of a reference such as `control:edr`, `source:okta` or `actions.action:7`."""
        kind, _colon, name = reference.partition(":")
        if not self.actor.may(May.SEE_RECORD):
            return ""
        if kind == "control":
            return self.control(name)
        if kind == "source":
            return self._page("sources-detail", self.sources.get(name))
        slug = self.slugs.get(_SHORT.get(kind, kind))
        return self._page(f"{slug}-detail", int(name)) if slug and name.isdecimal() else ""

    def label(self, reference: str) -> str:
        """What a link to it says: its own name, or what it is with its number."""
        kind, _colon, name = reference.partition(":")
        models = (one.model._meta for one in RESOURCES)
        told = next((str(one.verbose_name) for one in models if one.label_lower == _SHORT.get(kind, kind)), "")
        return f"{told} {name}" if told and name.isdecimal() else name

    def control(self, key: str) -> str:
        return self._page("controls-detail", self.controls.get(key))

    def test(self, control: str, test: str) -> str:
        """The proof of a control test, or of the whole control without one."""
        number = self.controls.get(control)
        if number is None:
            return ""
        return address("proof-test", number, test) + self.query if test else address("proof-control", number)

    def evidence(self, row: AnswerEvidence) -> str:
        """Where a piece of evidence of an answer leads."""
        kind = AnswerEvidence.Kind
        if not self.actor.may(May.SEE_RECORD):
            return ""
        if row.kind == kind.TEST:
            control, _slash, test = row.points_at.rpartition("/")
            return self.test(control, test)
        if row.kind == kind.CONTROL:
            return self.control(row.points_at)
        if row.kind == kind.SNAPSHOT:
            return self.of(f"evidence.snapshot:{row.points_at}")
        return self.of(f"record:{row.points_at}") if row.kind == kind.INSPECTED else ""

    def _page(self, name: str, number: int | None) -> str:
        found = address(name, number) if number is not None else ""
        return found + self.query if found else ""
