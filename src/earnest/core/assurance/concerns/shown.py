"""Theatre that a control test can see: each rule asks for the result of one test and judges nothing itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.core.assurance.concerns.scene import scene_of
from earnest.core.controls.queries import tests
from earnest.foundation.actor import Actor
from earnest.foundation.concern import first_of
from earnest.foundation.honesty import Check, Finding, Rule, Severity, Unlooked


@dataclass(frozen=True)
class _Shown:
    """Looks for a rule with the result of a test."""

    rule: Rule
    test: str

    def __call__(self, actor: Actor, day: date) -> Iterator[Finding | Unlooked]:
        scene = scene_of(actor, day)
        if scene is None:
            yield self.rule.blind(_("Nothing is concluded for this day yet."))
            return
        rows = [row for row in scene.concluded.get(self.test, ()) if row[0].status != "retired"]
        if not rows:
            known = tests().get(self.test)
            title = known.title if known else self.test
            yield self.rule.blind(_("No control has the test “%s”.") % title)
        violating = scene.violating(self.test) if rows else {}
        for row, test in rows:
            if test["violations"]:
                yield self.rule.found(
                    row.control.name,
                    f"{scene.said(row.control.key, test)} {first_of(list(violating.values()))}",
                    row.control.reference, "controls-detail", row.control_id,
                    control=row.control.key, test=self.test, violations=test["violations"],
                    population=test["population"], subjects=" ".join(violating),
                )  # fmt: skip
            if test["status"] == "unproven":
                yield self.rule.blind(" ".join(reason["text"] for reason in test["reasons"]))


def _check(test: str, rule: Rule) -> Check:
    return Check(rule, _Shown(rule, test))


SHOWN: tuple[Check, ...] = (
    _check(
        "detection-never-proven",
        Rule(
            "detection-never-proven",
            gettext_lazy("An alert rule has never fired and was never tested"),
            gettext_lazy("It may be perfect or broken. Quiet proves neither."),
            Severity.HIGH,
            gettext_lazy("Plant an event that must set it off, and keep the day on which it did."),
        ),
    ),
    _check(
        "log-source-silent",
        Rule(
            "log-source-silent",
            gettext_lazy("A log source has fallen silent"),
            gettext_lazy("No alert from it means that nothing is written, not that nothing happens."),
            Severity.HIGH,
            gettext_lazy("Find out when and why it stopped, and let an alert tell when it stops again."),
        ),
    ),
    _check(
        "reviews-signed-together",
        Rule(
            "reviews-signed-together",
            gettext_lazy("Reviews of several periods were signed on one day"),
            gettext_lazy("Nobody can look at last spring in autumn. The signatures were made for a reader."),
            Severity.HIGH,
            gettext_lazy("Say that the earlier periods were not reviewed, and review from now on when they end."),
        ),
    ),
    _check(
        "reviews-with-decisions",
        Rule(
            "review-without-decisions",
            gettext_lazy("A review was signed and decided on nothing"),
            gettext_lazy("A signature is no look."),
            Severity.MEDIUM,
            gettext_lazy("Let the reviewer say for each account whether it stays."),
        ),
    ),
    _check(
        "self-review",
        Rule(
            "self-review",
            gettext_lazy("Somebody reviewed their own access alone"),
            gettext_lazy("People seldom take access away from themselves."),
            Severity.MEDIUM,
            gettext_lazy("Let a second person review the accounts of the reviewer."),
        ),
    ),
    _check(
        "lost-devices-recorded",
        Rule(
            "incident-register-silent",
            gettext_lazy("Tickets tell of incidents that the register does not have"),
            gettext_lazy("An empty register looks like a quiet year. Legal clocks run all the same."),
            Severity.HIGH,
            gettext_lazy("Record each as an incident with the day somebody knew of it, and see what must be notified."),
        ),
    ),
    _check(
        "unauthenticated-scans",
        Rule(
            "scanner-signs-in-nowhere",
            gettext_lazy("A scanner looks from outside only"),
            gettext_lazy("It sees the door and not the house: a clean report from it proves little."),
            Severity.MEDIUM,
            gettext_lazy("Give the scanner an account on these hosts, or an agent."),
        ),
    ),
    _check(
        "muted-checks",
        Rule(
            "checks-silenced-in-the-tool",
            gettext_lazy("Serious checks are silenced in the tool"),
            gettext_lazy("A fault that is hidden there has no name, no reason and no end."),
            Severity.MEDIUM,
            gettext_lazy("Ask for an exception, with a reason and an end, and let the tool speak again."),
        ),
    ),
    _check(
        "checks-not-run",
        Rule(
            "checks-without-answer",
            gettext_lazy("Checks end in an error and give no answer"),
            gettext_lazy("A check that cannot run looks like one that finds nothing."),
            Severity.LOW,
            gettext_lazy("Give the tool the rights it lacks, or let a person look."),
        ),
    ),
    _check(
        "last-restore-succeeded",
        Rule(
            "restore-failed",
            gettext_lazy("Backups are there, and the last restore failed"),
            gettext_lazy("What nobody can bring back is not a backup."),
            Severity.HIGH,
            gettext_lazy("Find out why, restore again, and keep the result of the restore and not a picture of it."),
        ),
    ),
)  # fmt: skip
