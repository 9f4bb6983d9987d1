from __future__ import annotations

from django.apps import AppConfig


class ThingsConfig(AppConfig):
    name = "earnest.core.things"
    label = "things"
