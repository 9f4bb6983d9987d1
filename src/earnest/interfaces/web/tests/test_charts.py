"""The chart of a page: its sentence, its two drawings, its table, and nothing that the content policy refuses."""

from __future__ import annotations

import re
from html import unescape

from django.template import Context, Engine

from earnest.engines.documents.charts.pictures import NetWorth, WorthRow
from earnest.engines.documents.tests.hostile import HOSTILE
from earnest.engines.documents.tests.sample_charts import LOSS_EXCEEDANCE, NET_WORTH, chart_of
from earnest.interfaces.web.charts import shown

HOSTILE_WORTH = NetWorth(tuple(WorthRow(name, -2, -1, 0, 1, 2, "cannot-tell", name) for name in HOSTILE[:9]), "EUR")


def drawn(source: str, **context: object) -> str:
    return Engine.get_default().from_string("{% load charts %}" + source).render(Context(context))


def test_a_chart_has_its_sentence_its_proof_two_drawings_and_its_table() -> None:
    page = drawn('{% chart c id="loss" why="/proof/1/" %}', c=chart_of("exceedance", LOSS_EXCEEDANCE)[0])
    assert page.count('<svg class="chart-wide"') == page.count('<svg class="chart-narrow"') == 1
    assert 'aria-labelledby="loss-title"' in page
    assert '<p class="chart-title" id="loss-title">Loss against appetite</p>' in page
    assert "A year costs €640,000 (€420,000 to €910,000, 90% interval) on average" in page
    assert '<a class="why" href="/proof/1/">' in page
    assert '<th scope="row" class="num">€2,000,000</th>' in page
    assert "style=" not in page


def test_a_chart_under_a_heading_takes_its_name_from_it() -> None:
    page = drawn('{% chart c id="w" labelled_by="h-worth" says=False %}', c=chart_of("worth", NET_WORTH)[0])
    assert page.startswith('<figure class="chart" aria-labelledby="h-worth">')
    assert 'class="chart-title"' not in page
    assert 'class="says"' not in page
    assert re.search(r'<td><span class="st st-ok">.*?<span class="word">Earns its place</span></span></td>', page)


def test_hostile_names_stay_text_on_a_page() -> None:
    page = drawn("{% chart c %}", c=chart_of("worth", HOSTILE_WORTH)[0])
    assert "<script" not in page
    assert "<img" not in page
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", page)
    heads = re.findall(r'<th scope="row">(.*?)</th>', page)
    assert [unescape(head) for head in heads] == list(HOSTILE[:9])


def test_the_same_chart_is_the_same_markup() -> None:
    chart = chart_of("worth", NET_WORTH)[0]
    assert shown(chart, "a").drawn == shown(chart, "a").drawn
    assert len(shown(chart, "a").drawn) < 30_000
