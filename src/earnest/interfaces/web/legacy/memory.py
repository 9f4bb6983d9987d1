"""What pages have concluded, kept by this process while neither the record nor its history changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from earnest.foundation.models import LedgerEntry
from earnest.interfaces.web.proven import history_digest
from earnest.interfaces.web.standing import Standing

T = TypeVar("T")
MOST = 200
_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def remembered(state: Hashable, what: Hashable, conclude: Callable[[], T]) -> T:
    """What was concluded in this state of the record, or is concluded now."""
    key = (state, what)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            known: T = _kept[key]
            return known
    found = conclude()
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return found


def state_of(stands: Standing) -> Hashable:
    """What everything on a page rests on: the day, its assessment, and the newest entries of ledger and history."""
    newest = LedgerEntry.objects.order_by("-number").values_list("hash", flat=True).first()
    return (stands.day, stands.assessment.pk, stands.assessment.digest, newest, history_digest())
