from __future__ import annotations

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "earnest.core.actions"
    label = "actions"
