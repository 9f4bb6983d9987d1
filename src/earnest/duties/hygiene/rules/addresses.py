"""Which addresses a server of ours may send to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

TRANSLATED = IPv6Network("64:ff9b::/96")
"""Where a translator keeps IPv4 addresses (RFC 6052)."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the internet: neither private, loopback, link-local, multicast nor reserved,
    also where it is an IPv4 address in the clothes of IPv6."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and (inner := _inside(found)) is not None:
        return _is_global(inner)
    return _is_global(found)


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inside(address: IPv6Address) -> IPv4Address | None:
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
