"""RFC 3161 timestamps over the signature: the request to send, the response to keep. Nothing is fetched here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from earnest.engines.package import dsse, layout
from earnest.engines.package.building import write_whole
from earnest.engines.package.container import Container, Content
from earnest.engines.package.errors import Malformed, PackageError

MAX_RESPONSE = 1 << 20
_IMPRINTS = {
    "2.16.840.1.101.3.4.2.1": hashlib.sha256,
    "2.16.840.1.101.3.4.2.2": hashlib.sha384,
    "2.16.840.1.101.3.4.2.3": hashlib.sha512,
}


@dataclass(frozen=True)
class Stamp:
    """What a timestamp says: the time, and whether one of the trusted authorities said so."""

    at: datetime
    trusted: bool


def request(package: Path) -> bytes:
    """The DER of a request for a timestamp over the package's signature, with a nonce and for a certificate."""
    made = TimestampRequestBuilder().data(_signature(package)).hash_algorithm(HashAlgorithm.SHA256).build()
    return bytes(made.as_bytes())


def add(package: Path, response: bytes, folder: Path) -> Stamp:
    """Put the authority's response into the package, in place. PackageError where it is not one of its signature."""
    stamp = read(response, _signature(package), ())
    members: dict[str, Content] = {layout.TIMESTAMP: response}
    with Container(package) as container:
        for number, name in enumerate(container.members):
            if name != layout.TIMESTAMP:
                copy = folder / str(number)
                with copy.open("wb") as file:
                    file.writelines(container.chunks(name))
                members[name] = copy
    write_whole(members, package)
    return stamp


def read(response: bytes, signature: bytes, authorities: Sequence[bytes]) -> Stamp:
    """What a response says of a signature. Malformed where it says nothing of it, or no trusted authority said it."""
    try:
        decoded = decode_timestamp_response(response)
        info = decoded.tst_info
        hashed = _IMPRINTS.get(info.message_imprint.hash_algorithm.dotted_string)
        imprint, at = info.message_imprint.message, info.gen_time
    except (ValueError, TypeError, AttributeError) as error:
        raise Malformed(
            "timestamp", layout.TIMESTAMP, f"it is no response of a timestamp authority: {error}."
        ) from None
    if decoded.status != 0:
        raise Malformed("timestamp", layout.TIMESTAMP, "the authority did not grant it.")
    if hashed is None or hashed(signature).digest() != imprint:
        raise Malformed("timestamp", layout.TIMESTAMP, "it is over something else than this signature.")
    if authorities:
        _by(decoded, signature, authorities)
    return Stamp(at, bool(authorities))


def _by(decoded: TimeStampResponse, signature: bytes, authorities: Sequence[bytes]) -> None:
    try:
        builder = VerifierBuilder()
        for pem in authorities:
            for certificate in x509.load_pem_x509_certificates(pem):
                builder = builder.add_root_certificate(certificate)
        builder.build().verify_message(decoded, signature)
    except (VerificationError, ValueError) as error:
        raise Malformed("timestamp", layout.TIMESTAMP, f"no authority that you named made it: {error}.") from None


def _signature(package: Path) -> bytes:
    with Container(package) as container:
        if layout.SIGNATURE not in container:
            raise PackageError("missing", layout.SIGNATURE, "the package is not signed.")
        return dsse.read(container.read(layout.SIGNATURE), layout.SIGNATURE)[2]
