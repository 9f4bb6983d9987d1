"""What is expected of every address: one line each, by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from earnest.core.actions.models import Action
from earnest.core.collection.models import Collector
from earnest.core.controls.models import Argument, ArgumentNode, BoundTest, Control, ControlException, Defeater
from earnest.core.evidence.models import Snapshot, Source
from earnest.core.frameworks.models import Requirement
from earnest.core.risks.models import Scenario, Treatment
from earnest.core.telling.models import Edition, Question, Questionnaire
from earnest.core.things.models import MatchDecision
from earnest.duties.audits.models import (
    AuditRequest,
    CorrectiveAction,
    Engagement,
    Invitation,
    ManagementReview,
    Nonconformity,
    Population,
    Sample,
)
from earnest.duties.budget.models import Investment, Tool
from earnest.duties.hygiene.models import TicketExport
from earnest.duties.legacy.models import LifeCycleEntry, Option, RingfenceClaim, RoadmapStep
from earnest.foundation import jobs
from earnest.foundation.actor import Actor, May, Role
from earnest.foundation.models import ApiToken, Job, User
from earnest.foundation.plain import may_change
from earnest.foundation.record import visible_to
from tests.access.conftest import World


@dataclass(frozen=True)
class Route:
    """What is expected of an address.

    `of` is the kind of row in it, `more` what else is in it. Who may not see the row, or lacks `needs` where `hidden`,
    gets 404; else who lacks `needs` gets 403. `post_only` takes no GET; `writes` says who may post. To guest auditors
    only what says `guests` exists; the rest is 404, whatever its row.
    """

    of: type[Any] | None = None
    more: tuple[Any, ...] = ()
    needs: May | None = None
    hidden: bool = False
    post_only: bool = False
    writes: Callable[[Actor, Any], bool] | None = None
    public: bool = False
    guests: bool = False
    status: int = 200

    def get(self, world: World, actor: Actor) -> int:
        if actor.role == Role.AUDITOR and not (self.guests or self.public):
            return 404
        if self.post_only:
            return 405
        if self.of is not None and not visible(actor, world.rows[self.of]):
            return 404
        if self.needs is not None and not actor.may(self.needs):
            return 404 if self.hidden else 403
        return self.status


def may(what: May) -> Callable[[Actor, Any], bool]:
    return lambda actor, _row: actor.may(what)


def nobody(_actor: Actor, _row: Any) -> bool:
    return False


def visible(actor: Actor, row: Any) -> bool:
    if isinstance(row, Job):
        return jobs.visible_to(actor).filter(pk=row.pk).exists()
    return visible_to(actor, type(row)).filter(pk=row.pk).exists()


SEE, EDIT, DECIDE, USERS = May.SEE_RECORD, May.EDIT_RECORD, May.DECIDE_EXCEPTION, May.MANAGE_USERS


def record(**more: Any) -> Route:
    return Route(needs=SEE, hidden=True, **more)


def posted(of: type[Any] | None, writes: Callable[[Actor, Any], bool], more: tuple[Any, ...] = ()) -> Route:
    return Route(of=of, more=more, post_only=True, writes=writes)


def for_guests(of: type[Any], *, more: tuple[Any, ...] = (), status: int = 200) -> Route:
    """A page of an engagement: for guests who are invited to it, and for those who see the record."""
    return Route(of=of, more=more, guests=True, status=status)


def guests_act(of: type[Any]) -> Route:
    """What only an invited guest does; people of the house have pages of their own for it."""
    return Route(of=of, guests=True, writes=nobody, status=404)


def users_page(**more: Any) -> Route:
    return Route(needs=USERS, hidden=True, **more)


EXPECTED: dict[str, Route] = {
    "health": Route(public=True),
    "sign-in": Route(public=True, status=302),
    "sign-in-once": Route(public=True, more=("no-such-token",), status=410),
    "sign-out": Route(post_only=True, guests=True),
    "set-up": Route(public=True, status=404),
    "password": Route(guests=True),
    "home": Route(guests=True),
    "search": Route(),
    "users": users_page(),
    "user-invite": users_page(writes=may(USERS)),
    "user": users_page(of=User),
    "user-role": posted(User, may(USERS)),
    "user-deactivate": posted(User, may(USERS)),
    "user-reactivate": posted(User, may(USERS)),
    "user-link": posted(User, may(USERS)),
    "evidence": record(),
    "evidence-add": Route(needs=May.INGEST, writes=may(May.INGEST)),
    "inspect": Route(needs=May.ATTEST, writes=may(May.ATTEST)),
    "attest": Route(needs=May.ATTEST, writes=may(May.ATTEST)),
    "source-use": posted(Source, may(EDIT)),
    "snapshot-file": Route(of=Snapshot, needs=May.INGEST),
    "snapshot-verify": posted(Snapshot, may(SEE)),
    "collector-secret": Route(of=Collector, needs=EDIT, writes=may(EDIT)),
    "collector-secret-end": posted(Collector, may(EDIT)),
    "collector-collect": posted(Collector, may(May.INGEST)),
    "jobs": Route(),
    "job": Route(of=Job),
    "job-cancel": posted(Job, may(May.SEE_LEDGER)),
    "job-resume": posted(Job, may(May.SEE_LEDGER)),
    "exception-ask": Route(needs=May.ASK_EXCEPTION, writes=may(May.ASK_EXCEPTION)),
    "exception-approve": posted(ControlException, may(DECIDE)),
    "exception-refuse": posted(ControlException, may(DECIDE)),
    "exception-revoke": posted(ControlException, may(DECIDE)),
    "action-done": posted(Action, lambda actor, row: may_change(actor, row)),
    "action-drop": posted(Action, lambda actor, row: may_change(actor, row)),
    "history": Route(needs=May.SEE_LEDGER),
    "history-entry": Route(more=(1,), needs=May.SEE_LEDGER),
    "narratives": record(),
    "narrative": record(more=("board",)),
    "narrative-read": Route(more=("board",), post_only=True, writes=may(SEE)),
    "narrative-write": Route(more=("board",), post_only=True, writes=may(EDIT)),
    "narrative-edition": record(of=Edition),
    "narrative-approve": posted(Edition, may(DECIDE)),
    "narrative-framing": Route(more=("board",), needs=SEE, hidden=True, writes=may(EDIT)),
    "narrative-file": Route(more=("board-2026-11-21.html",), needs=SEE, hidden=True, status=404),
    "tokens": Route(),
    "token-revoke": posted(ApiToken, nobody),
    "controls": record(),
    "controls-adopt": Route(needs=EDIT, writes=may(EDIT)),
    "control-tests": Route(of=Control),
    "control-test-bind": posted(Control, may_change),
    "control-test-rebind": posted(BoundTest, lambda actor, row: may_change(actor, row.control)),
    "frameworks": record(),
    "frameworks-adopt": Route(needs=EDIT, writes=may(EDIT)),
    "questionnaires": record(),
    "questionnaire-take": Route(needs=EDIT, writes=may(EDIT)),
    "questionnaire": record(of=Questionnaire),
    "questionnaire-columns": Route(of=Questionnaire, needs=EDIT, writes=may(EDIT)),
    "questionnaire-sent": posted(Questionnaire, may(May.ATTEST)),
    "questionnaire-workbook": record(of=Questionnaire),
    "questionnaire-answers": record(of=Questionnaire, more=("csv",)),
    "questionnaire-paper": record(of=Questionnaire, more=("html",)),
    "questionnaire-question": record(of=Question, writes=may(May.ATTEST)),
    "questionnaire-forget": posted(Question, may(May.ATTEST)),
    "frameworks-import": Route(needs=EDIT, writes=may(EDIT)),
    "framework": record(more=("iso27001-2022",)),
    "oscal": record(more=("iso27001-2022",)),
    "oscal-document": record(more=("iso27001-2022", "catalog")),
    "requirement-exclude": posted(Requirement, may(May.ASK_EXCEPTION)),
    "exclusion-approve": posted(Requirement, may(DECIDE)),
    "exclusion-withdraw": posted(Requirement, may(DECIDE)),
    "arguments": record(),
    "argument-begin": Route(needs=EDIT, writes=may(EDIT)),
    "argument-change": Route(of=Argument, needs=EDIT, writes=may(EDIT)),
    "argument-add": Route(of=Argument, needs=EDIT, writes=may(EDIT)),
    "argument-answers-edit": Route(of=Argument, needs=EDIT, writes=may(EDIT)),
    "argument-send": posted(Argument, may(EDIT)),
    "argument-review": Route(of=Argument, needs=May.ATTEST, writes=may(May.ATTEST)),
    "argument-approve": posted(Argument, may(DECIDE)),
    "argument-withdraw": Route(of=Argument, needs=EDIT, writes=may(EDIT)),
    "argument-paper": record(of=Argument),
    "argument-write": posted(Argument, may(EDIT)),
    "argument-node-change": Route(of=ArgumentNode, needs=EDIT, writes=may(EDIT)),
    "argument-node-remove": posted(ArgumentNode, may(EDIT)),
    "argument-doubt": Route(of=ArgumentNode, writes=may(SEE)),
    "doubt-answer": Route(of=Defeater, needs=EDIT, writes=may(EDIT)),
    "doubt-accept": Route(of=Defeater, needs=DECIDE, writes=may(DECIDE)),
    "proof-argument": record(of=Argument),
    "proof-control": record(of=Control),
    "proof-requirement": record(of=Requirement),
    "proof-test": record(of=BoundTest),
    "proof-source": record(of=Source),
    "proof-snapshot": record(of=Snapshot),
    "proof-framework": record(more=("iso27001-2022",)),
    "proof-home": record(more=("controls",)),
    "risk": record(),
    "risk-appetite": record(writes=may(DECIDE)),
    "risk-calibration": record(writes=may(SEE)),
    "risk-calibration-result": record(),
    "proof-risk": record(more=("expected",), status=404),
    "proof-scenario": record(of=Scenario),
    "proof-worth": record(of=Control),
    "scenarios": record(),
    "scenario-workshop": Route(of=Scenario, writes=may_change),
    "scenario-try": posted(Scenario, may(SEE)),
    "scenario-experience": Route(of=Scenario, needs=EDIT, writes=may_change),
    "scenario-treat": posted(Scenario, may(May.ASK_EXCEPTION)),
    "treatment-approve": posted(Treatment, may(DECIDE)),
    "treatment-refuse": posted(Treatment, may(DECIDE)),
    "treatment-revoke": posted(Treatment, may(DECIDE)),
    "signed-packages": Route(needs=May.SEE_LEDGER, hidden=True, writes=may(EDIT)),
    "signing-key": Route(post_only=True, writes=may(USERS)),
    "signed-package-file": Route(more=("record-2026-11-21.earnest",), needs=May.SEE_LEDGER, hidden=True, status=404),
    "budget": record(),
    "budget-import": Route(needs=EDIT, writes=may(EDIT)),
    "budget-worth": record(),
    "budget-investments": record(),
    "budget-compute": Route(post_only=True, writes=may(SEE)),
    "budget-insurance": record(),
    "investment-propose": posted(Investment, may(EDIT)),
    "investment-choose": posted(Investment, may(DECIDE)),
    "investment-refuse": posted(Investment, may(DECIDE)),
    "investment-bought": posted(Investment, may(EDIT)),
    "proof-paid-tool": record(of=Tool),
    "proof-paid-control": record(of=Control),
    "proof-investment": record(of=Investment),
    "proof-budget": record(more=("variance",)),
    "hygiene": record(),
    "hygiene-findings": record(),
    "hygiene-finding": record(more=("0" * 32,), status=404),
    "hygiene-ask": Route(more=("0" * 32,), needs=May.ASK_EXCEPTION, status=404, writes=may(May.ASK_EXCEPTION)),
    "hygiene-packages": record(),
    "hygiene-package": record(more=("0" * 32,), status=404),
    "hygiene-export": Route(more=("0" * 32,), needs=EDIT, status=404, writes=may(EDIT)),
    "hygiene-settle": Route(of=TicketExport, needs=EDIT, writes=may(EDIT)),
    "hygiene-latency": record(),
    "hygiene-benchmarks": record(),
    "hygiene-policy": record(),
    "hygiene-adopt": posted(None, may(DECIDE)),
    "proof-hygiene": record(more=("findings",)),
    "proof-hygiene-finding": record(more=("0" * 32,), status=404),
    "proof-hygiene-package": record(more=("0" * 32,), status=404),
    "audits": record(),
    "audit-move": Route(of=Engagement, needs=EDIT, writes=may(EDIT)),
    "audit-reopen": Route(of=Engagement, needs=EDIT, writes=may(EDIT)),
    "proof-readiness": record(of=Engagement),
    "audit-ask": Route(of=Engagement, needs=EDIT, writes=may(EDIT)),
    "audit-import": Route(of=Engagement, needs=EDIT, writes=may(EDIT)),
    "audit-export": record(of=Engagement),
    "audit-population": Route(of=Engagement, needs=EDIT, writes=may(EDIT)),
    "audit-finding": Route(of=Engagement, needs=EDIT, writes=may(EDIT)),
    "audit-invite": Route(of=Engagement, needs=USERS, writes=may(USERS)),
    "audit-answer": Route(of=AuditRequest, needs=EDIT, writes=may(EDIT)),
    "audit-evidence": Route(of=AuditRequest, needs=EDIT),
    "audit-assign": Route(of=AuditRequest, needs=EDIT, writes=may(EDIT)),
    "audit-comment": Route(of=AuditRequest, needs=EDIT, writes=may(EDIT)),
    "audit-accept": Route(of=AuditRequest, needs=EDIT, writes=may(EDIT)),
    "audit-return": Route(of=AuditRequest, needs=EDIT, writes=may(EDIT)),
    "audit-draw": Route(of=Population, needs=EDIT, writes=may(EDIT)),
    "audit-sample-results": posted(Sample, may(EDIT)),
    "finding-contain": Route(of=Nonconformity, needs=EDIT, writes=may_change),
    "finding-cause": Route(of=Nonconformity, needs=EDIT, writes=may_change),
    "finding-correct": Route(of=Nonconformity, needs=EDIT, writes=may_change),
    "finding-close": Route(of=Nonconformity, needs=DECIDE, writes=may(DECIDE)),
    "finding-reopen": Route(of=Nonconformity, needs=EDIT, writes=may(EDIT)),
    "corrective-verify": Route(of=CorrectiveAction, needs=May.ATTEST, writes=may(May.ATTEST)),
    "audit-reviews": record(),
    "audit-review-plan": Route(needs=EDIT, writes=may(EDIT)),
    "audit-review-hold": Route(of=ManagementReview, needs=EDIT, writes=may(EDIT)),
    "audit-review-decide": Route(of=ManagementReview, needs=EDIT, writes=may(EDIT)),
    "audit-obligations": record(),
    "audit-obligations-adopt": posted(None, may(EDIT)),
    "invitation-link": posted(Invitation, may(USERS)),
    "invitation-extend": Route(of=Invitation, needs=USERS, writes=may(USERS)),
    "invitation-revoke": Route(of=Invitation, needs=USERS, writes=may(USERS)),
    "guest-engagement": for_guests(Engagement),
    "guest-facts": for_guests(Engagement),
    "guest-export": for_guests(Engagement),
    "guest-file": for_guests(Engagement, more=(987_654_321,), status=404),
    "guest-document": for_guests(Engagement, more=("0" * 64,), status=404),
    "guest-request": for_guests(AuditRequest),
    "guest-population": for_guests(Population),
    "guest-sample": for_guests(Sample),
    "guest-ask": guests_act(Engagement),
    "guest-comment": guests_act(AuditRequest),
    "guest-accept": guests_act(AuditRequest),
    "guest-return": guests_act(AuditRequest),
    "guest-draw": guests_act(Population),
    "guest-sample-results": Route(of=Sample, post_only=True, guests=True, writes=nobody),
    "legacy": record(),
    "legacy-register": record(),
    "legacy-decide": posted(LifeCycleEntry, may(DECIDE)),
    "legacy-withdraw": posted(LifeCycleEntry, may(DECIDE)),
    "legacy-propose": posted(Option, may(EDIT)),
    "legacy-fences": record(),
    "legacy-roadmap": record(),
    "legacy-step-done": posted(RoadmapStep, may_change),
    "legacy-step-order": Route(of=RoadmapStep, needs=EDIT, writes=may(EDIT)),
    "legacy-frozen": record(),
    "proof-legacy-row": record(more=("0" * 20,), status=404),
    "proof-legacy-entry": record(of=LifeCycleEntry),
    "proof-legacy-fence": record(of=RingfenceClaim),
    "proof-legacy": record(more=("ended",)),
    "things": record(),
    "thing-detail": record(more=("0" * 32,), status=404),
    "thing-match": Route(more=("0" * 32,), post_only=True, writes=may(EDIT)),
    "match-withdraw": posted(MatchDecision, may(EDIT)),
    "blind-spots": record(),
    "honesty": record(),
    "honesty-line": record(),
    "expectation-adopt": Route(more=("servers-scanned",), post_only=True, writes=may(EDIT)),
    "control-worth": record(of=Control),
    "control-worth-effect": posted(Control, may_change),
    "control-worth-nothing": posted(Control, may_change),
    "control-worth-introduce": posted(Control, may_change),
}
