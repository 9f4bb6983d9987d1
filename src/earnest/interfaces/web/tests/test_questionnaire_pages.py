"""Pages of customers' questionnaires."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from earnest.core.telling.models import Questionnaire

pytestmark = pytest.mark.django_db


def test_a_column_that_is_none_is_refused_at_its_form(at_desk: Client, workspace: Path) -> None:
    book, out = Workbook(), io.BytesIO()
    for row in (("No", "Question", "Answer"), ("1", "Do you back up your data?", None)):
        book.worksheets[0].append(row)
    book.save(out)
    out.seek(0)
    out.name = "asked.xlsx"
    taken = at_desk.post(reverse("questionnaire-take"), {"file": out, "customer": "Elm", "title": "Elm asks"})
    assert taken.status_code == 302
    page = reverse("questionnaire-columns", args=[Questionnaire.objects.get().pk])
    given = {"sheet": "Sheet", "question": "B", "answer": "C", "number": "!!", "header": "1", "do": "read"}
    refused = at_desk.post(page, given)
    assert refused.status_code == 422
    assert "is not a column" in refused.content.decode()
    assert at_desk.post(page, given | {"number": "A"}).status_code == 302
    asked = Questionnaire.objects.get()
    asked.questions.update(text="=HYPERLINK(1) Do you back up your data?")
    listed = at_desk.get(reverse("questionnaire-answers", args=[asked.pk, "csv"]))
    assert listed.status_code == 200
    assert "'=HYPERLINK(1) Do you back up" in listed.content.decode()
    assert at_desk.get(reverse("questionnaire-answers", args=[asked.pk, "exe"])).status_code == 404
    kept = at_desk.get("/api/questionnaires/").json()
    assert [(one["customer"], one["questions"]) for one in kept] == [("Elm", 1)]
    told = at_desk.get(f"/api/questionnaires/{asked.pk}").json()
    assert (told["answers"][0]["question"], told["answers"][0]["left_empty"]) == (asked.questions.get().text, True)


def test_a_number_that_no_questionnaire_has_is_not_found(at_desk: Client) -> None:
    for number in ("0", "9" * 18, "9" * 40):
        assert at_desk.get(f"/api/questionnaires/{number}").status_code == 404, number
        assert at_desk.get(f"/questionnaires/{number}/answers.csv").status_code == 404, number
