"""Canonical JSON: one text for the same values, and nothing else is read.

UTF-8, members in alphabetical order, no blanks, no member twice, numbers in their shortest form, instants in UTC with
`Z`. What is read is written again and compared, so an unknown field, a doubled one or another spelling is refused.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from earnest.engines.package.errors import Malformed

T = TypeVar("T")
MAX_JSON = 128 << 20
"""Longest JSON member that is read, in bytes."""
MAX_VALUES = 3_000_000
"""Most values in a JSON member that is read: an empty list takes three bytes in a file and sixty in memory."""
_ENCODER = msgspec.json.Encoder(order="sorted")


def encode(value: object) -> bytes:
    """The canonical bytes of a value: plain JSON values, structs and dataclasses."""
    return _ENCODER.encode(value)


def check_size(content: bytes, part: str) -> None:
    """Malformed where a reader would refuse a JSON member for its size."""
    if len(content) > MAX_JSON:
        raise Malformed("too-large", part, f"it has {len(content):,} bytes; at most {MAX_JSON:,} are read.")
    values = sum(map(content.count, (b",", b"[", b"{")))
    if values > MAX_VALUES:
        raise Malformed("too-large", part, f"it has some {values:,} values; at most {MAX_VALUES:,} are read.")


def decode(content: bytes, kind: type[T], part: str) -> T:
    """The value that canonical bytes hold. Malformed names the part and what is wrong with it."""
    check_size(content, part)
    try:
        value = msgspec.json.decode(content, type=kind)
        again = _ENCODER.encode(value)
    except msgspec.ValidationError as error:
        raise Malformed("unknown-field", part, f"it does not have the form of this part: {error}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("not-json", part, f"it is not JSON: {error}.") from None
    except (ValueError, TypeError, OverflowError) as error:
        raise Malformed("unknown-field", part, f"it holds a value that cannot be: {error}.") from None
    if again != content:
        code, what = _why(content, again)
        raise Malformed(code, part, what)
    return value


def _why(content: bytes, again: bytes) -> tuple[str, str]:
    """Whether the form is another, or a field is one that the form does not have."""
    plain: Any = msgspec.json.decode(content)
    if _ENCODER.encode(plain) == content:
        return "unknown-field", "it has a field that this form does not have, or lacks one that has a default."
    place = next((n for n, (a, b) in enumerate(zip(content, again, strict=False)) if a != b), len(again))
    return "not-canonical", f"it is not written in the canonical form, first at byte {place}."
