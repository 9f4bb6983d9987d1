"""Microsoft Intune: the CSV of Devices > All devices > Export.

Follows the headings of the Intune admin center's export of all columns, as "Intune reports available by Graph API"
maps them to the properties of its report Devices (2026): Device ID, Device name, Enrollment date, Last check-in, OS, OS
version, Compliance, Encrypted, Serial number, Primary user UPN, JailBroken, Managed by, Model, … Times are written
without an offset, in UTC, with seven decimals; the year 0001 means never. One row of `devices` per line. A device in
its grace period is not compliant.
"""

from __future__ import annotations

from earnest.engines.ingest.coerce import flag, instant, lower, needed, text, upper
from earnest.engines.ingest.format import Cells, csv_format
from earnest.engines.ingest.formats.identity.entra_users import MONTH_FIRST
from earnest.engines.ingest.writer import Entry

_COMPLIANT = {
    "compliant": True,
    "noncompliant": False,
    "not compliant": False,
    "in grace period": False,
    "ingraceperiod": False,
    "conflict": False,
    "error": False,
}
_UNKNOWN = frozenset({"unknown", "n/a", "not evaluated", "not applicable"})
_UNMANAGED = frozenset({"eas", "unknown", "none"})


def _rows(cells: Cells) -> list[Entry]:
    return [
        (
            "devices",
            {
                "device_id": needed(cells["id"], "Device ID"),
                "system": "intune",
                "serial": upper(cells["serial"]),
                "hostname": lower(cells["name"]),
                "owner_email": lower(cells["user"]) or lower(cells["email"]),
                "kind": _kind(cells),
                "os_name": text(cells["os"]),
                "os_version": text(cells["os_version"]),
                "managed": _managed(cells["managed_by"]),
                "compliant": _COMPLIANT.get(lower(cells["compliance"]) or ""),
                "encrypted": flag(cells["encrypted"], "Encrypted", none=_UNKNOWN),
                "jailbroken": flag(cells["jailbroken"], "JailBroken", none=_UNKNOWN),
                "last_seen_at": instant(cells["last_seen"], "Last check-in", layouts=MONTH_FIRST),
                "enrolled_at": instant(cells["enrolled"], "Enrollment date", layouts=MONTH_FIRST),
            },
        )
    ]


def _managed(by: str | None) -> bool | None:
    word = lower(by)
    return True if word is None else word not in _UNMANAGED


def _kind(cells: Cells) -> str | None:
    """Phones and tablets are told by their system, other machines only by a model name that says it."""
    system, model = lower(cells["os"]) or "", lower(cells["model"]) or ""
    if "virtual" in model or "vmware" in model:
        return "virtual"
    if "ipad" in system or "ipad" in model or "tablet" in model:
        return "tablet"
    if system.startswith(("ios", "android")):
        return "phone"
    if "book" in model or "laptop" in model:
        return "laptop"
    return "desktop" if "imac" in model or "desktop" in model or "mac mini" in model else None


FORMAT = csv_format(
    id="intune-devices",
    title="Intune devices, CSV of All devices",
    tables=("devices",),
    columns={
        "id": ("Device ID", "DeviceId"),
        "name": ("Device name", "DeviceName"),
        "enrolled": ("Enrollment date", "CreatedDate"),
        "last_seen": ("Last check-in", "LastContact"),
        "os": ("OS", "Operating system"),
        "os_version": ("OS version", "OSVersion"),
        "compliance": ("Compliance", "CompliantState"),
        "encrypted": ("Encrypted", "IsEncrypted"),
        "serial": ("Serial number", "SerialNumber"),
        "user": ("Primary user UPN", "UPN"),
        "email": ("Primary user email address", "UserEmail"),
        "jailbroken": ("JailBroken", "Jail broken"),
        "managed_by": ("Managed by", "ManagementAgents"),
        "model": "Model",
    },
    needs=("id", "name", "compliance"),
    marks=("last_seen",),
    rows=_rows,
)
