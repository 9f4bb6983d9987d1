"""The formats that are read without an adapter. A new one is a file in its group, its line there, and its tests."""

from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats import code, devices, hosts, identity, operations, posture, reference

FORMATS: tuple[Format, ...] = (
    *identity.FORMATS,
    *devices.FORMATS,
    *hosts.FORMATS,
    *code.FORMATS,
    *posture.FORMATS,
    *operations.FORMATS,
    *reference.FORMATS,
)
"""Every built-in format."""
