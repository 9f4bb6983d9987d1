"""Catalogs and profiles are read whole or refused with a reason; nothing is fetched."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from earnest.engines.oscal.catalog import Catalog
from earnest.engines.oscal.errors import OscalError
from earnest.engines.oscal.listing import Asked, requirements
from earnest.engines.oscal.profile import Profile
from earnest.engines.oscal.reading import MOST_BYTES, every_control, parse, read
from earnest.engines.oscal.resolving import resolve
from earnest.engines.oscal.tests.making import catalog, control, metadata, profile, written


def a_catalog(**more: Any) -> Catalog:
    found = parse(written(catalog(**more)), "catalog.json")
    assert isinstance(found, Catalog)
    return found


def resolved(body: dict[str, Any], files: dict[str, bytes] | None = None) -> Catalog:
    beside = files or {"catalog.json": written(catalog())}
    found = parse(written(body), "profile.json")
    assert isinstance(found, Profile)
    return resolve(found, "profile.json", lambda name: parse(beside[name], name))


def listed(found: Catalog) -> dict[str, Asked]:
    return {one.id: one for one in requirements(found)}


def test_every_control_is_listed_with_its_parent_and_only_those_in_force_are_assessed() -> None:
    found = listed(a_catalog())
    assert [one for one in found if one.startswith("f0")][:5] == ["f0", "f0-1", "f0-1.1", "f0-1.2", "f0-2"]
    assert (found["f0-1.2"].parent, found["f0-1"].parent, found["f0"].parent) == ("f0-1", "f0", "")
    assert found["f0-1.2"].label == "F0-1(2)"
    assert found["f0-4"].withdrawn == "Withdrawn; now in f0-1."
    assert [found[one].assessable for one in ("f0", "f0-1", "f0-1.2", "f0-4")] == [False, True, True, False]


def test_parameters_stand_in_the_words_of_the_statement() -> None:
    lines = listed(a_catalog())["f0-1"].text.split("\n")
    assert lines[1:] == ["  a. Review [frequency]; and", "  b. Report [choose one or more: daily; weekly]."]
    old = control("x-1", "X-1")
    old["parts"][0]["parts"][0]["prose"] = "Review {{ x-1_odp.01 }} and {{ lost }}."
    body = {"catalog": {"uuid": "u", "metadata": metadata("1.0.0"), "controls": [old]}}
    found = parse(written(body), "old.json")
    assert isinstance(found, Catalog)
    assert "a. Review [frequency] and [lost]." in listed(found)["x-1"].text


def test_parameters_that_name_one_another_in_a_circle_end() -> None:
    looping = control("x-1", "X-1")
    looping["params"][0]["values"] = ["{{ insert: param, x-1_odp.01 }} " * 3]
    body = {"catalog": {"uuid": "u", "metadata": metadata(), "controls": [looping]}}
    found = parse(written(body), "loop.json")
    assert isinstance(found, Catalog)
    assert len(listed(found)["x-1"].text) <= 20_000


def test_a_profile_takes_what_it_names_and_sets_its_parameters() -> None:
    modify = {
        "set-parameters": [{"param-id": "f0-1_odp.01", "values": ["each quarter"]}],
        "alters": [
            {
                "control-id": "f0-2",
                "removes": [{"by-name": "guidance"}],
                "adds": [{"by-id": "f0-2_smt.a", "position": "after", "parts": [{"name": "item", "prose": "Ours."}]}],
            }
        ],
    }
    found = resolved(profile(modify=modify))
    assert [one.id for one in every_control(found)] == ["f0-1", "f0-2", "f0-2.1", "f1-1"]
    text = listed(found)
    assert "a. Review each quarter; and" in text["f0-1"].text
    assert text["f0-2"].text.split("\n")[2] == "  Ours."
    assert "guidance" not in {part.name for part in next(c for c in every_control(found) if c.id == "f0-2").parts}


def test_a_profile_can_leave_controls_out_and_bring_those_below() -> None:
    imports = [
        {
            "href": "catalog.json",
            "include-controls": [
                {"with-ids": ["f0-1"], "with-child-controls": "yes"},
                {"matching": [{"pattern": "f1-?"}]},
            ],
            "exclude-controls": [{"with-ids": ["f1-2"]}],
        }
    ]
    found = resolved(profile(imports=imports))
    assert [one.id for one in every_control(found)] == ["f0-1", "f0-1.1", "f0-1.2", "f1-1", "f1-3", "f1-4"]


def test_a_profile_of_a_profile_is_resolved_and_a_control_comes_once() -> None:
    files = {"catalog.json": written(catalog()), "lower.json": written(profile())}
    imports = [
        {"href": "lower.json", "include-all": {}},
        {"href": "./catalog.json", "include-controls": [{"with-ids": ["f1-1", "f1-2"]}]},
    ]
    found = resolved(profile(imports=imports, merge={"combine": {"method": "keep"}, "as-is": True}), files)
    assert [one.id for one in every_control(found)] == ["f0-1", "f0-2", "f0-2.1", "f1-1", "f1-2"]
    assert [group.id for group in found.groups] == ["f0", "f1"]


@pytest.mark.parametrize(
    ("href", "says"),
    [
        ("https://nist.example/catalog.json", "Nothing is fetched"),
        ("//host/share/catalog.json", "Nothing is fetched"),
        ("file:///etc/passwd", "Nothing is fetched"),
        ("C:\\catalog.json", "Nothing is fetched"),
        ("../catalog.json", "not a file of its folder"),
        ("%2e%2e%2fcatalog.json", "not a file of its folder"),
        ("/etc/passwd", "not a file of its folder"),
        ("#6b0c5f6e-9c0e-4b53-8a0e-3b8a6c8d0f11", "back matter"),
    ],
)
def test_an_import_from_elsewhere_is_refused(href: str, says: str) -> None:
    with pytest.raises(OscalError, match=says):
        resolved(profile(href))


def test_an_import_leads_through_back_matter_to_a_file_beside() -> None:
    resource = {"uuid": "r-1", "rlinks": [{"href": "https://x.example/c.xml"}, {"href": "./catalog.json"}]}
    assert listed(resolved(profile("#r-1", **{"back-matter": {"resources": [resource]}})))


def test_profiles_that_import_one_another_in_a_circle_are_refused() -> None:
    files = {"a.json": written(profile("b.json")), "b.json": written(profile("a.json"))}
    with pytest.raises(OscalError, match=r"a\.json → b\.json → a\.json"):
        resolved(profile("a.json"), files)


@pytest.mark.parametrize(
    ("modify", "says"),
    [
        ({"set-parameters": [{"param-id": "lost"}]}, "sets the parameter 'lost'"),
        ({"alters": [{"control-id": "f1-3"}]}, "alters the control 'f1-3'"),
    ],
)
def test_what_a_profile_changes_must_be_there(modify: dict[str, Any], says: str) -> None:
    with pytest.raises(OscalError, match=says):
        resolved(profile(modify=modify))


def test_a_control_that_the_catalog_lacks_is_named() -> None:
    with pytest.raises(OscalError, match="'zz-9', which the catalog does not have"):
        resolved(profile(imports=[{"href": "catalog.json", "include-controls": [{"with-ids": ["zz-9"]}]}]))


def _twice(body: dict[str, Any]) -> None:
    body["catalog"]["groups"][1]["controls"][0]["id"] = "f0-1"


def _future(body: dict[str, Any]) -> None:
    body["catalog"]["metadata"]["oscal-version"] = "2.0.0"


def _typed_wrong(body: dict[str, Any]) -> None:
    body["catalog"]["groups"] = "none"


def _unnamed(body: dict[str, Any]) -> None:
    del body["catalog"]["groups"][0]["controls"][0]["title"]


@pytest.mark.parametrize(
    ("break_", "says"),
    [
        (_twice, "f0-1 is there twice"),
        (_future, "Versions 1.0 to 1.2"),
        (_typed_wrong, "catalog.groups"),
        (_unnamed, "missing required field `title`"),
    ],
)
def test_a_catalog_that_cannot_be_used_says_why(break_: Callable[[dict[str, Any]], None], says: str) -> None:
    body = catalog()
    break_(body)
    with pytest.raises(OscalError, match=says):
        parse(written(body), "catalog.json")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<catalog/>", "It is XML"),
        (b"", "no JSON object"),
        (b"{", "not as OSCAL has it"),
        (b'{"system-security-plan": {}}', "It holds a system-security-plan"),
        (b"{}", "no catalog and no profile"),
        (b'{"catalog": ' + b'{"groups": [' * 5000, "nested more than"),
        (b'{"x": ' + b"[" * 100_000, "nested more than"),
        (b'{"catalog": "\xff"}', "not as OSCAL has it"),
        (json.dumps({"catalog": {"uuid": 5}}).encode(), "not as OSCAL has it"),
    ],
)
def test_hostile_bytes_are_refused(content: bytes, says: str) -> None:
    with pytest.raises(OscalError, match=says):
        parse(content, "hostile.json")


def test_brackets_inside_text_are_not_nesting() -> None:
    assert listed(a_catalog(**{"back-matter": {"resources": [{"uuid": "r", "description": '\\"' + "[{" * 500}]}}))


def test_a_file_that_is_too_big_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(OscalError, match="At most 67 MB"):
        read(path)
