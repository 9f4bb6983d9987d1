"""What tools call the systems of Larkfield Pay, so that what they find is joined to who answers for it."""

from __future__ import annotations

from earnest.library.sample.servers import CONTAINERS, SETTLE, VPN

CLUSTER = "arn:aws:eks:eu-west-1:318276540911:cluster/larkfield-main"
BADGE = "badge-1"
"""The PC that prints badges; it is on no network."""
MIRROR = "ticket-mirror"
"""A read-only copy of the old ticket system, put up for an auditor who has left."""


def _numbered(stem: str, count: int) -> tuple[str, ...]:
    return tuple(f"{stem}-{place}" for place in range(1, count + 1))


KNOWN_AS: dict[str, tuple[str, ...]] = {
    "payment-gateway": _numbered("pay-gw", 6),
    "card-authorisation": _numbered("card-auth", 6),
    "settlement-1": (SETTLE, "10.40.9.11"),
    "ledger": _numbered("ledger-db", 4),
    "benefits-platform": _numbered("benefits-api", 6),
    "claims-database": _numbered("claims-db", 3),
    "website": _numbered("web", 3),
    "recon-desk": ("recon-db-1",),
    "log-store": _numbered("siem", 2),
    "ssl-vpn": (VPN,),
    "container-clusters": (*_numbered("k8s-node", 8), f"{CLUSTER}*", *(f"{one}-*" for one in CONTAINERS)),
    "servers": (*_numbered("batch", 4), *_numbered("build", 4), *_numbered("jump", 2), *_numbered("file", 2)),
    "macos-laptops": ("lp-m*",),
    "windows-laptops": ("lp-w*",),
    "badge-printer": (BADGE,),
    "ticket-mirror": (MIRROR, "203.0.113.140"),
}
"""By the slug of the asset. A star stands for any text."""
