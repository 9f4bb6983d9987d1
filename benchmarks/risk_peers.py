"""The portfolio that the risk engine and its peers are measured on, and the peers in an environment of their own.

Run by itself it computes with one peer and prints what came out as JSON; then it needs nothing of Earnest:

    python risk_peers.py (pyfair|pycrq) PORTFOLIO.json YEARS REPEATS

Each peer is used as its own documentation shows. pycrq takes a Poisson number of threat events, vulnerability 1 and
the lognormal loss itself (giving the loss event frequency directly would save it a fifth). pyfair has neither
distribution: the loss event frequency is a normal with the mean and the standard deviation of the Poisson count, the
loss magnitude a PERT from the low to the high end of the 90 % interval whose most likely value is the lognormal's
median. Each pyfair model gets a seed of its own; its default gives every model the same random numbers.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

Rows = list[dict[str, float]]
WANTED = ("pyfair==0.1a13", "pycrq==1.1.0")
FOLDER = Path(__file__).resolve().parents[1] / ".venv" / "peers"
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
Z95 = 1.6448536269514722


def rows(count: int, seed: int = 7) -> Rows:
    """Made-up scenarios: 0.05 to 2 events a year, 90 % intervals that start at 10,000 to 1,000,000 and are 10 to 200
    times as high at their end, all evenly spread in their logarithm. The same each time."""
    random = np.random.default_rng(seed)
    rate = np.exp(random.uniform(np.log(0.05), np.log(2.0), count))
    low = np.exp(random.uniform(np.log(1e4), np.log(1e6), count))
    high = low * np.exp(random.uniform(np.log(10), np.log(200), count))
    mu = (np.log(low) + np.log(high)) / 2
    sigma = (np.log(high) - np.log(low)) / (2 * Z95)
    columns = zip(rate.tolist(), low.tolist(), high.tolist(), mu.tolist(), sigma.tolist(), strict=True)
    return [dict(zip(("rate", "low", "high", "mu", "sigma"), one, strict=True)) for one in columns]


def environment() -> str:
    """Make the peers' environment if it is not there. Returns why it cannot be made; empty when all is well."""
    python = str(FOLDER / "bin" / "python")
    names = [wanted.partition("==")[0] for wanted in WANTED]
    check = "import sys, importlib.util as u; sys.exit(any(u.find_spec(n) is None for n in sys.argv[1:]))"
    if Path(python).exists() and subprocess.run([python, "-c", check, *names], check=False).returncode == 0:
        return ""
    made = subprocess.run([sys.executable, "-m", "venv", str(FOLDER)], capture_output=True, text=True, check=False)
    if made.returncode:
        return f"an environment for them cannot be made: {_last(made.stdout + made.stderr)}"
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1", *WANTED]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"they cannot be installed from the package index: {_last(done.stderr)}" if done.returncode else ""


def measure(name: str, portfolio: Rows, years: int, repeats: int) -> dict[str, Any]:
    """Run one peer in its environment: version, processor seconds of each repeat, KiB over imports, statistics."""
    with tempfile.TemporaryDirectory(prefix="earnest-peers-") as folder:
        path = Path(folder) / "portfolio.json"
        path.write_text(json.dumps(portfolio), encoding="utf-8")
        command = [str(FOLDER / "bin" / "python"), __file__, name, str(path), str(years), str(repeats)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | ONE_THREAD)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def summary(losses: Any) -> dict[str, float]:
    """Mean, standard deviation and quantiles of simulated years."""
    losses = np.asarray(losses, np.float64)
    var95, var99 = np.quantile(losses, [0.95, 0.99])
    return {"mean": float(losses.mean()), "sd": float(losses.std()), "var95": float(var95), "var99": float(var99)}


def pyfair(portfolio: Rows, years: int, seed: int) -> Any:
    from pyfair import FairMetaModel, FairModel

    models = []
    for number, row in enumerate(portfolio):
        model = FairModel(name=f"scenario {number}", n_simulations=years, random_seed=seed * len(portfolio) + number)
        model.input_data("Loss Event Frequency", mean=row["rate"], stdev=row["rate"] ** 0.5)
        model.input_data("Loss Magnitude", low=row["low"], mode=float(np.exp(row["mu"])), high=row["high"])
        models.append(model.calculate_all())
    return FairMetaModel("portfolio", models).calculate_all().export_results()["Risk"].to_numpy()


def pycrq(portfolio: Rows, years: int, seed: int) -> Any:
    from pycrq import FAIRSimulator, LogNormalDistribution, RiskRegister, ScenarioBuilder, constant, poisson

    register = RiskRegister("portfolio")
    for number, row in enumerate(portfolio):
        built = ScenarioBuilder(f"scenario {number}").asset("asset").threat("threat").tef(poisson(row["rate"]))
        built = built.vulnerability(constant(1.0)).primary_loss(LogNormalDistribution(row["mu"], row["sigma"]))
        register.add_scenario(built.build())
    return FAIRSimulator(n_simulations=years, seed=seed).simulate_register(register).aggregate_ale


PEERS: dict[str, Callable[[Rows, int, int], Any]] = {"pyfair": pyfair, "pycrq": pycrq}


def _last(text: str) -> str:
    return (text.strip().splitlines() or ["no reason was given"])[-1]


def main() -> None:
    name, path, years, repeats = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    portfolio = json.loads(path.read_text(encoding="utf-8"))
    warnings.simplefilter("ignore")
    run = PEERS[name]
    run(portfolio[:1], 100, 1)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, losses = [], None
    for repeat in range(repeats):
        gc.collect()
        started = time.process_time()
        losses = run(portfolio, years, repeat + 1)
        seconds.append(time.process_time() - started)
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base
    print(json.dumps({"version": version(name), "seconds": seconds, "kib": kib, **summary(losses)}))


if __name__ == "__main__":
    main()
