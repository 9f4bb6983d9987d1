"""The parts of a DOCX package besides its body: styles, lists, pictures, pages, footers and properties.

Written here part by part after ISO/IEC 29500: a library between would bring its own styles, template and clock.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC
from functools import cache
from pathlib import Path

from earnest.engines.documents.laid import LaidDocument, plain
from earnest.engines.documents.model import Document
from earnest.engines.documents.packed import packed
from earnest.engines.documents.word.writing import escaped, paragraph, span

_TEMPLATES = Path(__file__).parent.parent / "templates"
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_OFFICE}/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_OWN = (
    ("styles", "styles.xml"),
    ("numbering", "numbering.xml"),
    ("settings", "settings.xml"),
    ("footer", "footer1.xml"),
)
_EMU = 635
"""English metric units in a twentieth of a point."""


@dataclass(frozen=True)
class Paper:
    """A page in twentieths of a point: A4 upright or on its side."""

    width: int
    tall: int
    side: int
    top: int = 1250

    @property
    def room(self) -> int:
        return self.width - 2 * self.side

    @property
    def height(self) -> int:
        return self.tall - 2 * self.top


PORTRAIT = Paper(11906, 16838, 1247)
LANDSCAPE = Paper(16838, 11906, 1134)


@dataclass
class Package:
    """Collects what the body refers to, and at the end writes the file."""

    pictures: list[bytes] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    lists: list[bool] = field(default_factory=list)
    drawn: int = 0

    def numbering(self, *, numbered: bool) -> int:
        """The number of a list that counts from its own beginning."""
        self.lists.append(numbered)
        return len(self.lists)

    def page(self, paper: Paper) -> str:
        """The properties of pages, which close a part of the document."""
        turned = ' w:orient="landscape"' if paper.width > paper.tall else ""
        return (
            f'<w:sectPr><w:footerReference w:type="default" r:id="rId{len(_OWN)}"/><w:type w:val="nextPage"/>'
            f'<w:pgSz w:w="{paper.width}" w:h="{paper.tall}"{turned}/><w:pgMar w:top="{paper.top}" '
            f'w:right="{paper.side}" w:bottom="{paper.top}" w:left="{paper.side}" w:header="600" w:footer="560" '
            'w:gutter="0"/></w:sectPr>'
        )

    def picture(self, png: bytes, across: float, high: float, alt: str, name: str) -> str:
        """A picture in the line, its size in twentieths of a point, with words for those who do not see it."""
        key = hashlib.sha256(png).hexdigest()
        if key not in self.names:
            self.pictures.append(png)
            self.names[key] = len(self.pictures)
        self.drawn += 1
        size = f'cx="{int(across * _EMU)}" cy="{int(high * _EMU)}"'
        said = f'id="{self.drawn}" name="{escaped(name)}" descr="{escaped(alt)}"'
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
            f"<wp:docPr {said}/><a:graphic>"
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
            f"<pic:cNvPr {said}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
            f'<a:blip r:embed="rId{len(_OWN) + self.names[key]}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )

    def file(self, body: str, document: Document, laid: LaidDocument) -> bytes:
        """The whole package. The same document gives the same bytes."""
        parts = {
            "[Content_Types].xml": _types(),
            "_rels/.rels": _roots(),
            "docProps/core.xml": _core(document, laid),
            "docProps/app.xml": f'<Properties xmlns="{_OFFICE}/extended-properties"><Application>Earnest</Application>'
            "</Properties>",
            "word/document.xml": f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": _styles(laid),
            "word/numbering.xml": self._lists(),
            "word/settings.xml": _settings(laid),
            "word/footer1.xml": _footer(laid),
            "word/_rels/document.xml.rels": self._relations(),
        }
        written = [(name, (_DECLARED + content).encode()) for name, content in parts.items()]
        written += [(f"word/media/image{number}.png", png) for number, png in enumerate(self.pictures, 1)]
        return packed(written)

    def _relations(self) -> str:
        made = [
            f'<Relationship Id="rId{number}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/>'
            for number, (kind, target) in enumerate(_OWN, 1)
        ]
        made += [
            f'<Relationship Id="rId{len(_OWN) + number}" Type="{_OFFICE}/relationships/image" '
            f'Target="media/image{number}.png"/>'
            for number in range(1, len(self.pictures) + 1)
        ]
        return _related(made)

    def _lists(self) -> str:
        kinds = "".join(
            f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
            f'<w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
            '<w:pPr><w:ind w:left="397" w:hanging="340"/></w:pPr></w:lvl></w:abstractNum>'
            for number, (kind, text) in enumerate((("bullet", "•"), ("decimal", "%1.")))
        )
        each = "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{int(numbered)}"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            for number, numbered in enumerate(self.lists, 1)
        )
        return f"<w:numbering {_SPACES}>{kinds}{each}</w:numbering>"


def _styles(laid: LaidDocument) -> str:
    return _file("word-styles.xml").replace("{language}", escaped(laid.language))


@cache
def _file(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _settings(laid: LaidDocument) -> str:
    return (
        f'<w:settings {_SPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{escaped(laid.language)}"/></w:settings>'
    )


def _footer(laid: LaidDocument) -> str:
    words = laid.labels
    facts = f"{words['as_of']} {laid.as_of}   {words['edition']} {laid.edition[:12]}   {laid.state}   {words['page']} "
    pages = span(facts) + _field("PAGE") + span(f" {words['of']} ") + _field("NUMPAGES")
    name = f"{laid.organisation}, {laid.plain_title}"
    short = name if len(name) <= 110 else f"{name[:109].rstrip()}…"
    return f"<w:ftr {_SPACES}>{paragraph('Footer', span(short))}{paragraph('Footer', pages)}</w:ftr>"


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _core(document: Document, laid: LaidDocument) -> str:
    moment = document.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(laid.plain_title[:255])}</dc:title><dc:subject>{escaped(plain(laid.subtitle)[:255])}"
        f"</dc:subject><dc:creator>{escaped(laid.organisation[:255])}</dc:creator>"
        f"<cp:lastModifiedBy>Earnest</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        f"<dc:identifier>{escaped(laid.edition[:255])}</dc:identifier><dc:language>{escaped(laid.language)}"
        f"</dc:language><cp:version>{escaped(laid.state)}</cp:version></cp:coreProperties>"
    )


def _types() -> str:
    own = "".join(
        f'<Override PartName="/word/{target}" ContentType="{_TYPE}.{kind}+xml"/>'
        for kind, target in (("document.main", "document.xml"), *_OWN)
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f"{own}"
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/app.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>'
    )


def _roots() -> str:
    package = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    return _related(
        [
            f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/>',
            f'<Relationship Id="rId2" Type="{package}" Target="docProps/core.xml"/>',
            f'<Relationship Id="rId3" Type="{_OFFICE}/relationships/extended-properties" Target="docProps/app.xml"/>',
        ]
    )


def _related(made: list[str]) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{''.join(made)}</Relationships>"
    )
