"""What a supplier of libraries says about flaws in them, as OpenVEX: one statement with a reason and one without."""

from __future__ import annotations

from collections.abc import Iterator

from earnest.library.sample.formats import json_bytes
from earnest.library.sample.images import IMAGES, Flaw, library_flaws
from earnest.library.sample.timeline import Draft, Timeline

SUPPLIER = "Kilronan Libraries, product security"
HONOURED = "com.fasterxml.jackson.core:jackson-databind"
"""Said not to be affected, with a justification."""
UNHONOURED = "semver"
"""Said not to be affected, and no word why."""
SAID_DAYS = 1
_ADDRESS = "https://vex.kilronan.example/larkfield-2"


def spoken_of(package: str, timeline: Timeline) -> tuple[tuple[str, Flaw], ...]:
    """The flaws of that package, each with the image that has it."""
    return tuple(
        (name, flaw)
        for name, _, _, ecosystem in IMAGES
        for flaw in library_flaws(name, ecosystem, timeline)
        if flaw.package == package
    )


def statement_files(timeline: Timeline) -> Iterator[Draft]:
    day = timeline.ago(SAID_DAYS)
    when = timeline.instant(day, 11, 5)
    document = {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": _ADDRESS,
        "author": SUPPLIER,
        "role": "Supplier",
        "timestamp": f"{when:%Y-%m-%dT%H:%M:%SZ}",
        "version": 2,
        "statements": [
            {
                **_statement(HONOURED, "maven", timeline),
                "justification": "vulnerable_code_not_in_execute_path",
                "impact_statement": "The build that we ship has polymorphic types turned off.",
            },
            _statement(UNHONOURED, "npm", timeline),
        ],
    }
    yield Draft("vex", "openvex", f"kilronan-larkfield-{day}.openvex.json", when, json_bytes(document))


def _statement(package: str, kind: str, timeline: Timeline) -> dict[str, object]:
    _, flaw = spoken_of(package, timeline)[0]
    return {
        "vulnerability": {"name": flaw.id},
        "products": [{"@id": f"pkg:{kind}/{package.replace(':', '/')}@{flaw.installed}"}],
        "status": "not_affected",
    }
