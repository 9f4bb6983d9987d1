"""What is known of a finding, point by point, each with the file that says so and its day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from earnest.core.evidence.models import Snapshot
from earnest.duties.hygiene import queries
from earnest.duties.hygiene.queries import Board, Finding
from earnest.duties.hygiene.queries.gathering import EXPLOITED_TEST
from earnest.duties.hygiene.queries.policy import rules_in_force
from earnest.duties.hygiene.rules.priorities import NAMES, Facts, decide, threshold
from earnest.duties.hygiene.rules.promises import Kept
from earnest.interfaces.web.hygiene import words
from earnest.interfaces.web.hygiene.files import Files
from earnest.interfaces.web.risk.money import chance

FEW = 3


@dataclass(frozen=True)
class Said:
    """One thing that is known: its name, its value, how, and the snapshots that say so. `unknown` is not known."""

    label: str
    value: str
    how: str = ""
    by: tuple[Snapshot, ...] = ()
    unknown: bool = False


def scores(found: Files, told: Finding, own: Snapshot | None) -> list[Said]:
    """KEV, EPSS and CVSS, each with its file."""
    return [_kev(found, told), *_kev_days(found, told), _epss(found, told), _cvss(told, own), *_vector(told, own)]


def points(found: Files, told: Finding) -> list[Said]:
    """The points that the policy in force decides by, as it took them."""
    values = told.values
    decided = decide(
        rules_in_force(found.in_force),
        Facts(
            exploited=_text(values, "exploited_now"),
            exposure=_text(values, "exposure"),
            tier=told.line.tier,
            severity=_text(values, "severity"),
            epss=_epss_class(found, told),
            automatable=_text(values, "automatable"),
            technical_impact=_text(values, "technical_impact"),
        ),
    )
    return [
        Said(
            label=NAMES[point].capitalize(),
            value=value,
            how=_("not known, so the worse case") if point in decided.guessed else _how(point),
            unknown=point in decided.guessed,
        )
        for point, value in decided.points.items()
    ]


def _how(point: str) -> str:
    return {
        "kev": _("from the list of exploited flaws, and what the tool says"),
        "exposed": _("from the register, and services that were seen to answer"),
        "automatable": _("derived from the CVSS vector"),
        "technical_impact": _("derived from the CVSS vector"),
        "exploitation": _("from the list of exploited flaws; that no exploit is public is shown by nothing"),
        "system_exposure": _("from the register; inside only still counts as controlled"),
        "human_impact": _("the tier of the asset stands for it"),
        "severity": _("by the score where there is one, else as the tool rates it"),
        "epss": _("against the threshold of the policy"),
    }[point]


def _epss_class(found: Files, told: Finding) -> str:
    if told.line.epss is None:
        return "" if found.of("exploit_predictions") else "not looked up"
    known = found.in_force
    limit = threshold(rules_in_force(known).policy, known.overrides)
    return "above" if told.line.epss >= limit else "below"


def _kev(found: Files, told: Finding) -> Said:
    state = told.line.exploited
    how = ""
    if state == "yes" and told.values["kev_added_on"] is None:
        how = _("the tool itself says so; the list does not have it")
    return Said(
        _("Exploited (KEV)"), str(words.EXPLOITED[state]), how, found.of("known_exploited")[:FEW],
        unknown=state == "not looked up",
    )  # fmt: skip


def _kev_days(found: Files, told: Finding) -> Iterable[Said]:
    added, due = told.values["kev_added_on"], told.values["kev_due_on"]
    if not isinstance(added, date):
        return
    text = _("added %s") % date_format(added, "j F Y")
    if isinstance(due, date):
        text += ", " + _("to be mended there by %s") % date_format(due, "j F Y")
    if told.values["ransomware"]:
        text += ", " + _("used for ransomware")
    yield Said(_("On the list"), text, "", found.of("known_exploited")[:FEW])


def _epss(found: Files, told: Finding) -> Said:
    by = found.of("exploit_predictions")[:FEW]
    share = told.line.epss
    if share is None:
        value = _("no prediction for it") if by else _("no list was looked at")
        return Said("EPSS", value, "", by, unknown=True)
    how = ""
    if (percentile := told.values["epss_percentile"]) is not None:
        how = _("higher than %s of all flaws") % chance(float(str(percentile)))
    return Said("EPSS", _("%s within 30 days") % chance(share), how, by)


def _cvss(told: Finding, own: Snapshot | None) -> Said:
    by = (own,) if own else ()
    if told.line.cvss_score is None:
        rated = words.SEVERITIES.get(_text(told.values, "tool_severity"), _("not rated"))
        return Said("CVSS", _("no score; the tool rates it %s") % str(rated).lower(), "", by, unknown=True)
    severity = str(words.SEVERITIES[told.line.severity]).lower()
    version = _text(told.values, "cvss_version")
    name = f"CVSS {version}" if version else "CVSS"
    return Said(name, f"{told.line.cvss_score:.1f}, {severity}", _text(told.values, "vector_note"), by)


def _vector(told: Finding, own: Snapshot | None) -> Iterable[Said]:
    if vector := _text(told.values, "cvss_vector"):
        yield Said(_("Vector"), vector, "", (own,) if own else ())


def clock_start(told: Finding) -> str:
    """Why the clock started when it did."""
    values = told.values
    listed, known, first = values["kev_added_on"], values["known_on"], values["first_seen_at"]
    if told.line.exploited == "yes" and listed is not None and told.line.clock_start == listed != known:
        return _("That day it was listed as exploited, and the shorter time runs from there.")
    opened = told.line.opened_at.date()
    if first is not None and told.line.clock_start < opened:
        return _("The tool says that it saw it then; our first look that shows it is of %s.") % date_format(
            opened, "j F Y"
        )
    return _("Our first look that shows it is of that day.")


def promise(board: Board, told: Finding) -> list[Said]:
    """How it stands by the control test that judges it, which keeps a clock of its own."""
    found = queries.promised(board, told)
    if found is None:
        return [Said(_("Control test"), _("none judges findings of this severity"), "", (), unknown=True)]
    stands = found.promise
    control = _("bound to the control %s") % found.control if found.control else _("no control in use has it")
    said = [
        Said(_("Control test"), found.title, control, ()),
        Said(_("Stands"), str(_KEPT[stands.kept]), _("as of the last look, not of today"), ()),
        Said(_("Runs"), ngettext("%s day", "%s days", stands.days) % stands.days, "", ()),
    ]
    if stands.since is None or stands.ends is None:
        return [*said, Said(_("Started"), _("no tool says since when it is known"), "", (), unknown=True)]
    how = _("by the tool's word; a single scan knows no first look of ours")
    if told.values["first_seen_at"] is None:
        how = _("the day of publication, because the tool does not say when it first saw it")
    if found.test == EXPLOITED_TEST and stands.since.date() == told.values["kev_added_on"]:
        how = _("the day it was listed as exploited")
    return [
        *said,
        Said(_("Started"), date_format(stands.since, "j F Y"), how, ()),
        Said(_("Ends"), date_format(stands.ends, "j F Y"), "", ()),
    ]


_KEPT = {
    Kept.KEPT: gettext_lazy("within its time"),
    Kept.BROKEN: gettext_lazy("past its time"),
    Kept.NOTHING_TO_MEND: gettext_lazy("no fix is known, so it asks for none"),
    Kept.UNPROVEN: gettext_lazy("cannot be told"),
}


def _text(values: Mapping[str, object], name: str) -> str:
    value = values[name]
    return "" if value is None else str(value)
