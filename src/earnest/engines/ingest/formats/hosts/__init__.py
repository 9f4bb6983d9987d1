"""What scanners find on hosts and networks."""

from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats.hosts import (
    nessus,
)

FORMATS: tuple[Format, ...] = (nessus.FORMAT,)
