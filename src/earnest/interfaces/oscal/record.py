"""What OSCAL documents are written from: one framework in one assessment, with its controls, evidence and people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from earnest import __version__
from earnest.core.actions.models import Action
from earnest.core.assurance.models import Assessment
from earnest.core.controls.models import Control, ControlException
from earnest.core.evidence.models import Snapshot
from earnest.core.frameworks.models import Framework
from earnest.core.organization.models import Person
from earnest.engines.control_tests.results import TestResult
from earnest.engines.oscal.elements import (
    Hash,
    Metadata,
    Party,
    Resource,
    ResourceLink,
    ResponsibleParty,
    ResponsibleRole,
    Role,
    own,
)
from earnest.engines.oscal.ids import OSCAL_VERSION, moment, start_of, tokens, uuid_of
from earnest.engines.oscal.text import line
from earnest.foundation.actor import Actor
from earnest.foundation.errors import Invalid
from earnest.foundation.models import LedgerEntry
from earnest.foundation.record import visible_to
from earnest.narrative.basis import Basis, ControlEntry, Plain, RequirementEntry, load

ACCOUNTABLE = "accountable"
NOT_IN_USE = frozenset({"planned", "retired"})
WEAK = frozenset({"failing", "partly effective", "unproven"})
"""Statuses of a control that leave something to be done."""
SATISFIED = frozenset({"met", "met by another approach"})


@dataclass(frozen=True)
class Told:
    """One adopted framework as one assessment sees it."""

    basis: Basis
    framework: Framework

    @property
    def actor(self) -> Actor:
        return self.basis.actor

    @cached_property
    def owner(self) -> str:
        """Whose record this is: what all our identifiers start from."""
        return self.basis.organization.name if self.basis.organization else "organisation"

    def uuid(self, *keys: str) -> str:
        return uuid_of(self.owner, self.framework.key, *keys)

    @cached_property
    def entries(self) -> Mapping[str, RequirementEntry]:
        """All requirements by key, headings too, in the order of the framework."""
        return self.basis.requirements(self.framework.key)

    @cached_property
    def concluded(self) -> Mapping[str, RequirementEntry]:
        return {key: entry for key, entry in self.entries.items() if entry.concluded is not None}

    @cached_property
    def applying(self) -> Mapping[str, RequirementEntry]:
        return {key: entry for key, entry in self.concluded.items() if entry.status != "not applicable"}

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """The OSCAL id of each requirement, by key."""
        return tokens(self.entries)

    def statement(self, key: str) -> str:
        """Id of the statement of a control in the catalog."""
        return f"{self.ids[key]}_smt"

    @cached_property
    def controls(self) -> Mapping[str, ControlEntry]:
        """The controls in use or planned that support a requirement that applies, by key."""
        wanted = {key for entry in self.applying.values() for key in entry.controls}
        return {k: one for k, one in self.basis.controls.items() if k in wanted and one.status != "retired"}

    @cached_property
    def requirements_of(self) -> Mapping[str, tuple[str, ...]]:
        """Keys of the requirements that each control supports, by key of the control."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, entry in self.applying.items():
            for control in entry.controls:
                found[control].append(key)
        return {key: tuple(keys) for key, keys in found.items()}

    @cached_property
    def tests(self) -> Mapping[str, Plain]:
        """What each bound test concluded, by `control/test`."""
        return {f"{k}/{test['id']}": test for k, one in self.controls.items() for test in one.tests}

    def result(self, test: Plain) -> TestResult | None:
        return self.basis.results.get(str(test["result"]))

    @cached_property
    def snapshots(self) -> Mapping[str, Snapshot]:
        """The snapshots that tests of these controls read, by `sha256 source`."""
        found: dict[str, Snapshot] = {}
        for test in self.tests.values():
            result = self.result(test)
            for item in result.inputs if result else ():
                key = f"{item.snapshot} {item.source}"
                if key in self.basis.snapshots:
                    found[key] = self.basis.snapshots[key]
        return dict(sorted(found.items()))

    @cached_property
    def actions(self) -> Mapping[str, tuple[Action, ...]]:
        """Open actions by key of the control, the earliest due first."""
        found: dict[str, list[Action]] = defaultdict(list)
        rows = visible_to(self.actor, Action).filter(state=Action.State.OPEN, control__key__in=self.controls)
        for row in rows.select_related("control", "accountable").order_by("due_on", "pk"):
            if row.control is not None:
                found[row.control.key].append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def exceptions(self) -> Mapping[str, tuple[ControlException, ...]]:
        """Exceptions that began by the day, by key of the control."""
        found: dict[str, list[ControlException]] = defaultdict(list)
        for row in self.basis.exceptions.values():
            if row.starts_on <= self.basis.day and row.control.key in self.controls:
                found[row.control.key].append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def changed_at(self) -> str:
        """When the record that this rests on last changed: never the clock, so that the same record gives the same."""
        number = self.basis.assessment.ledger_number
        entry = LedgerEntry.objects.filter(number=number).values_list("at", flat=True).first()
        return moment(entry) if entry else start_of(self.basis.day)

    @property
    def as_of(self) -> str:
        return moment(self.basis.as_of)

    @property
    def organization_uuid(self) -> str:
        return uuid_of(self.owner, "organisation")

    def person(self, person: Person) -> str:
        return uuid_of(self.owner, "person", person.email)

    def accountable(self, person: Person | None) -> tuple[ResponsibleRole, ...]:
        return (ResponsibleRole(role_id=ACCOUNTABLE, party_uuids=(self.person(person),)),) if person else ()

    def metadata(self, title: str, *, people: bool = False, version: str = "") -> Metadata:
        """What every document says of itself. `people`: those who answer for controls, actions and the framework."""
        parties = [Party(uuid=self.organization_uuid, type="organization", name=line(self.owner))]
        if people:
            parties += [Party(uuid=self.person(one), type="person", name=line(one.name)) for one in self._people()]
        responsible = [ResponsibleParty(role_id="prepared-by", party_uuids=(self.organization_uuid,))]
        if people and self.framework.accountable:
            responsible.append(
                ResponsibleParty(role_id=ACCOUNTABLE, party_uuids=(self.person(self.framework.accountable),))
            )
        return Metadata(
            title=line(title),
            last_modified=self.changed_at,
            version=line(version) or self.basis.day.isoformat(),
            oscal_version=OSCAL_VERSION,
            props=(own("assessment-digest", self.basis.assessment.digest), own("written-by", f"Earnest {__version__}")),
            roles=(Role(id="prepared-by", title="Prepared by"), Role(id=ACCOUNTABLE, title="Accountable for it")),
            parties=tuple(parties),
            responsible_parties=tuple(responsible),
        )

    def _people(self) -> list[Person]:
        named = [one.control.accountable for one in self.controls.values()]
        named += [action.accountable for rows in self.actions.values() for action in rows]
        named.append(self.framework.accountable)
        found = {one.email: one for one in named if one is not None}
        return [found[email] for email in sorted(found)]


@dataclass(frozen=True)
class File:
    """A document that another refers to: its name, title and the SHA-256 of its bytes."""

    name: str
    title: str
    sha256: str

    def resource(self, uuid: str) -> Resource:
        link = ResourceLink(
            href=self.name, media_type="application/json", hashes=(Hash(algorithm="SHA-256", value=self.sha256),)
        )
        return Resource(uuid=uuid, title=self.title, rlinks=(link,))


def tell(actor: Actor, assessment: Assessment, framework: str) -> Told:
    """What is known of an adopted framework. Invalid where it is not adopted or the actor may not see it."""
    basis = load(actor, assessment)
    if framework not in basis.frameworks:
        there = ", ".join(basis.frameworks) or "none yet"
        raise Invalid(f"The framework {framework!r} is not adopted. Adopted: {there}.", field="framework")
    return Told(basis, basis.frameworks[framework])


def reasons(concluded: Plain, otherwise: str) -> str:
    """Why, in sentences."""
    return " ".join(str(reason["text"]) for reason in concluded["reasons"]) or otherwise


def accountable_name(control: Control) -> str:
    return control.accountable.name if control.accountable else "nobody"


def unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
