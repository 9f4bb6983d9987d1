"""How clouds and systems are configured, and what watches them."""

from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats.posture import (
    aws_asff,
    prowler_ocsf,
)

FORMATS: tuple[Format, ...] = (
    prowler_ocsf.FORMAT,
    aws_asff.FORMAT,
)
