"""Signing keys: Ed25519, their files, and the fingerprint that a reader compares.

Fingerprint: SHA-256 in lower-case hexadecimal over the DER of the public key (SubjectPublicKeyInfo, RFC 8410), as
`openssl pkey -pubin -outform DER | sha256sum` gives it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from earnest.engines.package.errors import Malformed, PackageError

_MAX = 10_000


@dataclass(frozen=True)
class PublicKey:
    """A public key. `pem` is its one text; `fingerprint` names it."""

    key: Ed25519PublicKey
    pem: bytes
    fingerprint: str

    @classmethod
    def of(cls, key: Ed25519PublicKey) -> PublicKey:
        der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return cls(key, pem, hashlib.sha256(der).hexdigest())

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature over the message is by this key."""
        try:
            self.key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


def new() -> Ed25519PrivateKey:
    """A key that nobody else has."""
    return Ed25519PrivateKey.generate()


def private_pem(key: Ed25519PrivateKey) -> bytes:
    """The private key as PKCS #8 in PEM, not encrypted."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def read_private(pem: bytes, place: str) -> Ed25519PrivateKey:
    """The private key in PEM. PackageError names the place of a file that holds none of Ed25519."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise PackageError("bad-key", place, "this is no private key in PEM without a password.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise PackageError("algorithm", place, "packages are signed with Ed25519, and this is another kind of key.")
    return key


def read_public(pem: bytes, place: str) -> PublicKey:
    """The public key in PEM. Malformed names the place of a file that holds none of Ed25519."""
    try:
        key = load_pem_public_key(pem) if len(pem) <= _MAX else None
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if key is None:
        raise Malformed("bad-key", place, "this is no public key in PEM.")
    if not isinstance(key, Ed25519PublicKey):
        raise Malformed("algorithm", place, "packages are signed with Ed25519, and this is another kind of key.")
    return PublicKey.of(key)


def derived(key: Ed25519PrivateKey, purpose: str) -> bytes:
    """A secret of 32 bytes for one purpose, from which the signing key cannot be found."""
    raw = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return HKDF(hashes.SHA256(), 32, salt=b"earnest package", info=purpose.encode()).derive(raw)
