"""Asks one honesty rule of a module, as its tests do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from earnest.foundation.actor import Actor, program
from earnest.foundation.honesty import Check, Finding, Unlooked
from earnest.foundation.once import reading_once

ACTOR = program("tests")


def looked(checks: Iterable[Check], rule: str, day: date, actor: Actor = ACTOR) -> tuple[list[Finding], list[str]]:
    """What the rule found, and what it could not look at. Fails where no check has the rule."""
    asked = [one for one in checks if one.rule.id == rule]
    assert asked, f"no check has the rule {rule}"
    with reading_once():
        told = [one for check in asked for one in check.look(actor, day)]
    found = [one for one in told if not isinstance(one, Unlooked)]
    assert all(one.rule == rule for one in told)
    return found, [one.why for one in told if isinstance(one, Unlooked)]


def subjects(checks: Iterable[Check], rule: str, day: date) -> list[str]:
    """What the findings of a rule are about."""
    return [one.subject for one in looked(checks, rule, day)[0]]
