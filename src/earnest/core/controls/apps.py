from __future__ import annotations

from django.apps import AppConfig


class ControlsConfig(AppConfig):
    name = "earnest.core.controls"
    label = "controls"
