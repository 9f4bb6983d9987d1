"""The signing key of the workspace: one file, readable by its owner alone."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from earnest.engines.package import keys
from earnest.engines.package.errors import PackageError

KEY = "signing.key"
"""The file in the workspace, and beside it the public key."""
PUBLIC = "signing.pub.pem"


def make_key(workspace: Path) -> keys.PublicKey:
    """Make the key. PackageError where there is one: a second one would leave readers with the first."""
    path = workspace / KEY
    key = keys.new()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        what = "there is a signing key already. To change it, move both files away; tell those who know the old one."
        raise PackageError("bad-key", str(path), what) from None
    with os.fdopen(handle, "wb") as file:
        file.write(keys.private_pem(key))
    public = keys.PublicKey.of(key.public_key())
    (workspace / PUBLIC).write_bytes(public.pem)
    return public


def has_key(workspace: Path) -> bool:
    return (workspace / KEY).is_file()


def signing_key(workspace: Path, path: Path | None = None) -> Ed25519PrivateKey:
    """The key in the file `path`, or else the workspace's. PackageError where there is none, or others may read it."""
    chosen = path or workspace / KEY
    try:
        if chosen.stat().st_mode & 0o077:
            raise PackageError("bad-key", str(chosen), f"others may read this key. Run: chmod 600 {chosen}")
        return keys.read_private(chosen.read_bytes(), str(chosen))
    except FileNotFoundError:
        what = "there is no signing key. Make one with: earnest key new"
        raise PackageError("no-key", str(chosen), what) from None


def public_key(workspace: Path) -> keys.PublicKey:
    """The public half of the workspace's key. PackageError where there is none."""
    return keys.PublicKey.of(signing_key(workspace).public_key())
