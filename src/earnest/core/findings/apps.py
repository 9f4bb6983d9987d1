from __future__ import annotations

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "earnest.core.findings"
    label = "findings"
