"""A chart on a page: two drawings of it, of which the page shows the one that fits."""

from __future__ import annotations

from html import escape

from earnest.engines.documents.charts.drawing import spec
from earnest.engines.documents.charts.frames import NARROW, WIDE, Frame
from earnest.engines.documents.charts.pictures import Picture
from earnest.engines.documents.charts.render import svg
from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.visible import show_line


def views(picture: Picture, alt: str, prefix: str, locale: Locale = ENGLISH) -> str:
    """One image for a screen reader, named by `alt`, with a wide and a narrow drawing whose colours are the page's.

    `prefix` keeps ids apart from those of the page around it. The stylesheet shows one drawing by the width of the
    element around them, `.chart-views`, which is a container.
    """
    drawn = "".join(_view(picture, frame, prefix, locale) for frame in (WIDE, NARROW))
    return f'<div class="chart-views" role="img" aria-label="{escape(show_line(alt))}">{drawn}</div>'


def _view(picture: Picture, frame: Frame, prefix: str, locale: Locale) -> str:
    made = svg(spec(picture, frame, locale)).replace(f' font-family="{frame.font}"', "")
    for place in ('id="', "url(#"):
        made = made.replace(f"{place}clip", f"{place}{escape(prefix)}-{frame.name}-clip")
    return made.replace("<svg ", f'<svg class="chart-{frame.name}" aria-hidden="true" focusable="false" ', 1)
