"""Investments and how they hang together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from earnest.duties.budget.models import Investment


@dataclass(frozen=True)
class Prerequisites:
    """What each investment needs first and rules out, by primary key."""

    titles: Mapping[int, str]
    requires: Mapping[int, frozenset[int]]
    excludes: Mapping[int, frozenset[int]]


def prerequisites() -> Prerequisites:
    """Of all investments, whatever became of them."""
    rows = Investment.objects.prefetch_related("requires", "excludes")
    titles, requires, excludes = {}, {}, {}
    for row in rows:
        titles[row.pk] = row.title
        requires[row.pk] = frozenset(one.pk for one in row.requires.all())
        excludes[row.pk] = frozenset(one.pk for one in row.excludes.all())
    return Prerequisites(titles, requires, excludes)
