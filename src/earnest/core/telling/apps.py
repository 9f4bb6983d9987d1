from __future__ import annotations

from django.apps import AppConfig


class TellingConfig(AppConfig):
    name = "earnest.core.telling"
    label = "telling"
