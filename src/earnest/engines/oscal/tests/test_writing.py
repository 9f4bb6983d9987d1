"""What is written holds together, and is the same for the same record."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.oscal.catalog import Catalog, Control, Prose
from earnest.engines.oscal.checking import problems
from earnest.engines.oscal.elements import Metadata
from earnest.engines.oscal.ids import OSCAL_VERSION, moment, tokens, uuid_of
from earnest.engines.oscal.profile import Import, Merge, Profile, SelectControls
from earnest.engines.oscal.text import line, prose
from earnest.engines.oscal.writing import sealed, to_json


def metadata(last_modified: str = "2026-03-01T09:00:00Z") -> Metadata:
    return Metadata(title="Trial", last_modified=last_modified, version="1", oscal_version=OSCAL_VERSION)


def catalog(*ids: str, **more: str) -> Catalog:
    controls = tuple(
        Control(id=one, title=one, parts=(Prose(id=f"{one}_smt", name="statement", prose="Do it."),)) for one in ids
    )
    return sealed(Catalog(uuid="", metadata=metadata(**more), controls=controls), "trial")


def test_a_document_is_one_member_in_kebab_case_without_empty_arrays() -> None:
    written = json.loads(to_json(catalog("a-1")))
    assert list(written) == ["catalog"]
    assert written["catalog"]["metadata"]["last-modified"] == "2026-03-01T09:00:00Z"
    assert "groups" not in written["catalog"]
    assert "params" not in written["catalog"]["controls"][0]


def test_the_same_content_has_the_same_uuid_and_another_content_another() -> None:
    assert to_json(catalog("a-1")) == to_json(catalog("a-1"))
    assert catalog("a-1").uuid != catalog("a-2").uuid
    assert uuid_of("a", "b") != uuid_of("a\x1fb", "") != uuid_of("ab")


def test_documents_that_hold_together_have_no_problems() -> None:
    imports = (Import(href="catalog.json", include_controls=(SelectControls(with_ids=("a-1",)),)),)
    profile = sealed(Profile(uuid="", metadata=metadata(), imports=imports, merge=Merge(as_is=True)), "profile")
    assert problems({"catalog": catalog("a-1"), "profile": profile}) == ()


@pytest.mark.parametrize(
    ("imports", "what"),
    [
        (Import(href="#6b0c5f6e-9c0e-4b53-8a0e-3b8a6c8d0f11"), "leads nowhere"),
        (Import(href="catalog.json", include_controls=(SelectControls(with_ids=("",)),)), "is empty"),
    ],
)
def test_what_leads_nowhere_is_named(imports: Import, what: str) -> None:
    profile = sealed(Profile(uuid="", metadata=metadata(), imports=(imports,)), "profile")
    (found,) = problems({"profile": profile})
    assert found.startswith("profile: /profile/imports/0")
    assert found.endswith(what)


def test_a_time_without_a_zone_is_a_problem_and_cannot_be_made() -> None:
    (found,) = problems({"catalog": catalog("a-1", last_modified="2026-03-01T09:00:00")})
    assert "no time with a zone" in found
    with pytest.raises(ValueError, match="zone"):
        moment(datetime(2026, 3, 1))  # noqa: DTZ001  a naive time is the point
    assert moment(datetime(2026, 3, 1, tzinfo=UTC)) == "2026-03-01T00:00:00Z"


@given(st.lists(st.text(max_size=12), max_size=8))
@settings(max_examples=15)
def test_every_key_gets_a_token_of_its_own(keys: list[str]) -> None:
    found = tokens(keys)
    assert set(found) == set(keys)
    assert len(set(found.values())) == len(found)
    assert all(one[0].isalpha() or one[0] == "_" for one in found.values())


def test_numbers_of_requirements_become_tokens_and_tokens_stay() -> None:
    assert tokens(["A.5.1", "5.1", "SG-11/12", "SG-11-12"]) == {
        "A.5.1": "A.5.1",
        "5.1": "r-5.1",
        "SG-11/12": "SG-11-12-2",
        "SG-11-12": "SG-11-12",
    }


def test_text_out_of_evidence_never_becomes_markup() -> None:
    assert prose("<script>*x* `y` {{ insert: param, z }}") == "\\<script>\\*x\\* \\`y\\` \\{{ insert: param, z }}"
    assert prose("[click](https://x.example)") == "\\[click](https://x.example)"
    assert line(" a\n b\x00") == "a b"
