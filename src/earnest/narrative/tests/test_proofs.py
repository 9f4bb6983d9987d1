"""Proofs lead from what is asked down to what was seen."""

from __future__ import annotations

import pytest

from earnest.core.evidence.models import Snapshot
from earnest.engines.documents.proof import (
    Claim,
    ControlStep,
    DecisionStep,
    LedgerStep,
    MissingStep,
    QueryStep,
    RequirementStep,
    RowsStep,
    SnapshotStep,
    TestStep,
)
from earnest.foundation import ledger
from earnest.narrative import proofs
from earnest.narrative.tests.conftest import ISO, Company


def kinds(claim: Claim) -> list[type]:
    return [type(step) for step in claim.proof.steps]


def test_a_requirement_leads_through_control_test_query_rows_and_snapshot_to_the_ledger(company: Company) -> None:
    claim = proofs.requirement_proof(company.actor, company.assess(), ISO, "A.8.2")
    order = [RequirementStep, ControlStep, TestStep, QueryStep, RowsStep, SnapshotStep, LedgerStep]
    found = iter(kinds(claim))
    assert all(kind in found for kind in order)


def test_the_chain_names_the_snapshot_and_the_entry_that_are_in_the_record(company: Company) -> None:
    claim = proofs.test_proof(company.actor, company.assess(), "mfa-privileged", "privileged-mfa")
    snapshot = Snapshot.objects.get(source__slug="birch-accounts")
    step = next(step for step in claim.proof.steps if isinstance(step, SnapshotStep))
    assert (step.sha256, step.observed_at, step.collected_at) == (
        snapshot.sha256,
        snapshot.observed_at,
        snapshot.collected_at,
    )
    entry = claim.proof.steps[claim.proof.steps.index(step) + 1]
    assert isinstance(entry, LedgerStep)
    assert (entry.entry, entry.hash) == (
        ledger.history(snapshot.reference)[0].number,
        ledger.history(snapshot.reference)[0].hash,
    )
    rows = next(step for step in claim.proof.steps if isinstance(step, RowsStep))
    assert (rows.total, rows.population) == (3, 8)
    assert [row[0] for row in rows.rows] == ["portal:admin-1", "portal:admin-2", "portal:admin-3"]
    assert any(isinstance(step, DecisionStep) and "admin-1" in step.what for step in claim.proof.steps)


def test_a_control_without_evidence_has_a_hollow_link(company: Company) -> None:
    claim = proofs.control_proof(company.actor, company.assess(), "incident-exercise")
    assert MissingStep in kinds(claim)


def test_sources_exceptions_and_snapshots_have_proofs_that_end_in_the_ledger(company: Company) -> None:
    made = company.assess()
    snapshot = Snapshot.objects.get(source__slug="birch-backups")
    for claim in (
        proofs.source_proof(company.actor, made, "birch-backups"),
        proofs.snapshot_proof(company.actor, made, snapshot.pk),
        proofs.exception_proof(company.actor, made, 1),
    ):
        assert kinds(claim)[-1] is LedgerStep


def test_what_is_not_in_the_assessment_is_said_to_be_missing(company: Company) -> None:
    made = company.assess()
    with pytest.raises(proofs.MissingError, match="holds no control 'nowhere'"):
        proofs.control_proof(company.actor, made, "nowhere")
    with pytest.raises(proofs.MissingError, match="holds no requirement"):
        proofs.requirement_proof(company.actor, made, ISO, "A.9.99")
    with pytest.raises(proofs.MissingError, match="holds no test"):
        proofs.test_proof(company.actor, made, "mfa-privileged", "nowhere")
