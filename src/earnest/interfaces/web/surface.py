"""Above the line: the posture in plain sentences and four numbers, each with the address of its proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.core.controls.models import ControlException
from earnest.core.evidence.queries import SourceState, source_states
from earnest.core.evidence.rules import Freshness
from earnest.core.risks.models import Scenario
from earnest.foundation import clock
from earnest.foundation.record import visible_to
from earnest.interfaces.web.accountable import Tally, tallies
from earnest.interfaces.web.posture import Posture
from earnest.interfaces.web.risk.reading import Reading
from earnest.interfaces.web.standing import Standing
from earnest.interfaces.web.wording import capital, in_words, listed, short

MONTHS = 12
_LATELY = 14


@dataclass(frozen=True)
class Said:
    """A sentence of the first page. `key` names its proof."""

    key: str
    text: str
    why: str


@dataclass(frozen=True)
class Figure:
    """A number with its range, what changed, and its course over the past months where that is known."""

    key: str
    label: str
    value: str
    range: str
    why: str
    change: str = ""
    arrow: str = ""
    course: tuple[float, ...] = ()
    """Shares from 0 to 1, oldest first."""
    course_says: str = ""
    url: str = ""
    """The page that has more of it, where there is one."""


@dataclass(frozen=True)
class Surface:
    standing: Standing

    @cached_property
    def posture(self) -> Posture:
        return Posture(self.standing)

    @cached_property
    def sources(self) -> tuple[SourceState, ...]:
        """Sources in use, as they stood at the end of the day."""
        states = source_states(self.standing.actor, clock.end_of(self.standing.day))
        return tuple(state for state in states if state.source.active)

    @cached_property
    def silent(self) -> tuple[SourceState, ...]:
        return tuple(s for s in self.sources if s.freshness in {Freshness.STALE, Freshness.NEVER})

    @cached_property
    def exceptions(self) -> ExceptionCounts:
        return exception_counts(self.standing)

    @cached_property
    def accountable(self) -> tuple[Tally, ...]:
        return tallies(self.standing.actor)

    @cached_property
    def risk(self) -> Reading | None:
        """What a year may cost; None where no scenario can be told in money."""
        if not visible_to(self.standing.actor, Scenario).filter(state=Scenario.State.LIVE).exists():
            return None
        reading = Reading(self.standing)
        return None if reading.is_empty else reading

    @property
    def sentences(self) -> tuple[Said, ...]:
        told = (
            ("controls", self.say_controls()),
            ("frameworks", self.say_frameworks()),
            ("evidence", self.say_evidence()),
            ("exceptions", self.say_exceptions()),
            ("accountable", self.say_accountable()),
        )
        found = [Said(key, text, self.standing.link("proof-home", key)) for key, text in told if text]
        if self.risk is not None:
            found.append(Said("risk", self.say_risk(self.risk), self.risk.proof("expected")))
        return tuple(found)

    def say_controls(self) -> str:
        tally, in_use = self.posture.tally, len(self.posture.in_use)
        if not in_use:
            return (
                _("No control operates yet.") if self.posture.controls else _("No control has been taken into use yet.")
            )
        lead = ngettext("Of %(n)s control in use, %(good)s", "Of %(n)s controls in use, %(good)s", in_use)
        good = ngettext("%d is shown to work", "%d are shown to work", tally["effective"]) % tally["effective"]
        parts = [lead % {"n": in_use, "good": good}]
        if tally["partly effective"]:
            parts.append(_("%d partly") % tally["partly effective"])
        if tally["failing"]:
            parts.append(ngettext("%d is failing", "%d are failing", tally["failing"]) % tally["failing"])
        if tally["unproven"]:
            parts.append(_("%d we cannot prove either way") % tally["unproven"])
        return listed(parts) + "."

    def say_frameworks(self) -> str:
        found = [one for one in self.posture.frameworks if one.applies][:2]
        if not found:
            return ""
        first = _("We meet %(met)d of the %(all)d requirements of %(framework)s that apply") % {
            "met": found[0].met,
            "all": found[0].applies,
            "framework": short(found[0].framework.title),
        }
        if len(found) == 1:
            return first + "."
        rest = _("%(met)d of the %(all)d of %(framework)s") % {
            "met": found[1].met,
            "all": found[1].applies,
            "framework": short(found[1].framework.title),
        }
        return _("%(first)s, and %(rest)s.") % {"first": first, "rest": rest}

    def say_evidence(self) -> str:
        total, gone = len(self.sources), self.silent
        if not total:
            return _("No evidence source is set up, so nothing can be shown.")
        if not gone:
            return ngettext(
                "The one evidence source is recent enough to prove something.",
                "All %d evidence sources are recent enough to prove something.",
                total,
            ).replace("%d", str(total))
        fresh = ngettext(
            "%(fresh)d of the %(total)d evidence sources is recent enough to prove something",
            "%(fresh)d of the %(total)d evidence sources are recent enough to prove something",
            total - len(gone),
        ) % {"fresh": total - len(gone), "total": total}
        named = listed([state.source.title for state in gone[:2]])
        if len(gone) > 2:
            return ngettext("%(fresh)s; %(n)d is not.", "%(fresh)s; %(n)d are not.", len(gone)) % {
                "fresh": fresh,
                "n": len(gone),
            }
        over = ngettext("%(fresh)s; not %(named)s.", "%(fresh)s; not %(named)s.", len(gone))
        return over % {"fresh": fresh, "named": named}

    def say_exceptions(self) -> str:
        found = self.exceptions
        if not (found.live or found.asked or found.ended):
            return _("No deviation is excepted, and none is asked for.")
        parts = [
            ngettext(
                "%s deviation is excepted by a named person", "%s deviations are excepted by a named person", found.live
            )
            % in_words(found.live)
        ]
        if found.asked:
            parts.append(
                ngettext("%s waits for a decision", "%s wait for a decision", found.asked) % in_words(found.asked)
            )
        if found.ended:
            parts.append(
                ngettext("%s has just ended and counts again", "%s have just ended and count again", found.ended)
                % in_words(found.ended)
            )
        return capital(listed(parts)) + "."

    def say_accountable(self) -> str:
        nobody = [one for one in self.accountable if one.nobody]
        if not self.accountable:
            return ""
        if not nobody:
            return _("Everything has one accountable person.")
        return _("Everything has one accountable person, except %s.") % listed([one.words for one in nobody])

    def say_risk(self, risk: Reading) -> str:
        found = risk.exposure
        told = _("We expect to lose %(mean)s in a year, %(range)s nine times in ten") % {
            "mean": risk.money(found.mean),
            "range": risk.range(found.mean_low, found.mean_high),
        }
        if found.is_within_appetite is None:
            return told + "."
        if found.is_within_appetite:
            return _("%s; the board accepts that.") % told
        return _("%s; large losses are likelier than the board accepts.") % told

    def expected_loss(self) -> Figure | None:
        if self.risk is None:
            return None
        found = self.risk.exposure
        raised = _("%s of it by failing and unproven controls") % self.risk.money(found.raised_by)
        return Figure(
            key="risk",
            label=_("Expected loss a year"),
            value=self.risk.money(found.mean),
            range=self.risk.range(found.mean_low, found.mean_high),
            why=self.risk.proof("expected"),
            change=raised if found.raised_by > 0 else "",
            url=self.standing.link("risk"),
        )

    @property
    def figures(self) -> tuple[Figure, ...]:
        made = (self.effective_now(), self.control_days(), self.met(), self.fresh(), self.expected_loss())
        return tuple(one for one in made if one is not None)

    def effective_now(self) -> Figure | None:
        in_use, tally = len(self.posture.in_use), self.posture.tally
        if not in_use:
            return None
        low, high = tally["effective"], tally["effective"] + tally["unproven"]
        course = self._course()
        past = self.posture.proven.effective_on(30) if self.posture.proven.oldest > 30 else None
        change, arrow = moved(low, past, self.standing.day - timedelta(days=30), "%d control", "%d controls")
        return Figure(
            key="now",
            label=_("Controls shown to work today")
            if self.standing.day == self.standing.today
            else _("Controls shown to work"),
            value=_("%(n)d of %(all)d") % {"n": low, "all": in_use},
            range=_("up to %d, if all that is unproven works") % high if high > low else _("nothing is left unproven"),
            why=self.standing.link("proof-home", "now"),
            change=change,
            arrow=arrow,
            course=tuple(one / in_use for one in course),
            course_says=_("Controls shown to work, month by month: %s") % ", ".join(map(str, course)),
        )

    def _course(self) -> list[int]:
        past = self.posture.proven
        backs = [30 * month for month in range(MONTHS - 1, 0, -1) if past.oldest >= 30 * month]
        counts = [past.effective_on(back) for back in backs]
        return [*counts, self.posture.tally["effective"]] if counts else []

    def control_days(self) -> Figure | None:
        keys = [row.control.key for row in self.posture.in_use]
        past = self.posture.proven
        share = past.all_days(keys)
        if share is None:
            return None
        before = past.all_days(keys, back=90) if past.oldest > 180 else None
        change, arrow = "", ""
        if before is not None:
            change, arrow = points(share.percent - before.percent, _("than the 90 days before"))
        backs = [30 * m for m in range(MONTHS - 4, -1, -1) if past.oldest >= 30 * m + 90]
        course = [found for back in backs if (found := past.all_days(keys, back=back))]
        return Figure(
            key="days",
            label=_("Control days proven, of 90"),
            value=f"{share.percent}%",
            range=_("%(low)d%% to %(high)d%%, as days that nobody saw are counted")
            % {"low": share.percent, "high": share.high_percent},
            why=self.standing.link("proof-home", "days"),
            change=change,
            arrow=arrow,
            course=tuple(one.proven / one.days for one in course) if len(course) > 1 else (),
            course_says=_("Control days proven over 90 days, month by month: %s")
            % ", ".join(f"{c.percent}%" for c in course),
        )

    def met(self) -> Figure | None:
        found = [one for one in self.posture.frameworks if one.applies]
        if not found:
            return None
        met, applies = sum(one.met for one in found), sum(one.applies for one in found)
        high = met + sum(one.unproven for one in found)
        return Figure(
            key="met",
            label=ngettext("Requirements met, %d framework", "Requirements met, %d frameworks", len(found))
            % len(found),
            value=_("%(n)d of %(all)d") % {"n": met, "all": applies},
            range=_("up to %d, if all that is unproven is met") % high if high > met else _("nothing is left unproven"),
            why=self.standing.link("proof-home", "met"),
        )

    def fresh(self) -> Figure | None:
        if not self.sources:
            return None
        good = len(self.sources) - len(self.silent)
        seen = [state.last.observed_at.date() for state in self.sources if state.last]
        spread = ""
        if seen:
            newest, oldest = (self.standing.day - max(seen)).days, (self.standing.day - min(seen)).days
            spread = _("newest %(newest)d, oldest %(oldest)d days ago") % {"newest": newest, "oldest": oldest}
        late = sum(state.freshness is Freshness.LATE for state in self.sources)
        return Figure(
            key="fresh",
            label=_("Sources within their limit"),
            value=_("%(n)d of %(all)d") % {"n": good, "all": len(self.sources)},
            range=spread or _("nothing has arrived yet"),
            why=self.standing.link("proof-home", "fresh"),
            change=ngettext("%d more is late, not yet too old", "%d more are late, not yet too old", late) % late
            if late
            else "",
        )


@dataclass(frozen=True)
class ExceptionCounts:
    """Exceptions in force on a day, asked for and undecided, and ended within two weeks before it."""

    live: int
    asked: int
    ended: int


def exception_counts(standing: Standing) -> ExceptionCounts:
    day = standing.day
    rows = visible_to(standing.actor, ControlException)
    decided = rows.filter(decided_on__lte=day).exclude(state=ControlException.State.REFUSED)
    held = decided.filter(starts_on__lte=day).exclude(revoked_on__lte=day)
    return ExceptionCounts(
        live=held.filter(ends_on__gte=day).count(),
        asked=rows.filter(Q(decided_on=None) | Q(decided_on__gt=day), created_at__lte=clock.end_of(day)).count(),
        ended=held.filter(ends_on__lt=day, ends_on__gte=day - timedelta(days=_LATELY)).count(),
    )


def moved(now: int, before: int | None, since: date, one: str, many: str) -> tuple[str, str]:
    """What changed, in words, and the arrow; more is better."""
    if before is None:
        return "", ""
    if now == before:
        return _("as on %s") % date_format(since, "j M"), ""
    by = ngettext(one, many, abs(now - before)) % abs(now - before)
    if now > before:
        return _("%(by)s more than on %(day)s, better") % {"by": by, "day": date_format(since, "j M")}, "↑"
    return _("%(by)s fewer than on %(day)s, worse") % {"by": by, "day": date_format(since, "j M")}, "↓"


def points(change: int, since: str) -> tuple[str, str]:
    """A change of a share in points of a hundred."""
    if not change:
        return _("no more and no less %s") % since, ""
    by = ngettext("%d point", "%d points", abs(change)) % abs(change)
    if change > 0:
        return _("%(by)s more %(since)s, better") % {"by": by, "since": since}, "↑"
    return _("%(by)s less %(since)s, worse") % {"by": by, "since": since}, "↓"
