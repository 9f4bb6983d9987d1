"""The risk engine against its peers and against its own aims: speed, memory, error, proven gaps. Prints ratios.

    python benchmarks/risk.py [--no-peers] [--only NAME…]

One run, one thread, processor seconds, the best of a few repeats; each measurement is a process of its own, and ours
stand before, between and after the peers', so that a slow moment of the machine meets both. Portfolio and peers are
those of `risk_peers.py`. Peers come from the package index into .venv/peers the first time; without it their rows are
left out and the reason is printed. riskquant is not compared: it is not on the package index.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
import risk_peers

if TYPE_CHECKING:
    from earnest.engines.quant import Control, Portfolio
    from earnest.engines.quant.choice import Investment

Found = dict[str, Any]
MANY, FEW, YEARS = 300, 100, 100_000


def portfolio(count: int, controls: tuple[Control, ...] = ()) -> Portfolio:
    """The portfolio of `risk_peers.rows` for our engine."""
    from earnest.engines.quant import LognormalCI90, Poisson, Portfolio, Scenario

    made = (
        Scenario(f"scenario {number}", Poisson(row["rate"]), LognormalCI90(row["low"], row["high"]))
        for number, row in enumerate(risk_peers.rows(count))
    )
    return Portfolio(tuple(made), controls)


def timed(work: Callable[[], Any], repeats: int) -> tuple[list[float], Any]:
    """Processor seconds of each repeat, and what the last one gave."""
    seconds, result = [], None
    for _ in range(repeats):
        gc.collect()
        started = time.process_time()
        result = work()
        seconds.append(time.process_time() - started)
    return seconds, result


def exact() -> Found:
    """The whole distribution from nothing: portfolio, severities, transform, and the figures read from it."""

    def work() -> Found:
        found = portfolio(FEW).aggregate()
        figures = {"mean": found.mean, "sd": found.sd, "var95": found.var(0.95), "var99": found.var(0.99)}
        return figures | {"tvar99": found.tvar(0.99)}

    work()
    seconds, figures = timed(work, 7)
    return {"seconds": seconds, **figures}


def simulation() -> Found:
    """100 scenarios, 100,000 years, from nothing."""
    portfolio(3).simulate([None], 100)
    seeds = iter(range(100))
    seconds, found = timed(lambda: portfolio(FEW).simulate([None], YEARS, seed=next(seeds)), 7)
    return {"seconds": seconds, **risk_peers.summary(found.loss[0])}


def large() -> Found:
    """300 scenarios: a million simulated years with their memory over imports, and the exact way beside it."""
    portfolio(3).simulate([None], 100)
    made = portfolio(MANY)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, result = timed(lambda: made.simulate([None], 1_000_000), 1)
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base
    fresh, _ = timed(lambda: portfolio(MANY).aggregate(), 3)
    return {"simulated": min(seconds), "exact": min(fresh), "mib": kib / 1024, "result": result.loss.nbytes / 2**20}


def error() -> Found:
    """The usual grid of 2**14 steps against one of 2**18 with the same end."""
    worst = {"var": 0.0, "tvar": 0.0}
    for count in (FEW, MANY):
        made = portfolio(count)
        usual = made.aggregate(log2=14)
        fine = made.aggregate(log2=18, top=usual.step * usual.mass.size)
        worst["var"] = max(worst["var"], abs(usual.var(0.99) / fine.var(0.99) - 1))
        worst["tvar"] = max(worst["tvar"], abs(usual.tvar(0.99) / fine.tvar(0.99) - 1))
    return worst


def what_if() -> Found:
    """Twenty controls, each left out in turn; severities kept from before."""
    from earnest.engines.quant import Control, Effect

    random = np.random.default_rng(5)
    controls = []
    for number in range(20):
        touched = random.choice(FEW, 12, replace=False)
        effects = {f"scenario {s}": Effect(frequency=float(random.uniform(0.3, 0.9))) for s in touched}
        controls.append(Control(f"control {number}", effects))
    made = portfolio(FEW, tuple(controls))
    names = {one.id for one in controls}
    made.aggregate()
    each = [min(timed(lambda one=one: made.aggregate(names - {one}).tvar(0.99), 15)[0]) for one in sorted(names)]
    return {"median": statistics.median(each), "worst": max(each)}


def common() -> Found:
    """Variance of the estimated saving of one treatment: common random numbers against independent runs."""
    from earnest.engines.quant import Control, Effect

    hit = np.random.default_rng(3).choice(FEW, 14, replace=False)
    effects = {f"scenario {s}": Effect(0.7, 0.8 if place < 4 else 1.0) for place, s in enumerate(hit[:12])}
    effects |= {f"scenario {s}": Effect(1.1) for s in hit[12:]}
    made = portfolio(FEW, (Control("control", effects),))
    paired, apart = [], []
    for seed in range(60):
        means = made.simulate([(), None], 10_000, seed=seed).mean
        paired.append(means[0] - means[1])
        apart.append(means[0] - made.simulate([None], 10_000, seed=1_000 + seed).mean[0])
    saved = made.moments(()).mean - made.moments(None).mean
    return {"ratio": float(np.var(apart) / np.var(paired)), "bias": float(np.mean(paired) / saved - 1)}


def choice_problem(low: int, high: int, seed: int) -> tuple[Portfolio, tuple[Investment, ...]]:
    """40 investments over 100 scenarios: each touches `low` to `high` - 1 of them; ten bring in a scenario that two
    others reduce, three make a scenario worse."""
    from earnest.engines.quant import Constant, Control, Effect, Poisson, Portfolio, Scenario
    from earnest.engines.quant.choice import Investment

    random = np.random.default_rng(seed)
    count, scenarios, brought = 40, 100, 10
    losses = np.exp(random.normal(np.log(3e5), 1.2, scenarios))
    factors = np.ones((count, scenarios + brought))
    for k in range(count):
        size = random.integers(low, high)
        factors[k, random.choice(scenarios, size, replace=False)] = 1 - random.uniform(0.1, 0.7, size)
    owners = random.choice(count, brought, replace=False)
    added = np.exp(random.normal(np.log(2e5), 0.8, brought))
    for j in range(brought):
        others = random.choice([k for k in range(count) if k != owners[j]], 2, replace=False)
        factors[others, scenarios + j] = 1 - random.uniform(0.2, 0.6, 2)
    for k in random.choice(count, 3, replace=False):
        factors[k, random.integers(scenarios)] = 1.3
    benefit = (losses * (1 - factors[:, :scenarios])).sum(axis=1)
    costs = np.maximum(benefit, 1e5) * np.exp(random.normal(np.log(0.35), 0.5, count))
    made = [Scenario(f"s{s}", Poisson(1.0), Constant(float(value))) for s, value in enumerate([*losses, *added])]
    controls, investments = [], []
    for k in range(count):
        effects = {f"s{s}": Effect(float(factors[k, s])) for s in np.flatnonzero(factors[k] != 1)}
        own = tuple(made[scenarios + j] for j in range(brought) if owners[j] == k)
        controls.append(Control(f"c{k}", effects, introduces=own))
        investments.append(Investment(f"i{k}", (f"c{k}",), float(costs[k]), float(costs[k])))
    return Portfolio(tuple(made[:scenarios]), tuple(controls)), tuple(investments)


def choice() -> Found:
    """Sparse and dense problems, two of each, at 15 % and 35 % of the money that everything costs."""
    from earnest.engines.quant.choice import instant, optimize

    rows = []
    for name, low, high in (("sparse", 3, 13), ("dense", 10, 31)):
        for seed in (0, 1):
            made, investments = choice_problem(low, high, seed)
            for share in (0.15, 0.35):
                budget = share * sum(one.cost for one in investments)
                at_once, quick = timed(lambda m=made, i=investments, b=budget: instant(m, i, b), 7)
                seconds, best = timed(lambda m=made, i=investments, b=budget: optimize(m, i, b), 1)
                rows.append(
                    {
                        "name": f"{name} {seed}, {share:.0%}",
                        "seconds": seconds[0],
                        "wall": best.seconds,
                        "gap": best.gap,
                        "proven": best.proven,
                        "at_once": min(at_once),
                        "shown": quick.gap,
                        "true": quick.value / best.value - 1,
                        "method": best.method,
                    }
                )
    return {"rows": rows}


MEASURES = {one.__name__: one for one in (exact, simulation, large, error, what_if, common, choice)}


def measured(name: str) -> Found:
    """A measurement in a process of its own, with one thread."""
    command = [sys.executable, __file__, "--measure", name]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | risk_peers.ONE_THREAD)
    found: Found = json.loads(done.stdout)
    return found


def line(what: str, found: str, aim: str, met: bool | None) -> None:
    print(f"{what:68} {found:>22}   {aim:>18}   {'' if met is None else 'met' if met else 'NOT MET'}")


def compare(missing: str) -> None:
    """Exact and simulated against the peers, in turns."""
    ours = {"exact": measured("exact"), "simulation": measured("simulation")}
    seconds = {name: list(found["seconds"]) for name, found in ours.items()}
    peers: dict[str, Found] = {}
    for name in () if missing else ("pycrq", "pyfair"):
        peers[name] = risk_peers.measure(name, risk_peers.rows(FEW), YEARS, 3)
        for one, before in seconds.items():
            before += measured(one)["seconds"]
    best = {name: min(each) for name, each in seconds.items()}
    line(f"exact distribution, {FEW} scenarios", f"{best['exact'] * 1e3:.1f} ms", "", None)
    line(f"simulation, {FEW} scenarios, {YEARS:,} years", f"{best['simulation'] * 1e3:.1f} ms", "", None)
    rate = FEW * YEARS / best["simulation"]
    line("    simulated years of a scenario in a second", f"{rate:.2e}", "", None)
    aims = {"pyfair": (60, 45), "pycrq": (15, 10)}
    for name, found in peers.items():
        least = min(found["seconds"])
        label = f"{name} {found['version']}, the same portfolio and years"
        line(label, f"{least * 1e3:.0f} ms", "", None)
        line("    its memory over imports", f"{found['kib'] / 1024:.0f} MiB", "", None)
        for way, aim in zip(("exact", "simulation"), aims[name], strict=True):
            ratio = least / best[way]
            line(f"    ours, {way}, is faster by", f"{ratio:.1f} times", f">= {aim}", ratio >= aim)
    if missing:
        print(f"pyfair and pycrq are not compared: {missing}")
    print("riskquant is not compared: it is not on the package index.")
    for name, found in {**ours, **peers}.items():
        shown = ", ".join(f"{key} {found[key] / 1e6:,.1f}M" for key in ("mean", "sd", "var95", "var99"))
        print(f"    {name:12} {shown}")


def own() -> None:
    """Our own aims."""
    found = measured("large")
    line(f"{MANY} scenarios, 1,000,000 years: simulated", f"{found['simulated']:.2f} s", "", None)
    net = found["mib"] - found["result"]
    line("    memory over imports and its result", f"{net:.1f} MiB", "<= 64", net <= 64)
    line("    and with its result of a number for each year", f"{found['mib']:.1f} MiB", "", None)
    ratio = found["simulated"] / found["exact"]
    line(f"    exact ({found['exact'] * 1e3:.0f} ms) is faster by", f"{ratio:.1f} times", ">= 8", ratio >= 8)
    found = measured("error")
    line(
        "error of tail value at risk 99 % (2^14 steps against 2^18)",
        f"{found['tvar']:.1e}",
        "<= 1e-4",
        found["tvar"] <= 1e-4,
    )
    line("error of value at risk 99 %", f"{found['var']:.1e}", "<= 5e-4", found["var"] <= 5e-4)
    found = measured("what_if")
    line(
        f"exact what-if on one control, {FEW} scenarios, median of 20",
        f"{found['median'] * 1e3:.2f} ms",
        "<= 2 ms",
        found["median"] <= 2e-3,
    )
    line("    the slowest of them", f"{found['worst'] * 1e3:.2f} ms", "", None)
    found = measured("common")
    line(
        "variance taken out of a difference by common random numbers",
        f"{found['ratio']:.0f} times",
        ">= 10",
        found["ratio"] >= 10,
    )
    line("    bias of the difference against the exact one", f"{found['bias']:+.2%}", "", None)


def choices() -> None:
    """Best and instant choices of investments."""
    for row in measured("choice")["rows"]:
        label = f"40 investments, {row['name']}: {row['method']}"
        met = row["proven"] and row["gap"] <= 1e-6 and row["wall"] <= 10
        line(label, f"{row['seconds']:.2f} s, gap {row['gap']:.0e}", "10 s, 1e-6", met)
        met = row["at_once"] <= 0.05 and row["true"] <= 0.02
        label = f"    at once: gap shown {row['shown']:.2%}, true {row['true']:.2%}"
        line(label, f"{row['at_once'] * 1e3:.0f} ms", "50 ms, 2 %", met)


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--no-peers", action="store_true", help="leave out pyfair and pycrq")
    asked.add_argument("--only", choices=("peers", "own", "choice"), help="only these rows")
    asked.add_argument("--measure", choices=sorted(MEASURES), help="one measurement in this process, as JSON")
    options = asked.parse_args()
    if options.measure:
        print(json.dumps(MEASURES[options.measure]()))
        return 0
    line("what", "found", "aim", None)
    if options.only in {None, "peers"}:
        compare("it was asked not to" if options.no_peers else risk_peers.environment())
    if options.only in {None, "own"}:
        own()
    if options.only in {None, "choice"}:
        choices()
    return 0


if __name__ == "__main__":
    sys.exit(main())
