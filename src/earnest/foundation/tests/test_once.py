"""What is read once stays as long as somebody reads."""

from __future__ import annotations

import itertools

from earnest.foundation.once import once, reading_once


def test_what_was_read_around_is_not_read_again_within() -> None:
    count = itertools.count(1)

    def ask() -> int:
        return once("key", lambda: next(count))

    with reading_once():
        assert ask() == 1
        with reading_once():
            assert ask() == 1
        assert ask() == 1
    assert ask() == 2
    with reading_once():
        assert ask() == 3
