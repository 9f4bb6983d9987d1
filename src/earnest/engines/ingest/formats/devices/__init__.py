"""Devices and what runs on them."""

from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats.devices import (
    fleet,
    intune_devices,
    jamf_computers,
    osquery,
)

FORMATS: tuple[Format, ...] = (
    intune_devices.FORMAT,
    jamf_computers.FORMAT,
    osquery.FORMAT,
    fleet.FORMAT,
)
