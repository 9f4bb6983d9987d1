"""From test results, evidence facts and decisions to statuses of controls and requirements. Pure: no clock, no I/O.

`assess` is the entry point; `facts` is what it takes, `conclusions` what it gives, `statuses` the truth tables.
`reliability` estimates how often a control works, `period` says what was proven on each day of a period.
"""

from earnest.engines.assurance.assess import assess
from earnest.engines.assurance.conclusions import (
    REASON_CODES,
    Assessment,
    ControlConclusion,
    Reason,
    RequirementConclusion,
    TestConclusion,
)
from earnest.engines.assurance.facts import Record
from earnest.engines.assurance.statuses import (
    ControlState,
    ControlStatus,
    Grade,
    RequirementStatus,
    Severity,
    TestStatus,
)

__all__ = [
    "REASON_CODES",
    "Assessment",
    "ControlConclusion",
    "ControlState",
    "ControlStatus",
    "Grade",
    "Reason",
    "Record",
    "RequirementConclusion",
    "RequirementStatus",
    "Severity",
    "TestConclusion",
    "TestStatus",
    "assess",
]
