"""KnowBe4: training enrollments, the CSV of "Training > Campaigns > Users > Generate CSV" or of the training report.

KnowBe4 documents no headings of this file but Extended Due Date ("User Management in Training Campaigns"), and no
public reader of it was found: the others are the fields of training enrollments in KnowBe4's Reporting API v1
(module_name, campaign_name, user.email, enrollment_date, start_date, completion_date, due_date, status) written as
headings, and could not be confirmed. A file whose headings differ is not recognised; an adapter reads it. One row of
`training_records` per line: one piece of content for one person. An extended due date goes before the due date.
`passed` is true where the status says so (Passed, Completed), false where it says Failed, else unknown. A completion
date with a status that says the work is not done is a contradiction, and the line is rejected. Times without an offset
are read as UTC.
"""

from __future__ import annotations

from earnest.engines.ingest.coerce import FieldError, day, instant, needed, real, text
from earnest.engines.ingest.format import Cells, csv_format
from earnest.engines.ingest.writer import Entry

LAYOUTS = (
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y",
    "%b %d, %Y",
    "%Y-%m-%d %H:%M:%S %Z",
    "%Y-%m-%d %H:%M:%S %z",
)
_PASSED = {"passed": True, "completed": True, "complete": True, "pass": True, "acknowledged": True, "failed": False}
_OPEN = frozenset({"not started", "in progress", "past due", "not completed", "incomplete", "overdue"})


def _rows(cells: Cells) -> list[Entry]:
    status = (text(cells["status"]) or "").lower()
    completed = instant(cells["completed"], "Completion Date", layouts=LAYOUTS)
    if completed and status in _OPEN:
        raise FieldError("Status", f"says {status!r}, and there is a completion date")
    due = text(cells["extended"]) or cells["due"]
    score = (text(cells["score"]) or "").removesuffix("%")
    return [
        (
            "training_records",
            {
                "person_email": needed(cells["email"], "Email").lower(),
                "course": needed(cells["course"], "Content Name"),
                "assigned_at": instant(cells["enrolled"], "Enrollment Date", layouts=LAYOUTS),
                "due_on": day(due, "Due Date", layouts=LAYOUTS),
                "completed_at": completed,
                "score": real(score, "Score"),
                "passed": _PASSED.get(status),
            },
        )
    ]


FORMAT = csv_format(
    id="knowbe4-training",
    title="KnowBe4 training enrollments, CSV",
    tables=("training_records",),
    columns={
        "email": ("Email", "User Email", "Email Address"),
        "course": ("Content Name", "Module Name", "Assignment Name", "Training", "Content", "module_name"),
        "campaign": ("Campaign Name", "Campaign", "Training Campaign", "campaign_name"),
        "enrolled": ("Enrollment Date", "Enrolled On", "Date Enrolled", "enrollment_date"),
        "due": ("Due Date", "due_date"),
        "extended": ("Extended Due Date",),
        "completed": ("Completion Date", "Completed On", "Date Completed", "completion_date"),
        "status": ("Status", "Training Status", "Enrollment Status"),
        "score": ("Score", "Quiz Score", "Assessment Score"),
    },
    needs=("email", "course", "enrolled", "completed", "status"),
    marks=("campaign",),
    rows=_rows,
)
