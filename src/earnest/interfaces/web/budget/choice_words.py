"""Why the chosen set, what is left out and why, and how near the best it is: in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earnest.duties.budget.queries import Choice, Item, Picked, Return
from earnest.interfaces.web.budget.books import Books
from earnest.interfaces.web.risk.money import chance
from earnest.interfaces.web.wording import capital, in_words, listed

TINY = 5e-4
"""A gap below this is told as none, for nobody could tell the difference."""


@dataclass(frozen=True)
class PickedRow:
    """An investment of the choice or left out of it, with what it is worth by itself."""

    picked: Picked
    item: Item | None
    alone: Return | None
    verdict: str
    url: str
    why: str
    because: str


def rows(
    found: Books, choice: Choice, picked: Sequence[Picked], items: Mapping[str, Item], *, left_out: bool
) -> list[PickedRow]:
    """The investments with their worth; those left out with the reason."""
    returns = {row.key: row for row in found.returns.rows}
    made = [
        PickedRow(
            picked=one,
            item=items.get(one.key),
            alone=returns.get(one.key),
            verdict=returns[one.key].verdict.value if one.key in returns else "undecided",
            url=found.link("investments-detail", one.id),
            why=found.link("proof-investment", one.id),
            because=_left_out(found, choice, one, items, returns.get(one.key)) if left_out else "",
        )
        for one in picked
    ]
    return sorted(made, key=lambda row: -row.alone.net.mean if row.alone else 0.0)


def _left_out(found: Books, choice: Choice, one: Picked, items: Mapping[str, Item], alone: Return | None) -> str:
    chosen = {other.key: other.title for other in choice.chosen}
    item = items[one.key]
    if against := [chosen[key] for key in item.excludes if key in chosen]:
        return _("“%s” is chosen, and each of the two rules the other out.") % against[0]
    if alone is not None and not alone.is_modelled:
        return _("Nobody has said what it would change.")
    if alone is not None and alone.net.mean < 0:
        return _("It would cost %s a year more than it gives.") % found.money(-alone.net.mean)
    needed = [items[key].title for key in item.requires if key not in chosen and key in items]
    if needed:
        return _("It needs “%s” first, which is not chosen.") % needed[0]
    left = choice.left - choice.spent
    if one.money > left:
        return _("It takes %(money)s, and %(left)s is left.") % {
            "money": found.money(one.money),
            "left": found.money(left),
        }
    return _("What is chosen already removes most of what it would.")


def says(found: Books, choice: Choice) -> str:
    """What the choice is, and what it does to the loss of a year."""
    given = {
        "n": in_words(len(choice.chosen)),
        "budget": found.full(choice.budget),
        "running": found.full(choice.running),
        "left": found.full(choice.left),
        "spent": found.full(choice.spent),
    }
    first = _("Of %(budget)s, what runs already takes %(running)s; %(left)s is left to decide on.") % given
    if not choice.chosen:
        return f"{first} {_('Nothing that could be bought is worth its cost, so the best is to buy nothing.')}"
    bought = ngettext(
        "The best use of it is one investment, for %(spent)s.",
        "The best use of it is %(n)s investments, for %(spent)s together.",
        len(choice.chosen),
    )
    after = _("The expected loss of a year falls from %(before)s to %(after)s.") % {
        "before": found.money(choice.loss_before),
        "after": found.money(choice.loss_after),
    }
    return f"{first} {bought % given} {after}"


def proven(found: Books, choice: Choice) -> str:
    """How near the best the set is proven to be."""
    if choice.proven and choice.gap < TINY:
        return _("Proven: no other set that fits this budget does better.")
    given = {"gap": chance(choice.gap), "money": found.money(choice.gap * abs(choice.value))}
    if choice.gap < TINY:
        return _("No better set was found, and none can be better by more than %(money)s a year.") % given
    return _("No other set that fits can do better by more than %(gap)s, which is %(money)s a year.") % given


def next_best(found: Books, left: Sequence[PickedRow]) -> str:
    """The best of what is left out, and how that goes with the vendor's list."""
    judged = [row for row in left if row.alone is not None and row.alone.is_modelled]
    parts = []
    if judged and (alone := judged[0].alone) is not None:
        given = {
            "title": judged[0].picked.title,
            "net": found.money(alone.net.mean),
            "range": found.range(alone.net.low, alone.net.high),
        }
        told = (
            _("The next best purchase is “%(title)s”: by itself it is worth %(net)s a year (%(range)s).")
            if alone.net.mean > 0
            else _("Nothing else gives back what it costs. The nearest is “%(title)s”: %(net)s a year (%(range)s).")
        )
        parts.append(told % given)
    if vendor := _vendor(found):
        parts.append(vendor)
    return " ".join(parts)


def _vendor(found: Books) -> str:
    ranked = [row for row in found.returns.rows if row.vendor_rank is not None]
    ranked.sort(key=lambda row: row.vendor_rank or 0)
    if not ranked:
        return ""
    first = ranked[:3]
    return ngettext(
        "The vendor would sell %(titles)s first; by net worth it is number %(ranks)s of %(all)d.",
        "The vendor would sell %(titles)s first; by net worth they are numbers %(ranks)s of %(all)d.",
        len(first),
    ) % {
        "titles": listed(f"“{row.title}”" for row in first),
        "ranks": listed(str(row.rank) for row in first),
        "all": len(found.returns.rows),
    }


def frontier_says(found: Books, points: Sequence[Choice], choice: Choice) -> str:
    """From where on more money buys nothing, and what a little more would buy."""
    last = {one.key for one in points[-1].chosen}
    enough = min(one.running + one.spent for one in points if {each.key for each in one.chosen} == last)
    if choice.running + choice.spent >= enough - 0.5:
        return _("From %s a year on, more money buys nothing that gives back what it costs.") % found.full(enough)
    here = {one.key for one in choice.chosen}
    more = next((one for one in points if one.budget > choice.budget and {e.key for e in one.chosen} != here), None)
    if more is None:
        return ""
    added = listed(f"“{one.title}”" for one in more.chosen if one.key not in here)
    return capital(
        _("%(more)s more would also buy %(added)s. From %(enough)s a year on, more money buys nothing that pays.")
        % {
            "more": found.money(more.running + more.spent - choice.budget),
            "added": added,
            "enough": found.money(enough),
        }
    )
