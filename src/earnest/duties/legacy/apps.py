from __future__ import annotations

from django.apps import AppConfig


class LegacyConfig(AppConfig):
    name = "earnest.duties.legacy"
    label = "legacy"
