"""Who decides for whom, and requirements set aside that a risk or a law needs. Seen over several kinds of decision, so
it stands where all of them are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.core.controls.models import Control, ControlException, Support
from earnest.core.frameworks.models import Applicability
from earnest.core.organization.models import Person
from earnest.core.risks.models import ControlEffect, Scenario, Treatment
from earnest.core.risks.rules.pairs import Decided, pairs
from earnest.foundation.actor import Actor
from earnest.foundation.honesty import Check, Finding, Rule, Severity
from earnest.foundation.record import visible_to

LAWS = frozenset({"gdpr", "hipaa", "nis2", "dora", "ccpa", "uk-gdpr"})
"""First words of the keys of frameworks that are law: what they ask for is not set aside by choice."""

PAIRS = Rule(
    "approve-in-pairs",
    gettext_lazy("Two people approve one another's requests"),
    gettext_lazy("A second pair of eyes that always owes a favour is not a second pair of eyes."),
    Severity.MEDIUM,
    gettext_lazy("Let a third person decide the next ones, and look again at those that stand."),
)
NEEDED = Rule(
    "excluded-yet-needed",
    gettext_lazy("A requirement is set aside, and a risk or a law may need what it asks for"),
    gettext_lazy("It is said not to apply. We run a control for it all the same, against a risk or for a law."),
    Severity.LOW,
    gettext_lazy("Withdraw the exclusion, or say in its reason why the risk or the law does not need it."),
)


def _pairs(actor: Actor, day: date) -> Iterator[Finding]:
    told: list[Decided] = []
    for rows in (
        visible_to(actor, ControlException).filter(approver__isnull=False, decided_on__lte=day),
        visible_to(actor, Treatment).filter(approver__isnull=False, decided_on__lte=day),
        visible_to(actor, Applicability).filter(approver__isnull=False, decided_on__lte=day),
    ):
        told += [Decided(asked, approver) for asked, approver in rows.values_list("asked_by_id", "approver_id")]
    found = pairs(told)
    people = Person.objects.in_bulk([one.left for one in found] + [one.right for one in found])
    for one in found:
        left, right = people[one.left], people[one.right]
        detail = _(
            "%(right)s decided %(right_decided)s of the %(left_asked)s requests of %(left)s, and %(left)s "
            "%(left_decided)s of the %(right_asked)s of %(right)s."
        ) % {
            "left": left.name,
            "right": right.name,
            "left_asked": one.left_asked,
            "right_decided": one.right_decided,
            "right_asked": one.right_asked,
            "left_decided": one.left_decided,
        }
        yield PAIRS.found(
            f"{left.name}, {right.name}", detail, left.reference, "exceptions-list",
            requests=one.left_asked + one.right_asked, decided=one.right_decided + one.left_decided,
        )  # fmt: skip


def _needed(actor: Actor, day: date) -> Iterator[Finding]:
    rows = visible_to(actor, Applicability).filter(approver__isnull=False, decided_on__lte=day)
    excluded = {row.requirement_id: row for row in rows.select_related("requirement__framework")}
    if not excluded:
        return
    controls: dict[int, set[int]] = defaultdict(set)
    names: dict[int, str] = {}
    supports = Support.objects.filter(requirement__in=excluded).exclude(control__state=Control.State.RETIRED)
    for requirement, control, name in supports.values_list("requirement_id", "control_id", "control__name"):
        controls[requirement].add(control)
        names[control] = name
    effects = ControlEffect.objects.filter(
        ControlEffect.in_force(day), control__in=names, scenario__state=Scenario.State.LIVE
    )
    risks: dict[int, set[str]] = defaultdict(set)
    for control, title in effects.values_list("control_id", "scenario__title"):
        risks[control].add(title)
    laws: dict[int, set[str]] = defaultdict(set)
    asked = Support.objects.filter(control__in=names).exclude(requirement__in=excluded)
    for control, framework, key in asked.values_list("control_id", "requirement__framework__key", "requirement__key"):
        if any(framework.startswith(law) for law in LAWS):
            laws[control].add(f"{framework} {key}")
    for requirement, row in excluded.items():
        why = {one: sorted(risks[one]) + sorted(laws[one])[:3] for one in sorted(controls[requirement])}
        needed = {one: reasons for one, reasons in why.items() if reasons}
        if needed:
            told = "; ".join(f"{names[one]}: {', '.join(reasons[:5])}" for one, reasons in needed.items())
            says = _("Set aside because: %(reason)s The control may need it for these. %(told)s.")
            detail = says % {"reason": row.reason, "told": told}
            yield NEEDED.found(
                f"{row.requirement.framework}, {row.requirement}", detail, row.reference,
                "requirements-detail", requirement, requirement=row.requirement.key,
                framework=row.requirement.framework.key, controls=len(needed),
            )  # fmt: skip


DECIDERS: tuple[Check, ...] = (Check(PAIRS, _pairs), Check(NEEDED, _needed))
