"""A badge for a README: green only if everything that the policy demands was seen to hold."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from earnest.engines.pipeline.verdict import Outcome, Verdict

_COLOURS = {Outcome.PASSING: "#1a7f37", Outcome.FAILING: "#b42318", Outcome.UNPROVEN: "#6e5494"}
_WIDE = frozenset("mwMW@%")
_NARROW = frozenset("ijlft.,:;!|'()[] ")


def svg(verdict: Verdict, *, label: str = "earnest") -> str:
    """The badge as SVG, all text escaped, read out as one sentence."""
    return draw(label, message(verdict), verdict.outcome)


def message(verdict: Verdict) -> str:
    """What it says: passing, with what was tolerated, how many fail, or how many are unproven."""
    if verdict.outcome is Outcome.PASSING:
        tolerated = verdict.count(Outcome.WARNING)
        return f"passing, {tolerated} tolerated" if tolerated else "passing"
    number = verdict.count(verdict.outcome)
    return f"{number} {verdict.outcome.value}" if number else verdict.outcome.value


def draw(label: str, text: str, outcome: Outcome) -> str:
    label, text = _visible(label)[:40], _visible(text)[:40]
    left, right = _width(label), _width(text)
    whole, said = left + right, quoteattr(f"{label}: {text}")
    fill = _COLOURS.get(outcome, _COLOURS[Outcome.UNPROVEN])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img" aria-label={said}>'
        f"<title>{escape(f'{label}: {text}')}</title>"
        f'<rect width="{left}" height="20" fill="#3d3d3d"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{fill}"/>'
        '<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="{left / 2:g}" y="14">{escape(label)}</text>'
        f'<text x="{left + right / 2:g}" y="14">{escape(text)}</text></g></svg>\n'
    )


def _visible(text: str) -> str:
    """Characters that XML may hold."""
    return "".join(sign for sign in text if sign.isprintable() and ord(sign) not in (0xFFFE, 0xFFFF)) or "?"


def _width(text: str) -> int:
    """Pixels at 11 px, near enough, with room at both sides."""
    return 12 + round(sum(10 if sign in _WIDE else 4 if sign in _NARROW else 7.2 for sign in text))
