"""The screens and endpoints that every plain record has, from one declaration."""

from earnest.foundation.resource.declaration import Panel, Resource

__all__ = ["Panel", "Resource"]
