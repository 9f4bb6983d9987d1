"""Jamf Pro: the CSV of an advanced computer search or of the computer inventory, Export.

The columns are those that the person chose to display, under the attribute names of "Computer Inventory and Criteria
Reference" (Jamf Pro documentation 11.x), which public tools list as criteria too, but for Managed: Computer Name,
Serial Number, Jamf Pro (older: JSS) Computer ID, UDID, Last Check-in, Operating System, Operating System Version,
FileVault 2 Partition Encryption State, FileVault 2 Status, Firewall Enabled, Managed, Email Address, Model, … Computer
Name and Serial Number must be there, others stay unknown.

One row of `devices` per line; `device_id` is the Jamf Pro computer ID, else the UDID, else the serial number. A disk
counts as encrypted when its boot partition is, and not while it still is encrypting. Times without an offset are read
as UTC.
"""

from __future__ import annotations

from earnest.engines.ingest.coerce import FieldError, flag, instant, lower, text, upper
from earnest.engines.ingest.format import Cells, csv_format
from earnest.engines.ingest.writer import Entry

_ENCRYPTED = {
    "encrypted": True,
    "boot encrypted": True,
    "all partitions encrypted": True,
    "boot partitions encrypted": True,
    "some partitions encrypted": None,
    "unencrypted": False,
    "not encrypted": False,
    "no partitions encrypted": False,
    "encrypting": False,
    "decrypting": False,
    "decrypted": False,
    "off": False,
    "on": True,
}
_MANAGED = {"managed": "true", "unmanaged": "false"}
_UNKNOWN = frozenset({"unknown", "n/a", "not collected", "not supported"})
_LAYOUTS = (
    "%m/%d/%Y at %I:%M %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %H:%M",
    "%Y-%m-%d at %I:%M %p",
    "%B %d %Y at %I:%M %p",
)


def _rows(cells: Cells) -> list[Entry]:
    serial = upper(cells["serial"])
    device = text(cells["id"]) or text(cells["udid"]) or serial
    if device is None:
        raise FieldError("Serial Number", "is empty, and there is no computer ID or UDID")
    managed = lower(cells["managed"])
    model = lower(cells["model"]) or ""
    return [
        (
            "devices",
            {
                "device_id": device,
                "system": "jamf",
                "serial": serial,
                "hostname": lower(cells["name"]),
                "owner_email": lower(cells["email"]),
                "kind": _kind(model),
                "os_name": text(cells["os"]) or "macOS",
                "os_version": text(cells["os_version"]),
                "managed": flag(_MANAGED.get(managed or "", managed), "Managed", none=_UNKNOWN),
                "encrypted": _encrypted(cells),
                "firewall_on": flag(cells["firewall"], "Firewall Enabled", none=_UNKNOWN),
                "last_seen_at": instant(cells["last_seen"], "Last Check-in", layouts=_LAYOUTS),
                "enrolled_at": instant(cells["enrolled"], "Last Enrollment", layouts=_LAYOUTS),
            },
        )
    ]


def _encrypted(cells: Cells) -> bool | None:
    """By the state of the boot partition, else by the status of the computer; an unknown word is unknown."""
    for name in ("filevault_state", "filevault_status"):
        word = lower(cells[name])
        if word in _ENCRYPTED:
            return _ENCRYPTED[word]
    return None


def _kind(model: str) -> str | None:
    if "virtual" in model or "vmware" in model or "parallels" in model:
        return "virtual"
    if "macbook" in model:
        return "laptop"
    return (
        "desktop" if any(name in model for name in ("imac", "mac mini", "macmini", "mac studio", "mac pro")) else None
    )


FORMAT = csv_format(
    id="jamf-computers",
    title="Jamf Pro computers, CSV of an inventory search",
    tables=("devices",),
    columns={
        "name": "Computer Name",
        "serial": "Serial Number",
        "id": ("Jamf Pro Computer ID", "JSS Computer ID", "Computer ID"),
        "udid": "UDID",
        "email": ("Email Address", "Email"),
        "model": ("Model", "Model Identifier"),
        "os": ("Operating System Name", "Operating System"),
        "os_version": ("Operating System Version", "OS Version"),
        "filevault_state": ("FileVault 2 Partition Encryption State", "FileVault 2 Boot Partition Encryption State"),
        "filevault_status": ("FileVault 2 Status", "FileVault Status"),
        "firewall": ("Firewall Enabled", "Firewall"),
        "managed": ("Managed", "Management Status"),
        "last_seen": ("Last Check-in", "Last Checkin", "Last Contact Time"),
        "enrolled": ("Last Enrollment", "Enrollment Date", "Last Enrolled Date"),
    },
    needs=("name", "serial"),
    rows=_rows,
)
