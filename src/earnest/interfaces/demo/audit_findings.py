"""What was found in the audits of the sample company, what was done about it, and its management reviews."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from earnest.core.actions import operations as actions
from earnest.core.actions.models import Action
from earnest.core.controls.models import Control
from earnest.core.frameworks.models import Requirement
from earnest.core.organization.models import Person
from earnest.duties.audits import operations as audits
from earnest.duties.audits.models import CorrectiveAction, Engagement, Nonconformity, Sample, SampleItem
from earnest.duties.audits.rules.testing import EXCEPTION
from earnest.foundation import plain
from earnest.foundation.actor import Actor
from earnest.library.sample.people import DOMAIN

People = Mapping[str, Person]


def load_findings(
    actor: Actor, people: People, soc2: Engagement, last: Engagement, samples: Mapping[str, Sample], today: date
) -> None:
    """Nonconformities of last year and of this one, and the reviews before and after."""
    _Story(actor, people, today).tell(soc2, last, samples)


class _Story:
    def __init__(self, actor: Actor, people: People, today: date) -> None:
        self.actor = actor
        self.people = people
        self.today = today
        self.controls = {one.key: one for one in Control.objects.all()}

    def tell(self, soc2: Engagement, last: Engagement, samples: Mapping[str, Sample]) -> None:
        self._reviews()
        self._closed_and_contradicted(last)
        self._closed(last)
        self._to_verify(last)
        self._in_work(last)
        self._from_samples(soc2, samples)

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def who(self, name: str) -> Person:
        return self.people[f"{name}@{DOMAIN}"]

    def _raise(
        self, engagement: Engagement, kind: str, title: str, statement: str, control: str, requirement: str, owner: str,
        raised: int, due: int, *, test: str = "", subject: str = "", evidence: str = "", by: str = "",
        item: SampleItem | None = None,
    ) -> Nonconformity:  # fmt: skip
        found = Requirement.objects.filter(framework=engagement.framework, key=requirement).first()
        return audits.raise_nonconformity(
            self.actor,
            Nonconformity(
                engagement=engagement,
                kind=kind,
                title=title,
                statement=statement,
                evidence=evidence,
                control=self.controls[control],
                requirement=found,
                test=test,
                subject=subject,
                accountable=self.who(owner) if owner else None,
                raised_by=by or engagement.firm,
                raised_on=self.ago(raised),
                due_on=self.ago(-due),
            ),
            from_item=item,
        )

    def _correct(
        self, found: Nonconformity, title: str, check: str, owner: str, due: int, done: int | None = None
    ) -> CorrectiveAction:
        made = audits.add_corrective_action(
            self.actor, found, title=title, effect_check=check, accountable=self.who(owner), due_on=self.ago(-due)
        )
        if done is not None:
            plain.change(self.actor, made.action, {"state": Action.State.DONE, "done_on": self.ago(done)})
            made.action.refresh_from_db()
        return made

    def _close(self, found: Nonconformity, made: CorrectiveAction, seen: str, note: str, verified: int) -> None:
        audits.verify_effect(
            self.actor, made, verified_by=self.who("fergus.mccabe"), effect_seen=True, note=seen, on=self.ago(verified)
        )
        found.refresh_from_db()
        audits.close_nonconformity(
            self.actor, found, closed_by=self.who("ines.okafor"), note=note, on=self.ago(verified - 5)
        )

    def _closed_and_contradicted(self, last: Engagement) -> None:
        found = self._raise(
            last, "minor", "Accounts of leavers stay live",
            "Two of eleven leavers that were looked at could still sign in to GitHub.",
            "access-revocation", "A.5.18", "jonas.lind", 292, -200, test="leaver-accounts",
            evidence="Personnel list against the members of the GitHub organisation.",
        )  # fmt: skip
        found = audits.contain(self.actor, found, containment="Both accounts were removed on the same day.")
        found = audits.state_cause(
            self.actor, found,
            root_cause="GitHub is not behind single sign-on, so ending the sign-on account does not end that one.",
            stated_by=self.who("jonas.lind"),
        )  # fmt: skip
        made = self._correct(
            found, "Put the GitHub account on the checklist of the last day",
            "Accounts of all who left in three months, against the personnel list.", "sinead.lawlor", -230, 236,
        )  # fmt: skip
        self._close(
            found, made, "All nine leavers since then were gone from GitHub.",
            "The checklist is in use and its effect was seen.", 150,
        )  # fmt: skip

    def _closed(self, last: Engagement) -> None:
        found = self._raise(
            last, "minor", "Old TLS on the partner interface", "One listener offered TLS 1.0 to partners.",
            "encryption-in-transit", "A.8.24", "priya.raman", 292, -180, test="old-tls",
        )  # fmt: skip
        found = audits.state_cause(
            self.actor, found, root_cause="The listener was made by hand, outside the template that sets the protocol.",
            stated_by=self.who("priya.raman"),
        )  # fmt: skip
        made = self._correct(
            found, "Make every listener from the template", "Scan of all listeners for old protocols.",
            "dominique.moreau", -210, 214,
        )  # fmt: skip
        self._close(found, made, "No listener offers it any more.", "Mended at its cause.", 170)

    def _to_verify(self, last: Engagement) -> None:
        found = self._raise(
            last, "observation", "Failed backups are noticed late",
            "A backup of the claims database failed for six nights before somebody saw it.",
            "backup-schedule", "A.8.13", "priya.raman", 292, 20, test="failed-backups",
        )  # fmt: skip
        found = audits.state_cause(
            self.actor, found, root_cause="Nobody was told: the job wrote to a log that nobody reads.",
            stated_by=self.who("priya.raman"),
        )  # fmt: skip
        self._correct(
            found, "Tell the person on call of each failed backup", "A backup is made to fail on purpose.",
            "dominique.moreau", -60, 64,
        )  # fmt: skip

    def _in_work(self, last: Engagement) -> None:
        found = self._raise(
            last, "minor", "Restore targets are not met",
            "The restore of card authorisation took longer than its target, and nobody had decided on it.",
            "backup-restore-test", "A.8.14", "priya.raman", 292, -31, test="restore-in-target",
        )  # fmt: skip
        found = audits.state_cause(
            self.actor, found, root_cause="The database is restored from full copies; the log is replayed by hand.",
            stated_by=self.who("priya.raman"),
        )  # fmt: skip
        self._correct(
            found, "Keep a warm standby of card authorisation", "A restore within its target, twice in a row.",
            "priya.raman", 45,
        )  # fmt: skip
        self._raise(
            last, "observation", "The acceptable-use policy speaks of what is gone",
            "It tells people to use an office VPN client that was removed.",
            "acceptable-use", "A.5.10", "", 292, 30,
        )  # fmt: skip

    def _from_samples(self, soc2: Engagement, samples: Mapping[str, Sample]) -> None:
        item = next(one for one in samples["recent"].items.all() if EXCEPTION in one.results.values())
        self._raise(
            soc2, "exception", "A leaver of five weeks ago has a live GitHub account",
            "The account was live on the day of testing.", "access-revocation", "CC6.2", "jonas.lind", 6, 9,
            test="leaver-accounts", subject=item.subject, item=item, by="Ruth Kessler",
        )  # fmt: skip
        review = samples["reviews"].items.order_by("position").first()
        found = self._raise(
            soc2, "exception", "Access reviews of four quarters were signed on one day",
            "All members of the sample were signed together, after the quarters had ended.",
            "access-review", "CC6.3", "jonas.lind", 6, 24, test="reviews-signed-together", item=review,
            by="Ruth Kessler",
        )  # fmt: skip
        found = audits.state_cause(
            self.actor, found,
            root_cause="Reviews had no day of their own; they were gathered when the auditors announced themselves.",
            stated_by=self.who("jonas.lind"),
        )  # fmt: skip
        self._correct(
            found, "Send each reviewer their list on the first day of the quarter",
            "Two quarters, each signed within four weeks of its end.", "jonas.lind", 20,
        )  # fmt: skip

    def _reviews(self) -> None:
        held = audits.plan_review(
            self.actor, title="Management review of last winter", due_on=self.ago(371), chair=self.who("helena.voss")
        )
        held = audits.hold_review(
            self.actor, held, chair=self.who("helena.voss"), on=self.ago(371),
            attendees=[self.who(name) for name in ("helena.voss", "declan.moriarty", "sunita.rao", "ines.okafor")],
            minutes="Leaders looked at what was laid before them and decided four things.",
        )  # fmt: skip
        audits.decide(self.actor, held, kind="noted", text="Supplier risk stays as it is for now.")
        done = audits.decide(
            self.actor, held, kind="change", text="DORA comes into the management system.",
            action="Adopt DORA and name who answers for it", accountable=self.who("ines.okafor"), due_on=self.ago(320),
        )  # fmt: skip
        if done.action:
            plain.change(self.actor, done.action, {"state": Action.State.DONE, "done_on": self.ago(321)})
        dropped = audits.decide(
            self.actor, held, kind="resources", text="One more analyst for the security team.",
            action="Hire an analyst", accountable=self.who("brid.hanley"), due_on=self.ago(180),
        )  # fmt: skip
        if dropped.action:
            actions.drop(self.actor, dropped.action, reason="The budget was not granted.")
        audits.decide(
            self.actor, held, kind="improvement", text="Exercises are held, not attested.",
            action="Hold a tabletop exercise with the leaders", accountable=self.who("ines.okafor"),
            due_on=self.ago(40),
        )  # fmt: skip
        audits.plan_review(
            self.actor, title="Management review of this winter", due_on=self.ago(6), chair=self.who("helena.voss")
        )
