"""The questionnaire that a bank sent to the sample company: a workbook with two sheets, choices and a count."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import save_workbook

from earnest.core.telling import operations
from earnest.core.telling.models import Questionnaire
from earnest.engines.workbooks.questions import guess
from earnest.engines.workbooks.reading import read
from earnest.foundation.actor import Actor

CUSTOMER, TITLE = "Ardmorran Bank", "Security of suppliers 2026"
FILE = "ardmorran-supplier-security-2026.xlsx"
SEED = 20_260_815
UNANSWERED = 9
"""Questions that evidence does not answer today."""

_TOPICS: Mapping[str, tuple[str, ...]] = {
    "Governance": (
        "Are information security policies approved by management and communicated to staff?",
        "Is a risk assessment carried out at planned intervals?",
        "Do you carry out internal audits of information security?",
        "Do you maintain an inventory of hardware assets with owners?",
        "Do you have a data classification scheme with owners for each data type?",
    ),
    "Access": (
        "Do you enforce multi-factor authentication for all privileged accounts?",
        "Is multi-factor authentication required for remote access to your network (VPN)?",
        "Is MFA enforced for e-mail and webmail?",
        "Do administrators use phishing-resistant MFA?",
        "Are access rights reviewed by system owners on a regular schedule?",
        "Is access removed promptly when an employee leaves the company?",
        "Do you operate a password standard that covers length and lockout?",
    ),
    "Protection of data": (
        "Is sensitive data encrypted at rest in databases and on laptops?",
        "Is data in transit encrypted with current protocols?",
        "Do encryption keys have owners and a rotation schedule?",
        "Are storage media wiped or destroyed with proof when disposed of?",
        "Is there a data loss prevention tool that blocks unapproved disclosure?",
        "Is customer data stored exclusively within the European Union?",
    ),
    "Operations": (
        "Is endpoint detection and response deployed on all endpoints and servers?",
        "Are hardened configuration baselines applied and checked for drift?",
        "Is incoming e-mail filtered for phishing and malware?",
        "Are alerts watched around the clock by a monitoring team?",
        "Are firewall rulesets reviewed?",
        "Is your network segmented so that sensitive zones are separated?",
        "Are critical patches installed within a set time?",
        "Are internal and external vulnerability scans run on a schedule?",
    ),
    "Development": (
        "Is source code reviewed and scanned before release?",
        "Are development, test and production environments separated?",
        "Are changes to production assessed, approved and tested?",
        "Are third-party software components inventoried and kept current?",
    ),
    "Continuity and incidents": (
        "Are backups taken of all critical data?",
        "Is at least one backup copy offline or immutable?",
        "Are backup restore tests carried out and timed?",
        "Do you have business continuity and disaster recovery plans for critical services?",
        "Do you have a written incident response plan with roles and escalation?",
        "Have you suffered a security breach in the last three years?",
    ),
    "People and suppliers": (
        "Do you offer a public bug bounty programme?",
        "Is physical access to your sites limited to authorised people, and are visitors logged?",
        "Do you escrow your source code with an independent agent?",
        "Is artificial intelligence used to make decisions about our customers?",
    ),
}


def load_questionnaires(actor: Actor, today: date) -> Questionnaire:
    """Put the bank's questionnaire into the record, with its questions read."""
    data = workbook(today)
    layout = guess(read(data))
    taken = operations.take_questionnaire(
        actor,
        data,
        name=FILE,
        customer=CUSTOMER,
        title=TITLE,
        layout=layout,
        received_on=today - timedelta(days=6),
        due_on=today + timedelta(days=8),
    )
    return operations.read_questions(actor, taken, layout)


def workbook(today: date) -> bytes:
    """The workbook as the bank made it; the same day gives the same bytes."""
    chance = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    book = Workbook()
    cover = book.active
    assert isinstance(cover, Worksheet)
    _cover(cover, today, chance)
    last = _questions(book.create_sheet("Questionnaire"))
    cover["B9"] = f"=COUNTA(Questionnaire!D5:D{last})"
    cover["B10"] = f'=COUNTIF(Questionnaire!D5:D{last},"No")'
    cover["B11"] = f"=SUM(Questionnaire!F5:F{last})"
    book.properties.creator = CUSTOMER
    book.properties.created = datetime.combine(date(today.year, 1, 15), time.min)
    out = io.BytesIO()
    save_workbook(book, out)
    return _same(out.getvalue(), book.properties.created)


def _cover(sheet: Worksheet, today: date, chance: random.Random) -> None:
    sheet.title = "Read me"
    sheet["A1"] = CUSTOMER
    sheet["A1"].font = Font(bold=True, size=18, color="1F3864")
    sheet["A2"] = TITLE
    sheet.merge_cells("A4:D4")
    sheet["A4"] = (
        "Please answer every row of the sheet Questionnaire. Choose Yes, No or N/A and explain where it is No."
    )
    sheet["A4"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[4].height = 34
    lines: tuple[tuple[str, str | date | None], ...] = (
        ("Our reference", f"TPR-{today.year}-{chance.randrange(1000, 9999)}"),
        ("Send back by", today + timedelta(days=8)),
        ("Contact", "Third-party risk desk"),
        ("Answered so far", None),
        ("Answered with No", None),
        ("Weight of all questions", None),
    )
    for row, (name, value) in enumerate(lines, 6):
        sheet.cell(row, 1, name).font = Font(bold=True)
        sheet.cell(row, 2).value = value
    sheet["B7"].number_format = "dd/mm/yyyy"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 24


def _questions(sheet: Worksheet) -> int:
    """The sheet of questions; gives its last row."""
    thin = Side(style="thin", color="BFBFBF")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    sheet.merge_cells("A1:F1")
    sheet["A1"] = f"{TITLE}: questionnaire"
    sheet["A1"].font = Font(bold=True, size=14, color="FFFFFF")
    sheet["A1"].fill = PatternFill("solid", fgColor="1F3864")
    for column, name in enumerate(("No.", "Area", "Question", "Answer", "Comments and evidence", "Weight"), 1):
        cell = sheet.cell(4, column, name)
        cell.font, cell.fill, cell.border = Font(bold=True), PatternFill("solid", fgColor="D9E2F3"), box
    row = 5
    for section, (topic, asked) in enumerate(_TOPICS.items(), 1):
        sheet.cell(row, 3, f"{section}. {topic}").font = Font(bold=True, italic=True)
        for number, question in enumerate(asked, 1):
            row += 1
            for column, value in enumerate((f"{section}.{number}", topic, question, None, None, 1 + section % 3), 1):
                cell = sheet.cell(row, column, value)
                cell.border = box
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.cell(row, 4).fill = PatternFill("solid", fgColor="FFF2CC")
        row += 1
    last = row - 1
    allowed = DataValidation(type="list", formula1='"Yes,No,N/A"', allow_blank=True, showErrorMessage=True)
    allowed.add(f"D5:D{last}")
    sheet.add_data_validation(allowed)
    red = PatternFill("solid", bgColor="F8CBAD")
    told = CellIsRule(operator="equal", formula=['"No"'], fill=red)  # type: ignore[no-untyped-call]  # in its stubs
    sheet.conditional_formatting.add(f"D5:D{last}", told)
    for letter, width in zip("ABCDEF", (7, 18, 60, 11, 60, 9), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A5"
    return last


def _same(data: bytes, made: datetime) -> bytes:
    """The workbook without the moment at which it was written."""
    out = io.BytesIO()
    stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(data)) as there, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in there.namelist():
            part = there.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
            packed.writestr(
                zipfile.ZipInfo(name, (made.year, made.month, made.day, 0, 0, 0)), part, zipfile.ZIP_DEFLATED
            )
    return out.getvalue()
