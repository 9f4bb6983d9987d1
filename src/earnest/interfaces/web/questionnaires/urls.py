"""Addresses of the pages of questionnaires."""

from __future__ import annotations

from django.urls import path

from earnest.interfaces.web.questionnaires import answering, files, taking

urlpatterns = [
    path("questionnaires/", taking.overview, name="questionnaires"),
    path("questionnaires/take/", taking.take, name="questionnaire-take"),
    path("questionnaires/<int:pk>/", answering.detail, name="questionnaire"),
    path("questionnaires/<int:pk>/columns/", taking.columns, name="questionnaire-columns"),
    path("questionnaires/<int:pk>/sent/", files.sent, name="questionnaire-sent"),
    path("questionnaires/<int:pk>/workbook/", files.workbook, name="questionnaire-workbook"),
    path("questionnaires/<int:pk>/answers.<slug:kind>", files.listed, name="questionnaire-answers"),
    path("questionnaires/<int:pk>/paper/<slug:kind>/", files.paper, name="questionnaire-paper"),
    path("questionnaires/questions/<int:pk>/", answering.question, name="questionnaire-question"),
    path("questionnaires/questions/<int:pk>/forget/", answering.forget, name="questionnaire-forget"),
]
