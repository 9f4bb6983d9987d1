"""KnowBe4: recipients of a phishing security test, the CSV of "Phishing > Campaigns > Users > Generate CSV".

The headings are those that public readers of this file expect (2026: Email, Clicked At, Replied At, Data Entered At,
Attachment Opened At, Macro Enabled At, QR Code Scanned At, Opened At, Reported, Scheduled, Delivered At, Bounced At, …,
Failure Ignored At, …, Email Template, …), which are the fields of recipients in KnowBe4's Reporting API v1 under other
names; KnowBe4 documents none of them. Older files without Reported do not say who reported, and are refused. One row of
`phishing_results` per line. Messages that bounced, or were not delivered, are counted as ignored.

What KnowBe4 counts as a failure is kept apart: `clicked_at` is the first of following the link, scanning its code,
opening the attachment or replying; `submitted_at` is the first of entering data or enabling macros. Opening the message
is none of these. A failure that somebody told the console to ignore happened all the same, and stays. The file does not
name the campaign: it is the template, unless whoever exports adds a column Campaign Name; two tests with one template
would else be one.
"""

from __future__ import annotations

from datetime import datetime

from earnest.engines.ingest.coerce import FieldError, instant, needed, text
from earnest.engines.ingest.format import Cells, csv_format
from earnest.engines.ingest.formats.operations.knowbe4_training import LAYOUTS
from earnest.engines.ingest.writer import Entry

_COLUMNS: dict[str, tuple[str, ...]] = {
    "email": ("Email", "User Email", "Email Address", "Recipient"),
    "campaign": ("Campaign Name", "Campaign", "Phishing Campaign", "PST Name", "Test Name"),
    "template": ("Template", "Template Name", "Email Template"),
    "test": ("PST ID", "pst_id"),
    "scheduled": ("Scheduled At", "Scheduled", "scheduled_at"),
    "delivered": ("Delivered At", "Delivered", "Sent At", "delivered_at"),
    "clicked": ("Clicked At", "Clicked", "clicked_at"),
    "scanned": ("QR Code Scanned At", "QR Code Scanned", "qr_code_scanned"),
    "opened_attachment": ("Attachment Opened At", "Attachment Opened", "attachment_opened_at"),
    "replied": ("Replied At", "Replied", "replied_at"),
    "entered": ("Data Entered At", "Data Entered", "data_entered_at"),
    "macro": ("Macro Enabled At", "Macro Enabled", "macro_enabled_at"),
    "reported": ("Reported At", "Reported", "reported_at"),
    "bounced": ("Bounced At", "Bounced", "bounced_at"),
}
_NEVER = frozenset({"no", "false", "-", "n/a", "never", "none"})


def _time(cells: Cells, name: str) -> datetime | None:
    written = text(cells[name])
    if written is None or written.lower() in _NEVER:
        return None
    return instant(written, _COLUMNS[name][0], layouts=LAYOUTS)


def _first(cells: Cells, *names: str) -> datetime | None:
    return min(filter(None, (_time(cells, name) for name in names)), default=None)


def _rows(cells: Cells) -> list[Entry]:
    entered = _first(cells, "entered", "macro")
    campaign = text(cells["campaign"]) or text(cells["template"]) or text(cells["test"])
    if campaign is None:
        raise FieldError("Campaign Name", "is empty, and there is no template or test number")
    return [
        (
            "phishing_results",
            {
                "campaign": campaign,
                "person_email": needed(cells["email"], "Email").lower(),
                "sent_at": _time(cells, "delivered"),
                "clicked_at": _first(cells, "clicked", "scanned", "opened_attachment", "replied") or entered,
                "submitted_at": entered,
                "reported_at": _time(cells, "reported"),
            },
        )
    ]


def _ignores(cells: Cells) -> str:
    undelivered = _time(cells, "delivered") is None or _time(cells, "bounced") is not None
    return "messages that were not delivered" if undelivered else ""


FORMAT = csv_format(
    id="knowbe4-phishing",
    title="KnowBe4 phishing test recipients, CSV",
    tables=("phishing_results",),
    columns=_COLUMNS,
    needs=("email", "delivered", "clicked", "reported"),
    rows=_rows,
    ignores=_ignores,
)
