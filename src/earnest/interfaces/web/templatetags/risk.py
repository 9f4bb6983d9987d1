"""Tags of the pages of risk: money, chances, and how well a control pays."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms, template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from earnest.engines.documents.charts.pair import views
from earnest.engines.documents.charts.pictures import Picture
from earnest.engines.documents.english import ENGLISH
from earnest.interfaces.web.risk import money as said
from earnest.interfaces.web.templatetags.earnest import Mark, icon

register = template.Library()

VERDICTS: dict[str, Mark] = {
    "earns": Mark("ok", _("Earns its place")),
    "costs_more": Mark("bad", _("Costs more than it gives")),
    "undecided": Mark("unk", _("Cannot tell yet")),
    "unstated": Mark("off", _("Nobody has said what it brings in")),
    "unestimated": Mark("off", _("Nobody has estimated what it does")),
    "within": Mark("ok", _("Within")),
    "above": Mark("bad", _("Above")),
    "no-limit": Mark("off", _("No limit agreed")),
    "expired": Mark("unk", _("No longer valid")),
    "returns": Mark("ok", _("The premium is less than it is expected to pay back")),
    "premium_more": Mark("part", _("The premium is more than it is expected to pay back")),
    "starter": Mark("unk", _("Starter, to be replaced")),
}
"""How a verdict looks: its class and symbol, and its word. An unknown value raises."""


@register.simple_tag
def money(amount: float | None, currency: str) -> str:
    """An amount as short as a sentence needs; what is not known is said as such."""
    return str(_("not known")) if amount is None else said.short(float(amount), currency)


@register.simple_tag
def money_range(low: float, high: float, currency: str) -> str:
    return said.between(float(low), float(high), currency)


@register.simple_tag
def chance(probability: float) -> str:
    return said.chance(probability)


@register.simple_tag
def verdict(value: str, word: str = "") -> SafeString:
    """A verdict as shape, word and colour together."""
    mark = VERDICTS[value]
    return format_html(
        '<span class="st st-{}">{}<span class="word">{}</span></span>', mark.look, icon(mark.look), word or mark.word
    )


@register.filter
def value(amount: float) -> str:
    """A number with three digits that count."""
    return said.number(float(amount))


@register.filter
def rate(events: float) -> str:
    """Events a year in words."""
    return said.rate(float(events))


@register.simple_tag
def drawn(picture: Picture, alt: str, key: str) -> SafeString:
    """A picture in the widths of a page, named by `alt` to a screen reader; `key` keeps its ids apart."""
    return mark_safe(views(picture, alt, key, ENGLISH))  # noqa: S308 - our own renderer wrote and cleaned it


@register.simple_tag
def multiplier(low: Decimal | None, mode: Decimal | None, high: Decimal | None) -> str:
    """What a control leaves of something, in words: 40%, 30% to 50%, or no change."""
    if mode is None or (low is None and mode == 1):
        return gettext("no change")
    if low is None or high is None:
        return gettext("leaves %s") % f"{100 * float(mode):.3g}%"
    told = {"mode": f"{100 * float(mode):.3g}%", "low": f"{100 * float(low):.3g}%", "high": f"{100 * float(high):.3g}%"}
    return gettext("leaves %(mode)s (%(low)s to %(high)s)") % told


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """A value of a mapping by its key, None where there is none."""
    return mapping.get(key)


@register.filter
def field(form: forms.BaseForm, name: str) -> forms.BoundField:
    """A field of a form by its name."""
    return form[name]


@register.filter
def pair(first: Any, second: Any) -> tuple[Any, Any]:
    """Two values to walk over."""
    return first, second


@register.simple_tag
def number_field(bound: forms.BoundField, shown: str, look: str = "") -> SafeString:
    """A field of one number with its error below. `shown` stands above it; its whole label is for a screen reader."""
    says = " ".join(str(error) for error in bound.errors)
    label = format_html("{}", shown)
    if shown != bound.label:
        label = format_html('<span aria-hidden="true">{}</span><span class="vh">{}</span>', shown, bound.label)
    return format_html(
        '<div class="field {}{}"><label for="{}">{}</label>'
        '<input class="input" type="text" inputmode="decimal" autocomplete="off" maxlength="60" name="{}" id="{}" '
        'value="{}"{}><p class="error" id="{}_error">{}</p></div>',
        look,
        mark_safe(" wrong") if says else "",
        bound.auto_id,
        label,
        bound.html_name,
        bound.auto_id,
        bound.value() or "",
        format_html(' aria-invalid="true" aria-describedby="{}_error"', bound.auto_id) if says else "",
        bound.auto_id,
        says,
    )
