"""The chart of a page: `{% chart some_chart %}`."""

from __future__ import annotations

from typing import Any

from django import template

from earnest.engines.documents.model import Chart
from earnest.interfaces.web.charts import shown

register = template.Library()


@register.inclusion_tag("components/chart.html")
def chart(
    block: Chart, id: str = "chart", why: str = "", labelled_by: str = "", says: bool = True  # noqa: A002 - as in HTML
) -> dict[str, Any]:  # fmt: skip
    """A chart with its sentence above it and its table behind it.

    `id` must be its own on the page. `why` is the address of its proof. `labelled_by` is the id of the heading that
    names it, where the page has one; without it the chart shows its title. `says=False` leaves the sentence out.
    """
    return {"chart": shown(block, id), "why_url": why, "labelled_by": labelled_by, "says": says}
