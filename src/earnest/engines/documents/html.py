"""HTML from the document model: a page that stands alone, or a fragment for a page of the workbench.

Neither holds a script or a style attribute. Everything from content is escaped here and nowhere else.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable
from html import escape
from pathlib import Path

from earnest.engines.documents.charts.pair import views
from earnest.engines.documents.english import ENGLISH
from earnest.engines.documents.laid import (
    LaidBlock,
    LaidBreak,
    LaidBullets,
    LaidCallout,
    LaidChart,
    LaidDocument,
    LaidFacts,
    LaidLegend,
    LaidParagraph,
    LaidProof,
    LaidRow,
    LaidSection,
    LaidStep,
    LaidTable,
    Run,
    Runs,
    plain,
)
from earnest.engines.documents.layout import lay_out
from earnest.engines.documents.locale import Locale
from earnest.engines.documents.model import Document

_TEMPLATES = Path(__file__).parent / "templates"


def render(document: Document, *, locale: Locale = ENGLISH) -> str:
    """A whole page with its style inside. It needs no other file, no script and no network."""
    laid = lay_out(document, locale)
    body = _Writer(laid, locale, prefix="", level=1).document()
    return (
        f'<!DOCTYPE html>\n<html lang="{_attr(laid.language)}" dir="{laid.direction}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{_text(laid.plain_title)}, {_text(laid.organisation)}</title>\n"
        f"<style>\n{_file('document.css')}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#main">{_text(laid.labels["skip"])}</a>\n{_file("shapes.svg")}'
        f'<main id="main">\n{body}</main>\n</body>\n</html>\n'
    )


def render_fragment(document: Document, *, locale: Locale = ENGLISH, level: int = 1, prefix: str = "doc-") -> str:
    """The document as one `article` for a page that has the product's stylesheet and its sprite of shapes.

    `level` (1 to 3) is that of the title's heading; `prefix` keeps ids apart from those of the page around it.
    """
    if not 1 <= level <= 3:
        raise ValueError(f"heading level {level}: the title of a fragment is between 1 and 3")
    return _Writer(lay_out(document, locale), locale, prefix=prefix, level=level).document()


@functools.cache
def _file(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _text(text: str) -> str:
    return escape(text, quote=False)


def _attr(text: str) -> str:
    return escape(text, quote=True)


def _class(name: str, on: bool) -> str:
    return f' class="{name}"' if on else ""


def _icon(name: str) -> str:
    return f'<svg aria-hidden="true"><use href="#i-{name}"/></svg>'


class _Writer:
    def __init__(self, laid: LaidDocument, locale: Locale, prefix: str, level: int) -> None:
        self.laid = laid
        self.locale = locale
        self.prefix = prefix
        self.level = level
        self.labels = laid.labels
        self.named: Counter[str] = Counter()

    # ------------------------------------------------------------ document

    def document(self) -> str:
        laid = self.laid
        sections = "".join(self.section(section, self.level + 1) for section in laid.sections)
        if not laid.sections:
            sections = f'<p class="quiet">{_text(self.labels["empty"])}</p>\n'
        return (
            f'<article class="doc" lang="{_attr(laid.language)}" dir="{laid.direction}" '
            f'aria-labelledby="{self.prefix}title">\n'
            f"{self.head()}{self.contents()}{sections}{self.glossary()}{self.proofs()}</article>\n"
        )

    def head(self) -> str:
        laid = self.laid
        own = (
            ("organisation", laid.organisation),
            ("audience", laid.audience),
            ("as_of", laid.as_of),
            ("state", laid.state),
        )
        pairs = "".join(f"<div><dt>{_text(self.labels[key])}</dt><dd>{_text(value)}</dd></div>" for key, value in own)
        pairs += "".join(
            f"<div><dt>{self.runs(pair.label)}</dt><dd>{self.runs(pair.runs)}</dd></div>" for pair in laid.front.pairs
        )
        pairs += f'<div><dt>{_text(self.labels["edition"])}</dt><dd class="hash">{_text(laid.edition)}</dd></div>'
        subtitle = f'<p class="lede">{self.runs(laid.subtitle)}</p>' if laid.subtitle else ""
        title = f'<h{self.level} id="{self.prefix}title">{self.runs(laid.title)}</h{self.level}>'
        return f'<header class="doc-head">{title}{subtitle}<dl class="doc-front">{pairs}</dl></header>\n'

    def contents(self) -> str:
        if not self.laid.contents or not self.laid.sections:
            return ""
        places = [(section.id, plain(section.heading)) for section in self.laid.sections]
        places += [
            (id_, self.labels[id_])
            for id_, there in (("glossary", self.laid.glossary), ("proofs", self.laid.proofs))
            if there
        ]
        items = "".join(f'<li><a href="#{self.prefix}{id_}">{_text(name)}</a></li>' for id_, name in places)
        name = _text(self.labels["contents"])
        heading = self.heading("contents", name)
        return f'<nav class="doc-contents" aria-labelledby="{self.prefix}contents">{heading}<ol>{items}</ol></nav>\n'

    def heading(self, id_: str, inner: str) -> str:
        return f'<h{self.level + 1} id="{self.prefix}{id_}">{inner}</h{self.level + 1}>'

    def section(self, section: LaidSection, level: int) -> str:
        depth = min(level, 6)
        blocks = "".join(self.block(block) for block in section.blocks)
        parts = "".join(self.section(part, level + 1) for part in section.sections)
        id_ = f"{self.prefix}{section.id}"
        wide = " doc-wide" if section.wide else ""
        return (
            f'<section class="doc-section{wide}" aria-labelledby="{id_}">'
            f'<h{depth} id="{id_}">{self.runs(section.heading)}</h{depth}>\n'
            f"{blocks}{parts}</section>\n"
        )

    def glossary(self) -> str:
        if not self.laid.glossary:
            return ""
        entries = "".join(
            f'<dt id="{self.prefix}{entry.id}"><dfn>{_text(entry.word)}</dfn></dt><dd>{self.runs(entry.runs)}</dd>'
            for entry in self.laid.glossary
        )
        heading = self.heading("glossary", _text(self.labels["glossary"]))
        opening = f'<section class="doc-section" aria-labelledby="{self.prefix}glossary">'
        return f'{opening}{heading}<dl class="doc-glossary">{entries}</dl></section>\n'

    # -------------------------------------------------------------- blocks

    def block(self, block: LaidBlock) -> str:
        if isinstance(block, LaidParagraph):
            return f"<p{_class('lede', block.lede)}>{self.runs(block.runs)}</p>\n"
        if isinstance(block, LaidTable):
            return self.table(block)
        if isinstance(block, LaidBullets):
            tag = "ol" if block.numbered else "ul"
            return f'<{tag} class="doc-list">{"".join(f"<li>{self.runs(item)}</li>" for item in block.items)}</{tag}>\n'
        if isinstance(block, LaidFacts):
            return self.facts(block)
        if isinstance(block, LaidCallout):
            return self.callout(block)
        if isinstance(block, LaidChart):
            return self.chart(block)
        if isinstance(block, LaidBreak):
            return '<div class="doc-break"></div>\n'
        return self.legend(block)

    def facts(self, block: LaidFacts) -> str:
        if not block.pairs:
            return ""
        if not block.large:
            pairs = "".join(f"<dt>{self.runs(pair.label)}</dt><dd>{self.runs(pair.runs)}</dd>" for pair in block.pairs)
            return f'<dl class="pairs doc-facts">{pairs}</dl>\n'
        cells = []
        for pair in block.pairs:
            value = self.runs(tuple(run for run in pair.runs if run.kind != "range"))
            ranges = "".join(f'<dd class="rng">{_text(run.text)}</dd>' for run in pair.runs if run.kind == "range")
            cells.append(
                f'<div class="figure"><dt>{self.runs(pair.label)}</dt><dd class="val">{value}</dd>{ranges}</div>'
            )
        return f'<dl class="figures">{"".join(cells)}</dl>\n'

    def callout(self, block: LaidCallout) -> str:
        icon = {"contradiction": _icon("bad"), "unknown": _icon("unk")}.get(block.kind, "")
        return (
            f'<div class="doc-callout doc-{block.kind}" role="note" aria-label="{_attr(block.title)}">'
            f'<p class="doc-callout-title">{icon}{_text(block.title)}</p><p>{self.runs(block.runs)}</p></div>\n'
        )

    def legend(self, block: LaidLegend) -> str:
        if not block.pairs:
            return ""
        pairs = "".join(f"<dt>{self.runs(pair.label)}</dt><dd>{self.runs(pair.runs)}</dd>" for pair in block.pairs)
        return f'<p class="small quiet">{_text(block.title)}</p><dl class="pairs doc-legend">{pairs}</dl>\n'

    def chart(self, chart: LaidChart) -> str:
        id_ = f"{self.prefix}{chart.id}"
        said = f'<p class="says">{self.runs(chart.runs)}</p>' if chart.runs else ""
        name = f'<span class="vh">: {_text(plain(chart.title))}</span>'
        return (
            f'<figure class="chart" aria-labelledby="{id_}">{said}'
            f'<p class="chart-title" id="{id_}">{self.runs(chart.title)}</p>'
            f"{views(chart.picture, chart.alt, id_, self.locale)}"
            f'<details class="behind"><summary>{_text(self.labels["chart_table"])}'
            f"{name}</summary>{self.table(chart.table)}</details></figure>\n"
        )

    def table(self, table: LaidTable) -> str:
        heads = "".join(
            f'<th scope="col"{_class("num", column.align == "end")}>{self.runs(column.runs)}</th>'
            for column in table.columns
        )
        if table.proofs:
            heads += f'<th scope="col" class="c-why">{_text(self.labels["proof"])}</th>'
        caption = f"<caption>{self.runs(table.caption)}</caption>" if table.caption else ""
        rows = "".join(self.row(table, row) for row in table.rows)
        if not table.rows:
            rows = f'<tr><td colspan="{len(table.columns) + table.proofs}">{_text(self.labels["no_rows"])}</td></tr>'
        dense = " doc-compact" if table.compact else ""
        return (
            f'<div class="scroll" tabindex="0" role="region" aria-label="{_attr(self.alone(table.plain_name))}">'
            f'<table class="tbl{dense}">{caption}'
            f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n"
        )

    def alone(self, name: str) -> str:
        """A name that no other region of the page has."""
        self.named[name] += 1
        return name if self.named[name] == 1 else f"{name} {self.named[name]}"

    def row(self, table: LaidTable, row: LaidRow) -> str:
        cells = []
        for index, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
            tag, scope = ("th", ' scope="row"') if index == 0 else ("td", "")
            cells.append(f"<{tag}{scope}{_class('num', column.align == 'end')}>{self.runs(cell)}</{tag}>")
        if table.proofs:
            cells.append(f'<td class="c-why">{self.runs(row.marks)}</td>')
        return f"<tr>{''.join(cells)}</tr>\n"

    # -------------------------------------------------------------- inline

    def runs(self, runs: Runs) -> str:
        return "".join(self.run(run) for run in runs)

    def run(self, run: Run) -> str:
        shown = _text(run.text)
        if run.kind == "mark":
            return self.mark(run)
        if run.kind == "status":
            return f'<span class="st st-{run.shape}">{_icon(run.shape)}<span class="word">{shown}</span></span>'
        if run.kind == "grade":
            return f'<span class="grade grade-{run.shape}" title="{_attr(run.detail)}">{shown}</span>'
        if run.kind == "figure":
            return f'<data value="{_attr(run.detail)}">{shown}</data>' if run.detail else f"<span>{shown}</span>"
        if run.kind == "range":
            return f' <span class="rng">({shown})</span>'
        if run.kind == "date":
            return f'<time datetime="{_attr(run.detail)}">{shown}</time>'
        if run.kind == "name":
            title = f' title="{_attr(run.detail)}"' if run.detail else ""
            return f'<bdi class="name name-{run.shape}"{title}>{shown}</bdi>'
        if run.kind == "term":
            return f'<a class="term" href="#{self.prefix}{run.target}">{shown}</a>'
        return shown

    def mark(self, run: Run) -> str:
        id_ = f' id="{self.prefix}why-{run.number}"' if run.first else ""
        name = f"{self.labels['why']} {run.detail}"
        words = f'<span class="vh">{_text(name)}</span>'
        return f'<a class="why" href="#{self.prefix}proof-{run.number}"{id_}>{_icon("why")}{words}</a>'

    # -------------------------------------------------------------- proofs

    def proofs(self) -> str:
        if not self.laid.proofs:
            return ""
        heading = self.heading("proofs", _text(self.labels["proofs"]))
        said = f'<p class="quiet">{_text(self.labels["proofs_say"])}</p>'
        entries = "".join(self.proof(proof) for proof in self.laid.proofs)
        opening = f'<section class="doc-section doc-proofs" aria-labelledby="{self.prefix}proofs">'
        return f"{opening}{heading}{said}\n{entries}</section>\n"

    def proof(self, proof: LaidProof) -> str:
        number = proof.number
        title = f'<span class="doc-number">{_text(self.labels["proof"])} {number}</span> {self.runs(proof.runs)}'
        back = f'<a href="#{self.prefix}why-{number}">{_text(self.labels["to_text"])}</a>' if proof.referred else ""
        steps = "".join(self.step(step) for step in proof.steps)
        chain = f'<ol class="chain">{steps}</ol>' if steps else f'<p class="quiet">{_text(self.labels["no_steps"])}</p>'
        return (
            f'<details class="doc-proof"><summary>{title}</summary>'
            f'<div id="{self.prefix}proof-{number}" class="doc-chain">'
            f'<p class="small quiet"><span class="hash">{_text(proof.id)}</span> {back}</p>{chain}</div></details>\n'
        )

    def step(self, step: LaidStep) -> str:
        body = _text(step.line)
        if step.code:
            body += (
                f'<pre class="sql" tabindex="0" aria-label="{_attr(step.label)}"><code>{_text(step.code)}</code></pre>'
            )
        if step.columns:
            heads = "".join(f'<th scope="col">{_text(column)}</th>' for column in step.columns)
            rows = "".join(f"<tr>{_cells(row)}</tr>" for row in step.rows)
            body += (
                f'<div class="scroll" tabindex="0" role="region" aria-label="{_attr(step.label)}">'
                f'<table class="tbl"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
            )
        if step.pairs:
            pairs = "".join(
                f"<dt>{_text(key)}</dt><dd{_class('hash', code)}><bdi>{_text(value)}</bdi></dd>"
                for key, value, code in step.pairs
            )
            body += f'<dl class="pairs">{pairs}</dl>'
        return (
            f'<li{_class("weak", step.weak)}><span class="k">{_text(step.label)}</span><div class="v">{body}</div></li>'
        )


def _cells(row: Iterable[str]) -> str:
    return "".join(f"<td><bdi>{_text(cell)}</bdi></td>" for cell in row)
