"""How controls performed since the review before, and what audits found."""

from __future__ import annotations

from collections import Counter
from datetime import date

from earnest.core.assurance.models import ControlLook
from earnest.duties.audits.models import Engagement, SampleItem
from earnest.duties.audits.queries.posture import posture
from earnest.duties.audits.rules.reviewing import Line
from earnest.duties.audits.rules.testing import EXCEPTION
from earnest.engines.assurance import ControlStatus

_TOLD = (ControlStatus.EFFECTIVE, ControlStatus.PARTLY, ControlStatus.FAILING, ControlStatus.UNPROVEN)


def monitoring(since: date, day: date) -> tuple[Line, ...]:
    """d2: controls by status today, and how many got better and worse since."""
    known = posture(day)
    if known.day is None:
        return (Line("Nothing was concluded of any control yet.", missing=True),)
    now = {key: str(told["status"]) for key, told in known.controls.items()}
    counts = Counter(now.values())
    told = ", ".join(f"{counts[word.value]} {word.value}" for word in _TOLD)
    lines = [Line(f"As of {known.day:%Y-%m-%d}, of {sum(counts[word.value] for word in _TOLD)} controls: {told}.")]
    before = _before(since)
    both = [key for key in now if key in before]
    better = sorted(key for key in both if now[key] == "effective" != before[key])
    worse = sorted(key for key in both if before[key] == "effective" != now[key])
    if not both:
        lines.append(Line("No look at any control is kept from then, so there is no trend.", missing=True))
    else:
        refs = tuple(f"control:{key}" for key in worse)
        lines.append(
            Line(f"Since {since:%Y-%m-%d}, {len(better)} became effective and {len(worse)} ceased to be.", refs)
        )
    return tuple(lines)


def _before(since: date) -> dict[str, str]:
    rows = ControlLook.objects.filter(day__lte=since).order_by("day").values_list("control__key", "status")
    return dict(rows)


def audits(since: date, day: date) -> tuple[Line, ...]:
    """d3: engagements of the time, and exceptions that samples showed."""
    lines = []
    rows = Engagement.objects.filter(fieldwork_start__lte=day).exclude(closed_on__lt=since)
    for one in rows.select_related("framework").order_by("fieldwork_start"):
        text = f"{one.title}: {one.get_state_display().lower()}, fieldwork from {one.fieldwork_start:%Y-%m-%d}."
        lines.append(Line(text, (one.reference,)))
    lines += [
        Line(f"{one.title}: fieldwork begins on {one.fieldwork_start:%Y-%m-%d}.", (one.reference,))
        for one in Engagement.objects.filter(fieldwork_start__gt=day).order_by("fieldwork_start")
    ]
    tested = SampleItem.objects.filter(tested_on__gt=since, tested_on__lte=day)
    found = [one for one in tested if EXCEPTION in one.results.values()]
    if tested.exists():
        refs = tuple(one.reference for one in found[:8])
        lines.append(
            Line(f"Of {tested.count()} members of samples that were tested, {len(found)} had an exception.", refs)
        )
    return tuple(lines)
