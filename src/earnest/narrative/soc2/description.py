"""Management's description of the system: what is served to whom, by what, and where the record is silent.

It follows the description criteria DC 1 to DC 9 in own words. What nobody has entered is said to be missing.
"""

from __future__ import annotations

from collections.abc import Iterable

from earnest.core.assets.models import Asset, Dependence
from earnest.core.assurance.models import Assessment
from earnest.core.organization.models import Duty, Person, Team
from earnest.duties.audits.models import Obligation
from earnest.engines.documents.model import (
    Block,
    Bullets,
    Callout,
    Column,
    Document,
    Fact,
    FactList,
    Paragraph,
    Row,
    Section,
    Sentence,
    Table,
)
from earnest.engines.documents.parts import Inline, Name, NameKind, Part, Text
from earnest.foundation.actor import Actor
from earnest.foundation.record import visible_to
from earnest.narrative import chains, honesty, unknowns
from earnest.narrative.claims import method
from earnest.narrative.front import organisation
from earnest.narrative.soc2.examined import FRAMEWORK, Examined, examined
from earnest.narrative.told import Told

_COMPONENTS = {
    "Infrastructure": frozenset({"cloud", "platform", "server", "network", "devices"}),
    "Software": frozenset({"application", "database", "tool", "other"}),
}


def compose(actor: Actor, assessment: Assessment) -> Document:
    """The description as of an assessment. Errors are those of `examined`."""
    one = examined(actor, assessment)
    sections = (
        Section("Services provided", _services(one)),
        Section("Commitments and requirements", _commitments(one)),
        Section("Components of the system", (), (*_components(one), _people(one), _data(one))),
        Section("Incidents", _incidents()),
        Section("Criteria and controls", _criteria(one), wide=True),
        Section("What customers must do", _of_customers()),
        Section("Organisations that we rely on", _suppliers(one)),
        Section("Criteria that do not apply", _left_out(one)),
        Section("Changes in the period", _changes(one)),
        honesty.section(one.claims),
    )
    return Document(
        title="Description of the system",
        subtitle=Name(one.framework.title, "framework"),
        organisation=organisation(one.claims.basis),
        audience="Auditor",
        as_of=one.claims.basis.as_of,
        edition=assessment.digest,
        front=one.front(),
        sections=sections,
        unknown=unknowns.section(one.claims),
        claims=one.claims.all(),
        glossary=one.words.glossary(),
        contents=True,
    )


def _services(one: Examined) -> tuple[Block, ...]:
    found, scope = one.claims.basis.organization, one.framework.scope
    blocks: list[Block] = []
    if found is not None and found.description:
        blocks.append(Paragraph((Sentence(Name(found.description, "quotation")),)))
    if found is not None:
        entities = [Fact("Legal entity", Name(name, "organisation")) for name in found.legal_names.splitlines() if name]
        blocks.append(FactList((Fact("Organisation", Name(found.name, "organisation")), *entities)))
    if scope is None:
        return (*blocks, _missing("Nobody has entered what is in scope."))
    blocks.append(Paragraph((Sentence(("In scope: ", Name(scope.statement, "quotation"), ".")),)))
    if scope.excluded:
        blocks.append(Paragraph((Sentence(("Left out: ", Name(scope.excluded, "quotation"), ".")),)))
    return tuple(blocks)


def _commitments(one: Examined) -> tuple[Block, ...]:
    """What contracts and laws ask that must be true here."""
    rows = visible_to(one.claims.basis.actor, Obligation).filter(adopted_on__lte=one.claims.basis.day)
    made = []
    for row in rows:
        where, true_here = Name(f"{row.source}, {row.clause}", "law"), Name(row.must_be_true, "quotation")
        made.append(Row((Name(row.title, "record"), where, true_here)))
    if not made:
        return (_missing("No promise to customers and no duty of law is entered in the record."),)
    columns = (Column("What we must see to", 1.8), Column("From", 1.5), Column("What must be true here", 3))
    said = Sentence("These are the duties of law and contract that the system must keep.")
    return (Paragraph((said,)), Table(columns, tuple(made), compact=True))


def _components(one: Examined) -> tuple[Section, ...]:
    actor = one.claims.basis.actor
    rows = visible_to(actor, Asset).exclude(life_cycle=Asset.LifeCycle.RETIRED).select_related("accountable", "team")
    found = list(rows.prefetch_related("data_handled"))
    sections = []
    for heading, kinds in _COMPONENTS.items():
        some = [asset for asset in found if asset.kind in kinds]
        columns = (
            *(Column("Part", 1.8), Column("Kind", 1.1), Column("What it is for", 2.8)),
            *(Column("Reached from", 1), Column("Accountable", 1.2)),
        )
        table = Table(columns, tuple(_asset(asset) for asset in some), compact=True)
        block: Block = table if some else _missing("Nothing of this kind is entered.")
        sections.append(Section(heading, (block,)))
    return (*sections, Section("How the parts depend on one another", _dependences(actor)))


def _asset(asset: Asset) -> Row:
    answers = Name(asset.accountable.name, "person") if asset.accountable else "nobody"
    what = Name(asset.description, "quotation") if asset.description else "Nobody has said."
    kind, reached = Name(asset.get_kind_display(), "record"), Name(asset.get_exposure_display(), "record")
    return Row((Name(asset.name, "asset"), kind, what, reached, answers))


def _dependences(actor: Actor) -> tuple[Block, ...]:
    rows = visible_to(actor, Dependence).select_related("asset", "needs")
    points = [
        (Sentence((Name(row.asset.name, "asset"), " needs ", Name(row.needs.name, "asset"), ".")),) for row in rows
    ]
    return (Bullets(tuple(points)),) if points else (_missing("No dependence between parts is entered."),)


def _people(one: Examined) -> Section:
    actor = one.claims.basis.actor
    here = visible_to(actor, Person).filter(left_on=None)
    teams = visible_to(actor, Team).count()
    duties = list(visible_to(actor, Duty).select_related("accountable", "deputy"))
    told = Told("people")
    working, in_teams = told.count(here.count(), "person works", "people work"), told.count(teams, "team", "teams")
    sentence = (working, " here, in ", in_teams, ".")
    one.claims.add(told.id, sentence, method("People who have not left, and teams, counted in the record"))
    blocks: list[Block] = [Paragraph((Sentence(sentence),))]
    rows = [Row((Name(duty.name, "record"), _person(duty.accountable), _person(duty.deputy))) for duty in duties]
    if rows:
        columns = (Column("Duty", 2.6), Column("Accountable", 1.4), Column("Deputy", 1.4))
        blocks.append(Table(columns, tuple(rows), compact=True))
    return Section("People", tuple(blocks))


def _person(person: Person | None) -> Inline:
    return Name(person.name, "person") if person else "nobody"


def _data(one: Examined) -> Section:
    rows = visible_to(one.claims.basis.actor, Asset).exclude(life_cycle=Asset.LifeCycle.RETIRED)
    holders: dict[str, list[str]] = {}
    marks: dict[str, str] = {}
    for asset in rows.prefetch_related("data_handled"):
        for kind in asset.data_handled.all():
            holders.setdefault(kind.name, []).append(asset.name)
            marks[kind.name] = "special" if kind.special else "about people" if kind.personal else "not about people"
    made = [Row((Name(kind, "record"), marks[kind], _listed(holders[kind], "asset"))) for kind in sorted(holders)]
    if not made:
        return Section("Data", (_missing("Nobody has entered which data the parts handle."),))
    columns = (Column("Kind of data", 1.6), Column("Sort", 1.1), Column("Handled by", 3.4))
    return Section("Data", (Table(columns, tuple(made), compact=True),))


def _listed(names: Iterable[str], kind: NameKind) -> Inline:
    parts: list[Part] = []
    for name in names:
        parts += [Text(", "), Name(name, kind)]
    return tuple(parts[1:])


def _incidents() -> tuple[Block, ...]:
    return (_missing("The record holds no register of incidents yet, so nothing can be said of them here."),)


def _criteria(one: Examined) -> tuple[Block, ...]:
    rows = []
    for entry in one.criteria.values():
        told = one.claims.requirement(FRAMEWORK, entry)
        controls = [one.claims.basis.controls[key].control.name for key in entry.controls if key in one.controls]
        answered = _listed(controls, "record") or "No control in use answers it."
        rows.append(Row((told.number, Name(entry.requirement.title, "record"), answered, told.status)))
    columns = (Column("Criterion", 0.7), Column("In our words", 2.6), Column("Controls", 3.2), Column("Today", 1.1))
    return (Table(columns, tuple(rows), compact=True),)


def _of_customers() -> tuple[Block, ...]:
    return (_missing("Nobody has entered the controls that customers must run themselves."),)


def _suppliers(one: Examined) -> tuple[Block, ...]:
    """Services that are bought; what is expected of each supplier is not in the record yet."""
    rows = visible_to(one.claims.basis.actor, Asset).filter(kind=Asset.Kind.SERVICE)
    found = list(rows.exclude(life_cycle=Asset.LifeCycle.RETIRED).select_related("accountable", "team"))
    if not found:
        return (_missing("No service that is bought is entered."),)
    columns = (
        *(Column("Service", 1.8), Column("Kind", 1.1), Column("What it is for", 2.8)),
        *(Column("Reached from", 1), Column("Accountable", 1.2)),
    )
    table = Table(columns, tuple(_asset(asset) for asset in found), compact=True)
    return (table, _missing("Which controls are expected of each supplier is not entered."))


def _left_out(one: Examined) -> tuple[Block, ...]:
    """Criteria that were decided not to apply, with the fact that makes it so."""
    points = []
    for entry in one.criteria.values():
        exclusion = one.claims.basis.exclusions.get(entry.requirement.pk)
        if entry.status == "not applicable" and exclusion is not None:
            told = one.claims.requirement(FRAMEWORK, entry)
            points.append((Sentence((told.number, ": ", Name(exclusion.reason, "quotation")), (told.id,)),))
    if points:
        return (Bullets(tuple(points)),)
    return (Paragraph((Sentence("All criteria of the categories that were chosen apply."),)),)


def _changes(one: Examined) -> tuple[Block, ...]:
    """Controls adopted or given up within the period."""
    points = []
    for entry in one.claims.basis.controls.values():
        control = entry.control
        if one.start <= control.adopted_on <= one.end:
            told = Told(f"adopted:{control.key}")
            sentence = (Name(control.name, "record"), " was adopted on ", told.on(control.adopted_on), ".")
            steps = (chains.control_step(one.claims.basis, control.key), *chains.ledger(one.claims.basis, control))
            one.claims.add(told.id, sentence, steps)
            points.append((Sentence(sentence),))
    if points:
        return (Bullets(tuple(points)), _missing("Changes of systems are not entered as such; only those of controls."))
    return (Paragraph((Sentence("No control was adopted in the period."),)),)


def _missing(words: str) -> Callout:
    """Something that the description should say and the record does not hold."""
    return Callout("unknown", (Sentence(words),))
