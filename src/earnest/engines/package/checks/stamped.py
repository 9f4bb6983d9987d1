"""Whether the timestamp is one of this signature, and by an authority that the reader trusts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from earnest.engines.package import dsse, layout
from earnest.engines.package.checks.opened import Opened
from earnest.engines.package.errors import Malformed, PackageError
from earnest.engines.package.stamps import MAX_RESPONSE, read


def timestamp(opened: Opened, authorities: Sequence[bytes]) -> datetime | None:
    """When a trusted authority says that the package was signed.

    A package may have no timestamp; the manifest cannot name it, for it is made over the signature.
    """
    if layout.TIMESTAMP not in opened.container:
        why = "the package has none: that it was made when it says so is its maker's word"
        opened.found.skip("timestamp", layout.TIMESTAMP, why, "gap" if authorities else "limit")
        return None
    try:
        signature = dsse.read(opened.container.read(layout.SIGNATURE), layout.SIGNATURE)[2]
        stamp = read(opened.container.read(layout.TIMESTAMP, MAX_RESPONSE), signature, authorities)
    except Malformed as error:
        opened.malformed(layout.TIMESTAMP, error)
    except PackageError as error:
        opened.malformed(layout.TIMESTAMP, Malformed(error.code, error.part, error.what))
    else:
        opened.found.count("timestamps")
        if stamp.trusted:
            return stamp.at
        why = f"it says {stamp.at:%Y-%m-%d %H:%M:%S} UTC; name the authority's certificate to have that checked"
        opened.found.skip("timestamp", layout.TIMESTAMP, why)
    return None
