"""Addresses of the plain records' screens."""

from __future__ import annotations

from earnest.foundation.resource.screens import Screens
from earnest.interfaces.resources import RESOURCES

urlpatterns = [url for resource in RESOURCES for url in Screens(resource).urls()]
