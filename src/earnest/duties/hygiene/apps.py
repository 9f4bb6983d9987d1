from __future__ import annotations

from django.apps import AppConfig


class HygieneConfig(AppConfig):
    name = "earnest.duties.hygiene"
    label = "hygiene"
