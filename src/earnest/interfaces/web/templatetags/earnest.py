"""Tags of every page: statuses, grades, proof marks, times, numbers, and links that keep the view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from earnest.interfaces.web.strip import DayState, Strip, drawn

register = template.Library()


@dataclass(frozen=True)
class Mark:
    """How a status looks: its class and symbol, and its word."""

    look: str
    word: str | Promise


STATUSES: dict[str, Mark] = {
    "effective": Mark("ok", _("Effective")),
    "partly effective": Mark("part", _("Partly effective")),
    "failing": Mark("bad", _("Failing")),
    "unproven": Mark("unk", _("Unproven")),
    "planned": Mark("off", _("Planned")),
    "retired": Mark("off", _("Retired")),
    "met": Mark("ok", _("Met")),
    "met by another approach": Mark("alt", _("Met by another approach")),
    "partly met": Mark("part", _("Partly met")),
    "not met": Mark("bad", _("Not met")),
    "not applicable": Mark("off", _("Not applicable")),
    "passing": Mark("ok", _("Passing")),
    "partly passing": Mark("part", _("Partly passing")),
}
"""Statuses of controls, requirements and tests by their value. An unknown value raises: no status is made up."""

GRADES: dict[str, str | Promise] = {
    "A": _("whole population, by machine"),
    "B": _("sample, by machine"),
    "C": _("record inspected by a person"),
    "D": _("attested by the owner"),
    "E": _("asserted only"),
}


@register.simple_tag
@lru_cache(maxsize=64)
def icon(name: str) -> SafeString:
    """A symbol of the sprite, hidden from a screen reader: a word must stand beside it."""
    return format_html('<svg aria-hidden="true"><use href="{}#i-{}"/></svg>', static("earnest/sprite.svg"), name)


@register.simple_tag
def status(value: str, word: str | None = None, big: bool = False) -> SafeString:
    """A status as shape, word and colour. `word` says it more precisely, such as "Stale, 3 days of 1"."""
    mark = STATUSES[str(value)]
    return format_html(
        '<span class="st st-{}{}">{}<span class="word">{}</span></span>',
        mark.look,
        mark_safe(" st-big") if big else "",
        icon(mark.look),
        word or mark.word,
    )


@register.simple_tag
def grade(letter: str | None, words: bool = False) -> SafeString:
    """The strength of evidence, A to E; without a letter, that there is none."""
    if not letter:
        return format_html('<span class="quiet">{}</span>', gettext("none"))
    letter = str(letter)
    says = GRADES[letter]
    after = format_html(" {}", says) if words else format_html('<span class="vh">: {}</span>', says)
    return format_html('<span class="grade grade-{0}" title="{1}">{0}</span>{2}', letter, says, after)


@register.simple_tag
def why(url: str, label: str) -> SafeString:
    """The proof mark: a link to a proof, which opens beside the page where it can. `label` says what it proves."""
    return format_html(
        '<a class="why" href="{}">{}<span class="vh">{}</span></a>', url, icon("why"), gettext("Why? %s") % label
    )


@register.simple_tag(takes_context=True)
def instant(context: Context, moment: datetime | str | None) -> SafeString:
    """A moment, or its ISO text, in the reader's zone, which is named; nothing known is said as such."""
    if not moment:
        return format_html('<span class="quiet">{}</span>', gettext("never"))
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    zone = getattr(context.get("request"), "zone", None)
    here = timezone.localtime(moment, zone)
    text = formats.date_format(here, pgettext("format of a moment", "j M Y, H:i"))
    return format_html(
        '<time datetime="{}">{} {}</time>', here.isoformat(timespec="seconds"), text, here.tzname() or ""
    )


@register.simple_tag
def day(value: date | None, today: date | None = None) -> SafeString:
    """A calendar day, and how far it is from `today` where that is given."""
    if value is None:
        return format_html('<span class="quiet">{}</span>', gettext("no date"))
    text = formats.date_format(value, pgettext("format of a day", "j M Y"))
    stamp = format_html('<time datetime="{}">{}</time>', value.isoformat(), text)
    return stamp if today is None else format_html('{}, <span class="rel">{}</span>', stamp, _away(value - today))


@register.simple_tag(name="bytes")
def size(number: int) -> str:
    """A number of bytes in the largest unit that keeps it above one; 1 kB is 1,000 bytes."""
    amount, unit = float(number), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            break
        amount /= 1000
    digits = 0 if unit == "B" or amount >= 100 else 1
    return f"{formats.number_format(round(amount, digits), digits, force_grouping=True)}\u00a0{unit}"


@register.simple_tag
def count(number: int | None) -> str:
    """A whole number with its thousands grouped as the reader's language does."""
    return gettext("unknown") if number is None else formats.number_format(number, 0, force_grouping=True)


@register.simple_tag(name="hash")
def fingerprint(value: str, short: bool = False) -> SafeString:
    """A hash in groups that can break across lines and still be copied whole; `short` shows its two ends."""
    if short and len(value) > 16:
        return format_html('<span class="hash" title="{}">{}…{}</span>', value, value[:8], value[-4:])
    groups = [(value[at : at + 16],) for at in range(0, len(value), 16)]
    return format_html('<span class="hash">{}</span>', format_html_join(mark_safe("<wbr>"), "{}", groups))


@register.inclusion_tag("components/strip.html")
def strip(days: Iterable[DayState], label: str = "") -> dict[str, Strip | str]:
    """The history strip of consecutive days, oldest first, with its table behind it."""
    return {"strip": drawn(list(days)), "label": label}


@register.inclusion_tag("components/course.html")
def course(shares: Sequence[float], label: str) -> dict[str, Any]:
    """A small line of shares from 0 to 1, oldest first, over its base line; `label` says it in words."""
    low, high = min(shares), max(shares)
    spread = (high - low) or 1.0
    step = 100 / max(1, len(shares) - 1)
    points = [(index * step, 28 - 22 * (share - low) / spread) for index, share in enumerate(shares)]
    return {"points": " ".join(f"{x:.1f},{y:.1f}" for x, y in points), "last": f"{points[-1][1]:.1f}", "label": label}


@register.simple_tag
def answer(value: Any) -> str:
    """A stated answer in words: yes, no, a number or text."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(value)


@register.simple_tag
def share(found: Any) -> SafeString:
    """Days proven as a small bar and a percentage; None says that nothing was observed."""
    if found is None:
        return format_html('<span class="quiet">{}</span>', gettext("none"))
    return format_html(
        '<span class="share"><svg aria-hidden="true"><line class="of" x1="0" x2="100%" y1="4" y2="4"/>'
        '<line class="is" x1="0" x2="{0}%" y1="4" y2="4"/></svg><span>{0}%</span></span>',
        found.percent,
    )


@register.simple_tag
def tally_bar(parts: Sequence[tuple[str, int]]) -> SafeString:
    """Pieces of a bar in the colours of their statuses; inside an svg element."""
    total = sum(number for _status, number in parts) or 1
    pieces, at = [], 0.0
    for value, number in parts:
        width = 100 * number / total
        pieces.append((STATUSES[value].look, f"{at:.2f}", f"{max(width - 0.3, 0.3):.2f}"))
        at += width
    return format_html_join("", '<rect class="b-{}" x="{}%" y="0" width="{}%" height="10"/>', pieces)


@register.simple_tag(takes_context=True)
def toggled(context: Context, key: str, value: str) -> str:
    """The query string of this view, on page one, with one value of a filter added, or taken away where it is there."""
    query = context["request"].GET.copy()
    values = query.getlist(key)
    query.setlist(key, [v for v in values if v != value] if value in values else [*values, value])
    query.pop("page", None)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def turned(context: Context, test: str, page: int) -> str:
    """The address that turns the violations of one test to another page, and goes there."""
    query = context["request"].GET.copy()
    query[f"rows-{test}"] = str(page)
    return f"?{query.urlencode()}#rows-{test}"


@register.simple_tag(takes_context=True)
def kept(context: Context, *without: str) -> SafeString:
    """Hidden fields that carry the query string of this view through a form, except the names given and the page."""
    query = context["request"].GET
    pairs = [(key, value) for key, values in query.lists() for value in values if key not in {*without, "page"}]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.inclusion_tag("components/sort_head.html", takes_context=True)
def sort_head(context: Context, key: str, label: str, look: str = "") -> dict[str, Any]:
    """The head of a column that sorts by `key`: a link that turns the order around. `look` is the cell's class."""
    query = context["request"].GET.copy()
    now = query.get("sort", context.get("sort", ""))
    query["sort"] = f"-{key}" if now == key else key
    query.pop("page", None)
    order = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    return {"label": label, "look": look, "order": order, "url": f"?{query.urlencode()}"}


@register.filter
def values_of(query: Any, key: str) -> list[str]:
    """All values that a query string holds of a name: `request.GET|values_of:"owner"`."""
    found: list[str] = query.getlist(key)
    return found


@register.filter
def chosen(query: Any, pair: str) -> bool:
    """Whether a query string holds a value: `request.GET|chosen:"status=met"`."""
    key, _eq, value = pair.partition("=")
    return value in query.getlist(key)


def _away(distance: timedelta) -> str:
    days = distance.days
    if days == 0:
        return gettext("today")
    if days > 0:
        return ngettext("tomorrow", "in %(days)s days", days) % {"days": count(days)}
    return ngettext("yesterday", "%(days)s days ago", -days) % {"days": count(-days)}
