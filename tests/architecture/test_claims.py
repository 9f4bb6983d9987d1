"""The verifier of packages knows every kind of claim that narratives make."""

from __future__ import annotations

import re
from pathlib import Path

from earnest import narrative
from earnest.engines.package.checks import claims, claims_of_facts


def test_every_kind_of_claim_in_the_narratives_is_known_to_the_verifier() -> None:
    known = claims.OUTSIDE | claims_of_facts.KINDS | {"control", "requirement", "test", "posture"}
    texts = (path.read_text() for path in Path(narrative.__path__[0]).rglob("*.py") if "tests" not in path.parts)
    made = {kind for text in texts for kind in re.findall(r'(?:Told|\.add|Claim)\(\s*f?"([a-z-]+)[":]', text)}
    assert len(made) > 20
    assert made <= known
