from __future__ import annotations

from django.apps import AppConfig


class RisksConfig(AppConfig):
    name = "earnest.core.risks"
    label = "risks"
