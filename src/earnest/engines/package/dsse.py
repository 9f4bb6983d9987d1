"""The signed envelope: DSSE with one Ed25519 signature, in canonical JSON."""

from __future__ import annotations

import base64
import binascii

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from earnest.engines.package.canonical import decode, encode
from earnest.engines.package.errors import Malformed
from earnest.engines.package.keys import PublicKey

PAYLOAD_TYPE = "application/vnd.in-toto+json"


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One signature: the fingerprint of its key, and its 64 bytes in base64."""

    keyid: str
    sig: str


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """The envelope of DSSE 1.0. `payload` is the manifest in base64."""

    payload: str
    payload_type: str
    signatures: tuple[Signature, ...]


def message(payload: bytes) -> bytes:
    """What is signed: the pre-authentication encoding of DSSE over type and payload."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def sign(payload: bytes, key: Ed25519PrivateKey) -> bytes:
    """The envelope over a payload, as it stands in a package. The same key and payload give the same bytes."""
    signature = key.sign(message(payload))
    keyid = PublicKey.of(key.public_key()).fingerprint
    text = base64.b64encode(payload).decode()
    return encode(Envelope(text, PAYLOAD_TYPE, (Signature(keyid, base64.b64encode(signature).decode()),)))


def read(content: bytes, part: str) -> tuple[bytes, str, bytes]:
    """Payload, key's fingerprint and signature of an envelope. Malformed where it is another kind of envelope."""
    envelope = decode(content, Envelope, part)
    if envelope.payload_type != PAYLOAD_TYPE:
        what = f"it holds {envelope.payload_type[:80]!r}; this reader takes {PAYLOAD_TYPE} only."
        raise Malformed("algorithm", part, what)
    if len(envelope.signatures) != 1:
        raise Malformed("algorithm", part, f"it has {len(envelope.signatures)} signatures; a package has one.")
    one = envelope.signatures[0]
    signature = _bytes(one.sig, part)
    if len(signature) != 64:
        raise Malformed("algorithm", part, f"its signature has {len(signature)} bytes; one of Ed25519 has 64.")
    return _bytes(envelope.payload, part), one.keyid, signature


def _bytes(text: str, part: str) -> bytes:
    """The bytes of the one base64 text that they have."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("not-canonical", part, "it is not base64.") from None
    if base64.b64encode(found).decode() != text:
        raise Malformed("not-canonical", part, "its base64 is not the one text of these bytes.")
    return found
