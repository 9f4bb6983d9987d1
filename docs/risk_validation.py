"""Writes `docs/reference/risk-validation.md`: what the risk engine gives beside what others say it must give.

python docs/risk_validation.py                write the page
python docs/risk_validation.py --check        write nothing; end with 1 if a number on the page is not what comes out
python docs/risk_validation.py --with-peers   run pyfair and pycrq anew first, and record what they give

Peers' numbers are kept in `risk_peers.yaml` beside this file, with versions and date.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
import risk_oracles
import risk_peers

from earnest.engines.quant import LognormalCI90, Poisson, Portfolio, Scenario

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "risk-validation.md"
PEERS = ROOT / "docs" / "risk_peers.yaml"
SCENARIOS, PEER_YEARS, CHECK_YEARS = 100, 100_000, 200_000
STATISTICS = {"mean": "mean", "sd": "standard deviation", "var95": "one year in 20 above", "var99": "one in 100 above"}

_INTRODUCTION = """\
# How far the risk numbers can be trusted

*This page is made by `python docs/risk_validation.py`. A test recomputes its numbers.*

The engine computes the distribution of a year's loss; it does not sample it. Here its numbers stand beside numbers
that do not come from it: closed forms, published examples, other methods, other programs. Each is computed anew when
the page is made. *Difference* is relative: 1e-6 is one part in a million. *Allowed* was fixed before.

This page is about arithmetic. Whether the estimates are right is another question, which no arithmetic answers: see
where each estimate comes from, and what your own incidents say.
"""
_NOT_FOUND = """\
## What was not found

These were looked for as sources of numbers and could not be had in full. Nothing on this page is said to come from
them, and no number was made up in their place:

- numeric examples of NIST IR 8286 and its parts;
- the worked numbers of the FAIR book (Freund and Jones, *Measuring and Managing Information Risk*);
- the result tables of the Open Group's guide G21A (Open FAIR);
- the quantile tables of Shevchenko, *Calculation of aggregate loss distributions* (2010);
- loss tables by revenue of the IRIS reports;
- loss parameters in dollars of the Verizon DBIR.
"""


def numbers(value: float) -> str:
    """Ten digits: enough to see a difference, few enough to be the same on every machine."""
    return f"{value:.10g}"


def apart(value: float) -> str:
    """A relative difference in one digit; what is round-off is not told apart."""
    return "below 1e-12" if value < 1e-12 else f"{value:.0e}"


def page() -> str:
    """The whole page."""
    recorded = yaml.safe_load(PEERS.read_text(encoding="utf-8")) if PEERS.is_file() else None
    parts = [_INTRODUCTION, _oracles(), _simulation(), _peers(recorded), _bernoulli(), _NOT_FOUND]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _oracles() -> str:
    found = risk_oracles.oracles()
    rows = [
        (
            one.what,
            one.source,
            numbers(one.expected),
            numbers(one.obtained),
            apart(one.difference),
            f"{one.tolerance:.0e}",
            "yes" if one.within else "NO",
        )
        for one in found
    ]
    head = ("what", "source", "expected", "obtained", "difference", "allowed", "within")
    within = sum(one.within for one in found)
    return (
        f"## Known numbers\n\n{within} of {len(found)} are within what is allowed.\n\n{_table(head, rows)}\n\n"
        "Differences above 1e-6 have plain reasons. The spreadsheet rounds a constant. Mean and variance *on the grid* "
        "leave out what lies beyond the grid's end, about one part in 100,000; everything that the program shows uses "
        "the analytic mean and variance instead. The mean of the IRIS lognormal was rounded where it was worked out.\n"
    )


def _simulation() -> str:
    found = risk_oracles.checks(CHECK_YEARS)
    rows = [
        (
            one.what,
            f"{one.exact_mean:,.0f}",
            f"{one.simulated_mean:,.0f}",
            f"{one.mean_apart:+.1f}",
            f"{one.var99:,.0f}",
            f"{one.share_above:.3%}",
            f"{one.share_apart:+.1f}",
            "yes" if one.within else "NO",
        )
        for one in found
    ]
    head = ("portfolio", "mean", "simulated", "apart", "exact 1 % loss", "simulated years above", "apart", "within")
    return (
        "## Exact against simulated\n\nThe engine has a second, independent way: it simulates years, event by event. "
        f"{CHECK_YEARS:,} years of each portfolio, seed 1. *Apart* is in standard errors of the simulation; chance "
        "alone goes beyond 2 one time in twenty, and beyond 4 is not allowed. The exact 1 % loss is what one year in a "
        f"hundred exceeds: so 1.000 % of simulated years should be above it.\n\n{_table(head, rows)}\n"
    )


def _peers(recorded: dict[str, Any] | None) -> str:
    exact = ours()
    columns: dict[str, dict[str, float]] = {"Earnest, exact": exact}
    said = "The peers have not been run yet: `python docs/risk_validation.py --with-peers`."
    if recorded:
        columns |= {f"{name} {one['version']}": one for name, one in recorded["peers"].items()}
        said = f"Recorded on {recorded['date']} with {recorded['years']:,} simulated years each."
    head = ("", *columns)
    rows = [(label, *(_beside(one[key], exact[key]) for one in columns.values())) for key, label in STATISTICS.items()]
    return f"""\
## Beside other programs

The same made-up portfolio in each: {SCENARIOS} scenarios, 0.05 to 2 events a year, each with a lognormal loss given by
its 90 % interval (`benchmarks/risk_peers.py`). Millions, and in brackets the share of the exact number. {said}

{_table(head, rows)}

The programs answer different questions, which is why they differ:

- **pycrq multiplies a year's number of events by the loss of one event.** Every event of a year then costs the same.
  The mean is right, but good and bad luck within a year no longer even out: the spread and the bad years come out too
  high.
- **pyfair multiplies a frequency by a loss too, and knows neither the Poisson nor the lognormal.** It was given what it
  has: a normal with the mean and spread of the yearly number, cut off at 0, which raises the mean; and a PERT, which
  never goes above the high end of the interval. A lognormal goes above it one time in twenty, and that is where the bad
  years come from: so pyfair's bad years come out far too mild.
- **Earnest adds up the losses of each single event** (a compound distribution), which is what a year does.

pyfair starts every model with the same seed unless told otherwise; its scenarios then have their bad years together.
Here each model was given its own. riskquant, which adds up single events as Earnest does, is not on the package index
and was not run; the number of its unit test is in the first table.
"""


def ours() -> dict[str, float]:
    """The exact numbers of the portfolio that the peers are given."""
    scenarios = (
        Scenario(f"scenario {number}", Poisson(row["rate"]), LognormalCI90(row["low"], row["high"]))
        for number, row in enumerate(risk_peers.rows(SCENARIOS))
    )
    found = Portfolio(tuple(scenarios)).aggregate()
    return {"mean": found.mean, "sd": found.sd, "var95": found.var(0.95), "var99": found.var(0.99)}


def _bernoulli() -> str:
    rows = [(f"{rate:g}", f"{-math.expm1(-rate) / rate:.3f}", f"{1 + math.expm1(-rate) / rate:.1%}") for rate in RATES]
    return (
        "## At most one event a year\n\nSome programs, CISO Assistant among them (its source was read, not run), let a "
        "scenario happen once a year or not at all, with probability 1 - e^-rate. What is lost is the second and every "
        "later event of a year: the expected loss is (1 - e^-rate) / rate of the true one. At a few events in a "
        "hundred years that is little; at one a year it is a third.\n\n"
        + _table(("events a year", "share of the expected loss that is left", "understated by"), rows)
        + "\n"
    )


RATES = (0.05, 0.1, 0.5, 1.0, 2.0)


def record() -> str:
    """Run the peers and keep what they give. Returns why not; empty when all is well."""
    if missing := risk_peers.environment():
        return missing
    rows = risk_peers.rows(SCENARIOS)
    found = {name: risk_peers.measure(name, rows, PEER_YEARS, 1) for name in ("pyfair", "pycrq")}
    kept = {name: {"version": one["version"]} | {key: one[key] for key in STATISTICS} for name, one in found.items()}
    text = yaml.safe_dump(
        {"date": dt.datetime.now(dt.UTC).date().isoformat(), "years": PEER_YEARS, "peers": kept}, sort_keys=False
    )
    PEERS.write_text("# What the peers gave; written by risk_validation.py --with-peers.\n" + text, encoding="utf-8")
    return ""


def differs(old: str, new: str) -> list[str]:
    """Lines of a page whose words differ, or whose numbers differ by more than a millionth and by more than their last
    digit."""
    before, after = old.splitlines(), new.splitlines()
    found = [f"{a!r} is now {b!r}" for a, b in zip(before, after, strict=False) if not _alike(a, b)]
    return found if len(before) == len(after) else [*found, f"{len(before)} lines are now {len(after)}"]


def _alike(old: str, new: str) -> bool:
    number = r"-?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?"
    if re.sub(number, "#", _rough(old)) != re.sub(number, "#", _rough(new)):
        return False
    pairs = zip(re.findall(number, _rough(old)), re.findall(number, _rough(new)), strict=True)
    return all(math.isclose(_value(a), _value(b), rel_tol=1e-6, abs_tol=1.01 * _digit(a)) for a, b in pairs)


def _rough(line: str) -> str:
    """A line without its differences, which are round-off on some machines and not on others."""
    return re.sub(r"\| (?:below 1e-12|\de-\d\d) \| (?=\de-\d\d \|)", "| ", line)


def _digit(text: str) -> float:
    """What one more in the last digit of a number means."""
    mantissa, _, power = text.partition("e")
    return float(10.0 ** (int(power or 0) - len(mantissa.partition(".")[2])))


def _value(text: str) -> float:
    return float(text.replace(",", ""))


def _beside(value: float, exact: float) -> str:
    return f"{value / 1e6:,.1f} ({value / exact:.2f})"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def main() -> int:
    """Write or check the page; returns the exit code."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--check", action="store_true", help="write nothing")
    asked.add_argument("--with-peers", action="store_true", help="run pyfair and pycrq anew first")
    options = asked.parse_args()
    if options.with_peers and (missing := record()):
        sys.stderr.write(f"pyfair and pycrq were not run, their old numbers stay: {missing}\n")
    made = page()
    if options.check:
        faults = differs(PAGE.read_text(encoding="utf-8") if PAGE.is_file() else "", made)
        sys.stderr.writelines(f"{fault}\n" for fault in faults)
        return 1 if faults else 0
    PAGE.write_text(made, encoding="utf-8")
    return 1 if " NO |" in made else 0


if __name__ == "__main__":
    sys.exit(main())
