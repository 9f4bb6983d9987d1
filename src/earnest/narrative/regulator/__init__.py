"""What a regulator is told: one accountability file a law, each duty with its measures and their proof."""

from earnest.narrative.regulator.file import compose
from earnest.narrative.regulator.laws import LAWS

__all__ = ["LAWS", "compose"]
