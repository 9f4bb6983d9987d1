"""Reading the same rows once: within `reading_once`, what was read stays, so that many answers read little."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_seen: ContextVar[dict[Hashable, Any] | None] = ContextVar("seen_once", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Nothing that is read so may be written within: it would not be seen. It can be used as a decorator too.

    Within another, it is that other: what was read there is not read again.
    """
    if _seen.get() is not None:
        yield
        return
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, read anew unless it was read before within `reading_once`."""
    seen = _seen.get()
    if seen is None:
        return read()
    if key not in seen:
        seen[key] = read()
    found: T = seen[key]
    return found
