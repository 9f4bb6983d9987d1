"""A document laid out: claims numbered, values written, every line a sequence of runs.

HTML and PDF are both written from this, so that they cannot say different things.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from earnest.engines.documents.charts.pictures import Picture

RunKind = Literal["text", "name", "code", "figure", "range", "status", "date", "grade", "term", "mark"]


@dataclass(frozen=True)
class Run:
    """A stretch of one kind.

    `shape` draws a status or names the kind of a name, `number` is the proof that a mark leads to and `first` its first
    mark, `detail` is what a machine or a screen reader gets besides the text, `target` is the glossary entry of a term.
    """

    kind: RunKind
    text: str
    shape: str = ""
    number: int = 0
    first: bool = False
    detail: str = ""
    target: str = ""


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True)
class LaidParagraph:
    runs: Runs
    lede: bool = False
    block: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class LaidColumn:
    runs: Runs
    width: float
    align: str


@dataclass(frozen=True)
class LaidRow:
    cells: tuple[Runs, ...]
    marks: Runs


@dataclass(frozen=True)
class LaidTable:
    caption: Runs
    columns: tuple[LaidColumn, ...]
    rows: tuple[LaidRow, ...]
    proofs: bool
    compact: bool
    plain_name: str
    block: Literal["table"] = "table"


@dataclass(frozen=True)
class LaidBullets:
    items: tuple[Runs, ...]
    numbered: bool
    block: Literal["bullets"] = "bullets"


@dataclass(frozen=True)
class LaidPair:
    label: Runs
    runs: Runs


@dataclass(frozen=True)
class LaidFacts:
    pairs: tuple[LaidPair, ...]
    large: bool = False
    block: Literal["facts"] = "facts"


@dataclass(frozen=True)
class LaidCallout:
    kind: str
    title: str
    runs: Runs
    block: Literal["callout"] = "callout"


@dataclass(frozen=True)
class LaidLegend:
    title: str
    pairs: tuple[LaidPair, ...]
    block: Literal["legend"] = "legend"


@dataclass(frozen=True)
class LaidChart:
    """A chart: `picture` is drawn by each writer for its own medium. `apart` puts its table at the end of a paper."""

    id: str
    title: Runs
    runs: Runs
    alt: str
    picture: Picture
    table: LaidTable
    apart: bool
    block: Literal["chart"] = "chart"


@dataclass(frozen=True)
class LaidBreak:
    block: Literal["break"] = "break"


LaidBlock: TypeAlias = (
    LaidParagraph | LaidTable | LaidBullets | LaidFacts | LaidCallout | LaidLegend | LaidChart | LaidBreak
)


@dataclass(frozen=True)
class LaidSection:
    """A section of a document. `side` says that it stands on paper on its side."""

    id: str
    heading: Runs
    blocks: tuple[LaidBlock, ...]
    sections: tuple[LaidSection, ...]
    wide: bool
    side: bool = False


@dataclass(frozen=True)
class LaidStep:
    """One link of a proof: a label, a line, pairs of label and value, code, rows. `weak` marks what is missing.

    `widths` are those of the columns, each as a share of them all.
    """

    label: str
    line: str = ""
    pairs: tuple[tuple[str, str, bool], ...] = ()
    code: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[float, ...] = ()
    weak: bool = False


@dataclass(frozen=True)
class LaidProof:
    number: int
    id: str
    runs: Runs
    plain: str
    steps: tuple[LaidStep, ...]
    referred: bool


@dataclass(frozen=True)
class LaidEntry:
    id: str
    word: str
    runs: Runs


@dataclass(frozen=True)
class LaidDocument:
    title: Runs
    plain_title: str
    subtitle: Runs
    organisation: str
    audience: str
    as_of: str
    edition: str
    state: str
    language: str
    direction: str
    front: LaidFacts
    sections: tuple[LaidSection, ...]
    glossary: tuple[LaidEntry, ...]
    proofs: tuple[LaidProof, ...]
    contents: bool
    labels: dict[str, str]


def plain(runs: Runs) -> str:
    """The words of a line without its proof marks."""
    return "".join(f" ({run.text})" if run.kind == "range" else run.text for run in runs if run.kind != "mark").strip()
