"""Documents as JSON and back."""

from __future__ import annotations

import json

import pytest

from earnest.engines.documents.model import Document, DocumentError
from earnest.engines.documents.plain import from_plain, to_plain
from earnest.engines.documents.tests import samples


@pytest.mark.parametrize("make", [samples.board_page, samples.statement_of_applicability, samples.insurer_application])
def test_a_document_survives_json(make: object) -> None:
    assert callable(make)
    document = make()
    back = from_plain(json.loads(json.dumps(to_plain(document))))
    assert back == document
    assert isinstance(back, Document)
    assert back.as_of.tzname() == document.as_of.tzname()


def test_the_proof_of_a_claim_survives_json() -> None:
    assert from_plain(json.loads(json.dumps(to_plain(samples.MFA_PROOF)))) == samples.MFA_PROOF


@pytest.mark.parametrize(
    "broken", [{"is": "Popen", "args": []}, {"is": "Figure", "value": 1}, {"value": 1}, {"is": "date", "value": "soon"}]
)
def test_what_is_no_part_of_a_document_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(DocumentError, match="part of kind"):
        from_plain(json.loads(json.dumps(broken)))


def test_a_stranger_is_not_written() -> None:
    with pytest.raises(TypeError, match="no part of a document"):
        to_plain(object())
