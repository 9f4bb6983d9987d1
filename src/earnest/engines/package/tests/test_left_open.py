"""What a verification could not check is named, weighed and never counted with what it did."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from earnest.engines.assurance import ControlState
from earnest.engines.assurance.facts import NotApplicableFact
from earnest.engines.documents import docx, html
from earnest.engines.documents.model import Document, Paragraph, Section, Sentence
from earnest.engines.documents.parts import DateRef, Figure, Name, Part, StatusRef
from earnest.engines.documents.plain import to_plain
from earnest.engines.documents.proof import Claim, ControlStep, Proof
from earnest.engines.package import Verdict, build, keys, layout, verify
from earnest.engines.package.building import Contents, Story
from earnest.engines.package.canonical import encode
from earnest.engines.package.checks.narratives import pages
from earnest.engines.package.container import Container
from earnest.engines.package.ledger import Chosen, content_hash, packaged
from earnest.engines.package.parts import Decided
from earnest.engines.package.tests.making import AS_OF, KEY, MADE_AT, Small, document, entries, resigned
from earnest.engines.package.withholding import rules, withhold

TRUSTED = keys.PublicKey.of(KEY.public_key())
PAGE = "narratives/auditor-iso.html"


def _gaps(verdict: Verdict) -> set[tuple[str, str]]:
    return {(one.part, one.id) for one in verdict.gaps}


def _word(verdict: Verdict) -> dict[str, int]:
    """The claims that are the signer's word alone."""
    return {name: count for name, count in verdict.stated.items() if name.startswith("claims")}


def _built(package: Small, folder: Path, **changes: Any) -> Path:
    held: Contents = replace(package.contents, **changes)
    return build(held, KEY, folder / "built.earnest", MADE_AT).path


def _said(claim_id: str, sentence: tuple[Part | str, ...], *states: Any) -> Document:
    claim = Claim(claim_id, sentence, Proof((ControlStep("access", "Accounts are owned", "Ada"),)), states)
    section = Section("Controls", (Paragraph((Sentence(sentence),)),))
    return Document("What we do", "Birch & Co", "auditor", AS_OF, "ab" * 32, sections=(section,), claims=(claim,))


def _telling(package: Small, folder: Path, made: Document, **changes: Any) -> Verdict:
    return verify(_built(package, folder, stories=(Story("auditor-iso", made),), **changes), trusted_keys=[TRUSTED])


def test_a_package_of_pages_by_a_known_key_is_complete(package: Small, tmp_path: Path) -> None:
    verdict = _telling(package, tmp_path, document())
    assert (verdict.complete, _word(verdict)) == (True, {})
    assert verify(tmp_path / "built.earnest").complete is False


def test_a_page_of_another_version_is_not_checked_and_can_be_drawn_here(package: Small, tmp_path: Path) -> None:
    def another(held: dict[str, Any]) -> None:
        held[PAGE] = held[PAGE].replace(b"partly effective", b"effective")

    made = _built(package, tmp_path, program="earnest 0.0.9", stories=(Story("auditor-iso", document()),))
    forged = resigned(made, tmp_path / "forged.earnest", another)
    verdict = verify(forged, trusted_keys=[TRUSTED])
    assert (verdict.good, verdict.complete) == (True, False)
    assert ("narrative", PAGE) in _gaps(verdict)
    assert "documents drawn anew" not in verdict.checked
    with Container(forged) as container:
        assert dict(pages(container)) == {"auditor-iso.html": html.render(document()).encode()}


@pytest.mark.parametrize("forged", [False, True])
def test_other_files_of_a_document_are_drawn_anew_or_named(package: Small, tmp_path: Path, forged: bool) -> None:
    written = {"docx": docx.render(document("effective" if forged else "partly-effective"))}
    path = _built(package, tmp_path, stories=(Story("auditor-iso", document(), written),))
    quick = verify(path, trusted_keys=[TRUSTED])
    assert ("narrative", "narratives/auditor-iso.docx") in _gaps(quick)
    whole = verify(path, trusted_keys=[TRUSTED], redraw=True)
    assert whole.complete is not forged
    assert [one.id for one in whole.differences] == ["narratives/auditor-iso.docx"] * forged
    assert ("narrative", "narratives/auditor-iso.docx") in _gaps(verify(path, redraw=True))


def test_a_claim_of_a_kind_that_nobody_knows_is_named_apart(package: Small, tmp_path: Path) -> None:
    verdict = _telling(package, tmp_path, _said("wonder:all", ("All is ", StatusRef("effective", "wonder:all"), ".")))
    assert verdict.good
    assert _gaps(verdict) == {("narrative", "1 claims of unknown kind wonder")}
    assert "claims" not in verdict.checked
    assert _word(verdict) == {"claims on facts outside the package": 1}


def test_a_claim_on_facts_outside_the_package_is_counted_as_the_signers_word(package: Small, tmp_path: Path) -> None:
    figure = Figure(3, "count", "money:all")
    verdict = _telling(package, tmp_path, _said("money:all", ("Losses: ", figure, ".")))
    assert (verdict.complete, _word(verdict)) == (True, {"claims on facts outside the package": 1})
    assert "claims" not in verdict.checked


@pytest.mark.parametrize("whole", [True, False])
def test_a_claim_on_a_control_that_is_not_there(package: Small, tmp_path: Path, whole: bool) -> None:
    made = _said("control:moat", (Name("A moat", "record"), " is ", StatusRef("effective", "control:moat"), "."))
    verdict = _telling(package, tmp_path, made, whole=whole)
    assert verdict.good is not whole
    assert verdict.checked.get("claims") is None


def _date(claim: str, day: date) -> DateRef:
    return DateRef(day, claim)


OKTA = "source:okta"
FACTS: list[tuple[Document, bool]] = [
    (_said("exception:3", ("It ends on ", _date("exception:3", date(2026, 6, 30)), ".")), True),
    (_said("exception:3", ("It ends on ", _date("exception:3", date(2027, 6, 30)), ".")), False),
    (_said("exception:3", ("It is ", StatusRef("overdue", "exception:3"), ".")), False),
    (_said("record:7", ("It counts until ", _date("record:7", date(2026, 12, 31)), ".")), True),
    (_said("record:7", ("It counts until ", _date("record:7", date(2027, 12, 31)), ".")), False),
    (_said("attestation:9", ("Signed on ", _date("attestation:9", date(2026, 3, 1)), ".")), True),
    (_said("attestation:9", ("Signed on ", _date("attestation:9", date(2026, 3, 2)), ".")), False),
    (_said(OKTA, ("Seen on ", _date(OKTA, AS_OF.date()), ", limit ", Figure(30, "days", OKTA), ".")), True),
    (_said(OKTA, ("Seen on ", _date(OKTA, AS_OF.date()), ", limit ", Figure(90, "days", OKTA), ".")), False),
    (_said(OKTA, ("It is ", StatusRef("stale", OKTA), ".")), False),
    (_said(OKTA, ("Controls: ", Figure(4, "count", OKTA), ".")), False),
    (_said("framework:iso", ("Looked at: ", Figure(2, "count", "framework:iso"), "; ",
                             Figure(2, "count", "framework:iso"), " ", StatusRef("partly-met", "framework:iso"), ".")),
     True),
    (_said("framework:iso", ("Looked at: ", Figure(2, "count", "framework:iso"), "; ",
                             Figure(2, "count", "framework:iso"), " ", StatusRef("met", "framework:iso"), ".")), False),
]  # fmt: skip


@pytest.mark.parametrize(("made", "good"), FACTS)
def test_a_claim_on_a_fact_of_the_package_says_what_the_fact_says(
    package: Small, tmp_path: Path, made: Document, good: bool
) -> None:
    verdict = _telling(package, tmp_path, made)
    assert verdict.parts == (() if good else ("narrative",)), verdict.differences
    assert verdict.checked["claims"] == 1


def test_a_claim_on_withheld_rows_is_counted_apart(package: Small, tmp_path: Path) -> None:
    snapshots = tuple(msgspec.structs.replace(one, raw=False) for one in package.contents.snapshots)
    bare = replace(package.contents, snapshots=snapshots, stories=(Story("auditor-iso", document()),))
    held, _ = withhold(bare, rules([], ["accounts:account_id=00u1"]), KEY, tmp_path)
    build(held, KEY, tmp_path / "held.earnest", MADE_AT)
    verdict = verify(tmp_path / "held.earnest", trusted_keys=[TRUSTED])
    assert (verdict.good, verdict.complete) == (True, False)
    assert "claims" not in verdict.checked
    assert _word(verdict) == {"claims on withheld evidence": 1}
    assert ("narrative", "1 claims on withheld evidence") in _gaps(verdict)
    assert ("result", "access/accounts-human") in _gaps(verdict)


def test_a_missing_proof_from_the_earlier_package_is_no_good_answer(package: Small) -> None:
    verdict = verify(package.path, trusted_keys=[TRUSTED], earlier=(3, "ab" * 32))
    assert (verdict.good, verdict.complete) == (True, False)
    (one,) = [one for one in verdict.gaps if one.part == "ledger"]
    assert "you asked whether the ledger only grew" in one.why


def _decided(package: Small, folder: Path, change: Callable[[dict[str, Any], dict[str, Any]], None]) -> Verdict:
    """A control that is planned and a requirement that does not apply, as the ledger has them but for a change."""
    known = package.contents.facts
    planned = replace(known.controls[1], state=ControlState.PLANNED)
    told = NotApplicableFact("We have no such thing.", "ada@birch.example", "rita@birch.example", date(2026, 2, 1))
    out = replace(known.requirements[1], not_applicable=told)
    decided = (
        Decided("control", "access", "controls.control:1"),
        Decided("control", "policy", "controls.control:2"),
        Decided("exclusion", "iso/A.2", "frameworks.applicability:4"),
    )
    facts = replace(
        known, controls=(known.controls[0], planned), requirements=(known.requirements[0], out), decided=decided
    )
    access = {"key": "access", "state": "operating"}
    policy = {"key": "policy", "state": "planned"}
    exclusion = {"reason": told.reason, "decided_on": "2026-02-01"}
    change(policy, exclusion)
    chain = entries(known, package.contents.snapshots[0])
    changes = [
        {"record": "controls.control:1", "label": "it", "before": None, "after": access},
        {"record": "controls.control:2", "label": "it", "before": None, "after": policy},
        {"record": "frameworks.applicability:4", "label": exclusion.pop("label", "A.2 does not apply"), "before": None,
         "after": exclusion},
    ]  # fmt: skip
    chain[-1] = msgspec.structs.replace(chain[-1], changes=changes)
    part = packaged([content_hash(one) for one in chain], [Chosen(n, chain[n - 1]) for n in (2, 4, 6, 8, 10, 11)])
    return verify(_built(package, folder, facts=facts, ledger=part, stories=()), trusted_keys=[TRUSTED])


def test_states_of_controls_and_exclusions_are_as_the_ledger_has_them(package: Small, tmp_path: Path) -> None:
    verdict = _decided(package, tmp_path, lambda policy, exclusion: None)
    assert verdict.complete
    assert verdict.checked["records as the ledger has them"] == 8


@pytest.mark.parametrize(
    "change",
    [
        lambda policy, exclusion: policy.update(state="operating"),
        lambda policy, exclusion: policy.update(key="another"),
        lambda policy, exclusion: exclusion.update(decided_on="2026-03-01"),
        lambda policy, exclusion: exclusion.update(reason="Another."),
        lambda policy, exclusion: exclusion.update(label="A.1 does not apply"),
    ],
)
def test_a_decision_that_the_ledger_does_not_have_is_refused(package: Small, tmp_path: Path, change: Any) -> None:
    assert _decided(package, tmp_path, change).parts == ("ledger",)


CROSSWALK = {"A.1": frozenset({"access", "elsewhere"}), "A.2": frozenset({"access", "policy"})}


def test_requirements_are_held_against_the_crosswalk_of_the_reader(package: Small) -> None:
    def held(*rows: str, **other: frozenset[str]) -> Verdict:
        known = {"iso": {row: CROSSWALK[row] for row in rows} | other}
        return verify(package.path, trusted_keys=[TRUSTED], crosswalks=known)

    assert held("A.1", "A.2").checked["requirements as the crosswalk has them"] == 2
    assert held("A.1").stated == {"requirements on other controls than your crosswalk has": 1}
    assert ("fact", "framework iso") in _gaps(held("A.1", "A.2", B=frozenset()))
    unknown = verify(package.path, crosswalks={"other": {}})
    assert unknown.stated == {"requirements on other controls than your crosswalk has": 2}


def test_the_manifest_names_what_was_decided(package: Small, tmp_path: Path) -> None:
    with Container(package.path) as container:
        assert json.loads(container.read("facts/decided.json")) == []
        assert encode(to_plain(document())) == container.read("narratives/auditor-iso.json")
    assert layout.part_of("facts/decided.json") == "fact"
