from __future__ import annotations

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "earnest.core.collection"
    label = "collection"
