"""Conclusions of hygiene, kept as files under the digest of what they rest on, in the workspace's `conclusions`.

conclusions/hygiene/<kind>/<digest>/     one conclusion: Parquet and JSON, whole or not there at all
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
from django.conf import settings

from earnest import __version__
from earnest.foundation import clock

T = TypeVar("T")
NAME = "conclusion.json"
MOST = {"board": 6}
MOST_OF_OTHERS = 60
STAYS = 3600
"""Seconds for which a conclusion stays, however many are newer: somebody may be reading it."""
MAKING = "making-"
STOPPED = 86_400


def folder() -> Path:
    """The folder of this workspace's conclusions on hygiene."""
    return Path(settings.WORKSPACE) / "conclusions" / "hygiene"


def digest_of(*rests_on: object) -> str:
    """SHA-256 over values that JSON can tell, with the version of the program."""
    return hashlib.sha256(msgspec.json.encode((__version__, rests_on), enc_hook=str)).hexdigest()


def concluded(kind: str, digest: str, shape: type[T], conclude: Callable[[Path], T]) -> T:
    """What is kept under a digest, else what `conclude` makes in an empty folder that it is given.

    The folder appears whole or not at all; two who conclude the same at once keep one of them.
    """
    if (known := kept(kind, digest, shape)) is not None:
        return known
    with _room(kind) as room:
        found = conclude(room)
        (room / NAME).write_bytes(msgspec.json.encode(found, order="sorted"))
        _put(room, folder() / kind / digest)
    _sweep(kind)
    return found


def kept(kind: str, digest: str, shape: type[T]) -> T | None:
    """What is kept under a digest; None where nothing is, or nothing that can be read."""
    try:
        return msgspec.json.decode((folder() / kind / digest / NAME).read_bytes(), type=shape)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


@contextmanager
def _room(kind: str) -> Iterator[Path]:
    room = folder() / kind / f"{MAKING}{secrets.token_hex(8)}"
    room.mkdir(parents=True)
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _put(room: Path, final: Path) -> None:
    try:
        os.replace(room, final)
    except OSError:
        if (final / NAME).is_file():
            return
        shutil.rmtree(final, ignore_errors=True)
        os.replace(room, final)


def _sweep(kind: str) -> None:
    """Drop what is long superseded, and what somebody stopped making."""
    moment = clock.now().timestamp()
    found = sorted(((path.stat().st_mtime, path) for path in (folder() / kind).iterdir()), reverse=True)
    most = MOST.get(kind, MOST_OF_OTHERS)
    for number, (made, path) in enumerate(found):
        begun = path.name.startswith(MAKING)
        if moment - made > (STOPPED if begun else STAYS) and (begun or number >= most):
            shutil.rmtree(path, ignore_errors=True)
