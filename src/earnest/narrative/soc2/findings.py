"""What samples and findings of the examination say, each as a claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from earnest.duties.audits.queries import NonconformityNow, SampleNow
from earnest.duties.audits.rules.standing import Standing
from earnest.engines.documents.model import Column, Paragraph, Row, Section, Sentence, Table
from earnest.engines.documents.parts import Inline, Name, Reference, Status
from earnest.narrative import chains
from earnest.narrative.claims import method
from earnest.narrative.lines import line
from earnest.narrative.soc2.examined import Examined
from earnest.narrative.told import Told

_STANDS: Mapping[Standing, Status] = {Standing.CLOSED: "done", Standing.CONTRADICTED: "contradicted"}


@dataclass(frozen=True)
class SampleTold(Told):
    """A sample: how it was drawn, and what testing its members found."""

    now: SampleNow

    @property
    def drawn(self) -> Inline:
        row = self.now.row
        seed: tuple[Inline, ...] = (", seed ", Name(row.seed, "record")) if row.seed else ()
        return line(Name(row.get_method_display(), "record"), *seed)


def samples(one: Examined) -> Section:
    """Populations and samples: complete how, drawn how, and found what. They are ours, not the auditor's."""
    ours = Sentence("These are tests of our own, made to find what an auditor would; the auditor draws their own.")
    if not one.samples:
        return Section("Populations and samples", (Paragraph((ours, Sentence("None was drawn in this period."))),))
    columns = (
        *(Column("Population", 2.4), Column("Members", 0.8, "end"), Column("How it was drawn", 2.2)),
        *(Column("Sample", 0.7, "end"), Column("Tested", 0.7, "end"), Column("With an exception", 0.9, "end")),
    )
    rows = [_sample_row(one, found) for found in one.samples]
    return Section(
        "Populations and samples", (Paragraph((ours,)), Table(columns, tuple(rows), compact=True)), wide=True
    )


def _sample_row(one: Examined, found: SampleNow) -> Row:
    row, population = found.row, found.row.population
    told = SampleTold(f"sample:{row.pk}", found)
    counts = (population.size, len(found.items), found.tested, len(found.exceptions))
    sentence = line(
        *("From ", told.count(population.size), " members ", told.count(len(found.items)), " were drawn and "),
        *(told.count(found.tested), " tested; ", told.count(len(found.exceptions)), " had an exception."),
    )
    inputs = [
        ("population", f"{population.title}, SHA-256 {population.digest}"),
        ("control test", f"{population.test}, SHA-256 {population.test_digest}"),
        ("method", f"{row.algorithm}, {row.method}, seed {row.seed or 'none'}"),
        ("members", f"SHA-256 {row.digest}"),
        ("drawn again", found.redrawn.what),
    ]
    exceptions = [(item.label, item.note or "no note") for item in found.exceptions]
    steps = (*method("A sample and what was found in it", (*inputs, *exceptions)),
             *chains.newest_entry(one.claims.basis, row))  # fmt: skip
    one.claims.add(told.id, sentence, steps)
    size, drawn, tested, exceptions_found = (told.count(number) for number in counts)
    return Row((Name(population.title, "record"), size, told.drawn, drawn, tested, exceptions_found), (told.id,))


def responses(one: Examined) -> Section:
    """What was found, why it happened, what is done about it, and whether somebody saw that it helps."""
    marked = Sentence("This part is management's own; the auditor has not tested it.")
    if not one.findings:
        none = Sentence("No finding is recorded for this examination.")
        return Section("Response of management", (Paragraph((marked, none)),))
    columns = (
        *(Column("Finding", 2.2), Column("Raised", 0.9), Column("Why it happened", 2.2)),
        *(Column("What is done", 2.2), Column("Stands", 1), Column("What evidence says today", 2)),
    )
    rows = [_finding_row(one, found) for found in one.findings]
    return Section(
        "Response of management", (Paragraph((marked,)), Table(columns, tuple(rows), compact=True)), wide=True
    )


def _finding_row(one: Examined, found: NonconformityNow) -> Row:
    row = found.row
    told = Told(f"finding:{row.number}")
    status = told.is_(_STANDS.get(found.stands.standing, "open"))
    sentence = (Name(row.title, "record"), ", raised on ", told.on(row.raised_on), ": ", status, ".")
    inputs = [("says", found.live_because), ("stands", f"{found.stands.standing.value}: {found.stands.because}")]
    how = method("How a finding stands: what was decided, held against live evidence", inputs)
    due = [one.action.due_on for one in found.actions if one.action.due_on]
    states: list[Reference] = [told.on(day) for day in dict.fromkeys(due)]
    one.claims.add(told.id, sentence, (*how, *chains.newest_entry(one.claims.basis, row)), states)
    doing: list[Inline] = []
    for action in found.actions:
        doing += ["; " if doing else "", Name(action.action.title, "record")]
        doing += [", due ", told.on(action.action.due_on)] if action.action.due_on else []
    return Row(
        (
            line(Name(row.number, "record"), " ", Name(row.title, "record")),
            told.on(row.raised_on),
            Name(row.root_cause, "quotation") if row.root_cause else "Nobody has said yet.",
            line(*doing) if doing else "Nothing is decided yet.",
            status,
            Name(found.live_because, "record"),
        ),
        (told.id,),
    )
