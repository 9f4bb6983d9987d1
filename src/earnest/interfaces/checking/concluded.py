"""What a check judges: conclusions with the results and files behind them, wherever they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from earnest.engines.control_tests.dataset import Dataset
from earnest.engines.control_tests.model import ControlTest
from earnest.engines.control_tests.results import TestResult
from earnest.engines.pipeline.verdict import Read

Plain = Mapping[str, Any]
"""A conclusion as JSON values; its members are those of `earnest.engines.assurance.conclusions`."""


@dataclass(frozen=True)
class Concluded:
    """Conclusions as of an aware moment.

    `tests` are the conclusions of control tests with their control, by test; `results` full results by digest;
    `exceptions` the reason for each excepted subject, by test and subject; `names` what a file is called, by SHA-256.
    """

    as_of: datetime
    tests: Mapping[str, tuple[str, Plain]]
    controls: Mapping[str, Plain]
    requirements: Mapping[tuple[str, str], Plain]
    titles: Mapping[str, str]
    definitions: Mapping[str, ControlTest]
    results: Mapping[str, TestResult]
    dataset: Dataset
    names: Mapping[str, str]
    exceptions: Mapping[tuple[str, str], str]
    evidence: tuple[Read, ...]
    notes: tuple[str, ...] = field(default=())
