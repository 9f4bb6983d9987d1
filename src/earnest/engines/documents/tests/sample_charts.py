"""A document with every kind of chart, of an invented company."""

from __future__ import annotations

import math

from earnest.engines.documents.charts import behind
from earnest.engines.documents.charts.pictures import (
    BudgetBars,
    BudgetRow,
    Curve,
    Frontier,
    FrontierPoint,
    LossExceedance,
    Mark,
    NetWorth,
    Picture,
    Raised,
    RaisedRow,
    WorthRow,
)
from earnest.engines.documents.model import Chart, Document, Paragraph, Section, Sentence
from earnest.engines.documents.parts import Figure, Name
from earnest.engines.documents.proof import Claim, MethodStep, Proof
from earnest.engines.documents.tests.sample_claims import AS_OF, EDITION


def _tail(scale: float, bend: float) -> tuple[tuple[float, float], ...]:
    losses = [round(10 ** (4 + step * 0.06)) for step in range(60)]
    return tuple((loss, 0.97 * math.exp(-((loss / scale) ** bend))) for loss in losses)


_NOW = _tail(6.2e5, 0.84)

LOSS_EXCEEDANCE = LossExceedance(
    (
        Curve("with our controls", _NOW, tuple((loss, p * 0.75, min(1.0, p * 1.3)) for loss, p in _NOW)),
        Curve("without controls", _tail(3e6, 0.8), kind="without"),
    ),
    "EUR",
    appetite=((3e5, 0.6), (5e5, 0.45), (1e6, 0.25), (2e6, 0.05), (5e6, 0.01), (1e7, 0.004)),
    marks=(Mark(2e6, 0.067, 0.05),),
)
NET_WORTH = NetWorth(
    (
        WorthRow("Backups with restore tests", 120e3, 230e3, 310e3, 450e3, 690e3, "earns-its-place", "Priya Raman"),
        WorthRow("MFA for privileged access", 66e3, 140e3, 189e3, 260e3, 388e3, "earns-its-place", "Jonas Lind"),
        WorthRow("Phishing lessons", -6e3, 10e3, 31e3, 60e3, 120e3, "cannot-tell", "Olu Bankole"),
        WorthRow("Mobile device manager", -60e3, -30e3, -4e3, 10e3, 41e3, "unstated", "Jonas Lind"),
        WorthRow("Office VPN", -352e3, -240e3, -161e3, -130e3, -73e3, "costs-more", "Priya Raman"),
    ),
    "EUR",
)
FRONTIER = Frontier(
    tuple(
        FrontierPoint(cost, worth, worth * 0.7 - 20e3, worth * 1.2)
        for cost, worth in ((0, 0), (40e3, 90e3), (80e3, 180e3), (120e3, 240e3), (180e3, 285e3), (320e3, 305e3))
    ),
    "EUR",
    chosen=180e3,
    offered=190e3,
    asked=300e3,
)
BUDGET = BudgetBars(
    (
        BudgetRow("Licences and tools", 400e3, 320e3, 180e3),
        BudgetRow("People", 900e3, 900e3, 610e3),
        BudgetRow("Testing and audits", 120e3, 140e3, 90e3),
        BudgetRow("Training", 40e3, 12e3, 0),
    ),
    "EUR",
)
RAISED = Raised(
    (
        RaisedRow("MFA for privileged access", 120e3, 60e3, 200e3),
        RaisedRow("Backups restore within a day", 60e3, 20e3, 90e3),
        RaisedRow("Leavers lose access in a day", 20e3),
    ),
    430e3,
    640e3,
    "EUR",
)
PICTURES: dict[str, Picture] = {
    "exceedance": LOSS_EXCEEDANCE,
    "worth": NET_WORTH,
    "frontier": FRONTIER,
    "budget": BUDGET,
    "raised": RAISED,
}
TITLES = {
    "exceedance": "Loss against appetite",
    "worth": "Net worth of our tools",
    "frontier": "What more money buys",
    "budget": "The year's budget",
    "raised": "What controls that do not work cost",
}


def chart_of(key: str, picture: Picture) -> tuple[Chart, Claim]:
    """A chart with its table, and the claim that bears both out."""
    table = behind.table(picture, key)
    loss = Figure(640_000, "money", key, 420_000, 910_000, level=0.9, currency="EUR")
    claim = Claim(
        key,
        ("A year costs ", loss, " on average."),
        Proof((MethodStep("Convolution of the aggregate loss", (("Scenarios", "12"), ("Seed", "7"))),)),
        states=behind.stated(table),
    )
    said = Sentence(("A year costs ", loss, " on average, and the chart shows what stands behind it."))
    return Chart(picture, TITLES[key], (said,), table, (key,)), claim


def risk_paper() -> Document:
    """A paper on risk in money with every kind of chart."""
    made = {key: chart_of(key, picture) for key, picture in PICTURES.items()}
    return Document(
        title="Risk in money",
        subtitle="What we could lose, and what earns its place",
        organisation="Larkfield Pay Ltd",
        audience="Board of directors",
        as_of=AS_OF,
        edition=EDITION,
        sections=tuple(
            Section(TITLES[key], (Paragraph((Sentence(("Prepared by ", Name("Ines Okafor", "person"), ".")),)), chart))
            for key, (chart, _) in made.items()
        ),
        claims=tuple(claim for _, claim in made.values()),
    )
