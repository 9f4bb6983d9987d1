from __future__ import annotations

from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "earnest.duties.audits"
    label = "audits"
