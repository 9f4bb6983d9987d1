from __future__ import annotations

from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "earnest.core.assurance"
    label = "assurance"
