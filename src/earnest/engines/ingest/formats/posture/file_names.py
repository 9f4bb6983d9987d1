"""The asset that a report is about, where only the name of its file says so."""

from __future__ import annotations

import re
from pathlib import PurePath

from earnest.engines.ingest.document import Document

_WHEN = re.compile(r"[-_. ]*\d{4}-?\d{2}-?\d{2}(?:[-_T. ]?\d{2}[-:]?\d{2}(?:[-:]?\d{2})?Z?)?$")


def named_after(document: Document, *tools: str) -> str:
    """The name of the file without folders, ending, time at the end and the names of `tools`: `node-1` of
    `kube-bench-node-1-20261120.json`. The whole name if nothing else is left."""
    whole = PurePath(document.name.replace("\\", "/")).name
    name = _WHEN.sub("", whole.partition(".json")[0] if ".json" in whole else PurePath(whole).stem)
    for tool in tools:
        name = re.sub(rf"(?i)^{re.escape(tool)}[-_. ]+|[-_. ]+{re.escape(tool)}$", "", name)
    return name.strip("-_. ") or whole
