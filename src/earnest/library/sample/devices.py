"""Jamf Pro and Intune exports, and the equipment list of the personnel department."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256

from earnest.library.sample.formats import csv_bytes
from earnest.library.sample.laptops import RELEASES, Laptop, release
from earnest.library.sample.timeline import Draft, Timeline

JAMF_HEADER = (
    "Computer Name",
    "Jamf Pro Computer ID",
    "Serial Number",
    "UDID",
    "Managed",
    "Last Check-in",
    "Last Inventory Update",
    "Last Enrollment",
    "Model",
    "Architecture Type",
    "Operating System",
    "Operating System Version",
    "Operating System Build",
    "FileVault 2 Status",
    "Firewall Enabled",
    "Gatekeeper",
    "System Integrity Protection",
    "Username",
    "Full Name",
    "Email Address",
    "Department",
    "Building",
)
INTUNE_HEADER = (
    "Device ID",
    "Device name",
    "Enrollment date",
    "Last check-in",
    "Azure AD Device ID",
    "OS version",
    "Azure AD registered",
    "EAS activation ID",
    "Serial number",
    "Manufacturer",
    "Model",
    "EAS activated",
    "IMEI",
    "Last EAS sync time",
    "EAS reason",
    "EAS status",
    "Compliance grace period expiration",
    "Security patch level",
    "Wi-Fi MAC",
    "MEID",
    "Subscriber carrier",
    "Total storage",
    "Free storage",
    "Management name",
    "Category",
    "UserId",
    "Primary user UPN",
    "Primary user email address",
    "Primary user display name",
    "WiFiIPv4Address",
    "WiFiSubnetID",
    "Compliance",
    "Managed by",
    "Ownership",
    "Device state",
    "Intune registered",
    "Supervised",
    "Encrypted",
    "OS",
    "SkuFamily",
    "JoinType",
    "Phone number",
    "JailBroken",
    "ICCID",
    "EthernetMAC",
    "CellularTechnology",
    "ProcessorArchitecture",
    "EID",
    "TPMManufacturerId",
    "TPMManufacturerVersion",
)
JAMF_GAP_MONTH = 6
"""The month, counted back, in which the Jamf export did not run."""
EQUIPMENT_HEADER = (
    "Asset tag",
    "Type",
    "Model",
    "Serial",
    "Assigned to",
    "Email",
    "Handed out",
    "Returned",
    "Lives in",
)


def device_files(laptops: tuple[Laptop, ...], timeline: Timeline) -> Iterator[Draft]:
    days = timeline.weekly()
    gap = sorted(days, reverse=True)[12 + JAMF_GAP_MONTH - 3]
    for day in days:
        there = [x for x in laptops if max(x.bought_on, x.owner.started_on) <= day]
        intune = [_intune_row(x, day, timeline) for x in there if x.manager == "intune"]
        yield Draft(
            "intune",
            "intune-devices",
            f"DevicesWithInventory_{day}.csv",
            timeline.instant(day, 21, 30),
            csv_bytes(INTUNE_HEADER, intune),
        )
        if day != gap:
            jamf = [_jamf_row(x, day, timeline) for x in there if x.manager == "jamf"]
            yield Draft(
                "jamf",
                "jamf-computers",
                f"jamf-computers-{day}.csv",
                timeline.instant(day, 21, 40),
                csv_bytes(JAMF_HEADER, jamf),
            )


def equipment_files(laptops: tuple[Laptop, ...], timeline: Timeline) -> Iterator[Draft]:
    """What the personnel department handed out: all 150 laptops, and no word on how they are kept."""
    for day in timeline.monthly(4):
        rows = [
            (
                f"EQ-{2000 + x.number}",
                "Laptop",
                x.model,
                x.serial,
                x.owner.name,
                x.owner.email,
                f"{max(x.bought_on, x.owner.started_on):%d/%m/%Y}",
                "",
                "Dublin" if x.owner.country == "IE" else "Austin",
            )
            for x in laptops
            if max(x.bought_on, x.owner.started_on) <= day
        ]
        yield Draft(
            "equipment",
            "larkfield-equipment",
            f"equipment-{day}.csv",
            timeline.instant(day, 16),
            csv_bytes(EQUIPMENT_HEADER, rows),
        )


AGENT_HEADER = (
    "Sensor ID",
    "Hostname",
    "Serial number",
    "Platform",
    "Policy mode",
    "Sensor version",
    "Last seen (UTC)",
)
NO_AGENT = 5
"""Managed laptops on which the endpoint agent did not run until somebody looked."""
_AGENT_MENDED_DAYS = 170


def agent_files(laptops: tuple[Laptop, ...], timeline: Timeline) -> Iterator[Draft]:
    """The agent's own console: laptops with a sensor, and whether it may block."""
    known = [x for x in laptops if x.manager]
    bare = {
        x.serial for x in timeline.random("agent").sample([x for x in known if x.owner.team != "Security"], NO_AGENT)
    }
    for day in timeline.weekly():
        rows = [
            (
                _uuid("agent", x.serial).replace("-", ""),
                x.hostname,
                x.serial,
                "Mac" if x.mac else "Windows",
                "Prevention",
                "7.31.2",
                f"{_seen(x, day, timeline):%Y-%m-%d %H:%M:%S}",
            )
            for x in known
            if (x.serial not in bare or day >= timeline.ago(_AGENT_MENDED_DAYS))
            and max(x.bought_on, x.owner.started_on) <= day
        ]
        yield Draft(
            "endpoint-agent",
            "larkfield-endpoint-agent",
            f"sensors-{day}.csv",
            timeline.instant(day, 21, 50),
            csv_bytes(AGENT_HEADER, rows),
        )


def _seen(laptop: Laptop, day: date, timeline: Timeline) -> datetime:
    """Last contact before that export; a silent laptop has not called since it fell silent."""
    draw = timeline.random("seen", laptop.serial, day)
    moment = timeline.instant(
        day - timedelta(days=draw.choice((0, 0, 0, 1, 1, 2, 4))), draw.randrange(7, 20), draw.randrange(60)
    )
    if laptop.silent_days:
        moment = min(moment, timeline.instant(timeline.ago(laptop.silent_days), 17, 2))
    return max(moment, timeline.instant(max(laptop.bought_on, laptop.owner.started_on), 9))


def _uuid(*parts: object) -> str:
    digest = sha256(":".join(map(str, parts)).encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


def _jamf_row(x: Laptop, day: date, timeline: Timeline) -> tuple[str, ...]:
    place = release(x, _seen(x, day, timeline).date(), timeline)
    seen = f"{_seen(x, day, timeline):%Y-%m-%d %H:%M:%S}"
    enrolled = f"{max(x.bought_on, x.owner.started_on):%Y-%m-%d} 09:20:00"
    minor, patch = divmod(place, 2)
    encrypted = "Boot Partitions Encrypted" if x.encrypted_since <= day else "No Partitions Encrypted"
    return (
        x.hostname,
        str(300 + x.number),
        x.serial,
        _uuid("jamf", x.serial).upper(),
        "Managed",
        seen,
        seen,
        enrolled,
        x.model,
        "arm64",
        "macOS",
        f"15.{minor}.{patch}",
        f"24{chr(65 + minor)}{300 + 7 * place}",
        encrypted,
        "Enabled" if x.firewall else "Disabled",
        "App Store and identified developers",
        "Enabled",
        x.owner.email.split("@")[0],
        x.owner.name,
        x.owner.email,
        x.owner.team,
        "Dublin" if x.owner.country == "IE" else "Austin",
    )


def _intune_row(x: Laptop, day: date, timeline: Timeline) -> tuple[str, ...]:
    moment = _seen(x, day, timeline)
    place = release(x, moment.date(), timeline)
    build = f"10.0.26100.{2033 + 412 * place}"
    encrypted = x.encrypted_since <= day
    fresh = (day - moment.date()).days < 30
    compliant = (
        "Compliant"
        if encrypted and x.firewall and fresh and place >= RELEASES - 4 - (timeline.today - day).days // 30
        else "Noncompliant"
    )
    uid = _uuid("intune", x.serial)
    row = dict.fromkeys(INTUNE_HEADER, "")
    row |= {
        "Device ID": uid,
        "Device name": x.hostname,
        "Enrollment date": f"{max(x.bought_on, x.owner.started_on)} 08:50:11.0000000",
        "Last check-in": f"{moment:%Y-%m-%d %H:%M:%S}.0000000",
        "Azure AD Device ID": _uuid("aad", x.serial),
        "OS version": build,
        "Azure AD registered": "True",
        "Serial number": x.serial,
        "Manufacturer": "Dell Inc.",
        "Model": x.model,
        "EAS activated": "False",
        "Total storage": "487936",
        "Free storage": str(90000 + 613 * x.number),
        "Management name": f"{x.hostname}_Windows",
        "UserId": _uuid("user", x.owner.email),
        "Primary user UPN": x.owner.email,
        "Primary user email address": x.owner.email,
        "Primary user display name": x.owner.name,
        "Compliance": compliant,
        "Managed by": "Intune",
        "Ownership": "Corporate",
        "Device state": "Managed",
        "Intune registered": "Registered",
        "Supervised": "False",
        "Encrypted": str(encrypted),
        "OS": "Windows",
        "SkuFamily": "Enterprise",
        "JoinType": "Azure AD joined",
        "JailBroken": "Unknown",
        "ProcessorArchitecture": "x64",
        "TPMManufacturerId": "NTC",
        "TPMManufacturerVersion": "7.2.3.1",
    }
    return tuple(row[name] for name in INTUNE_HEADER)
