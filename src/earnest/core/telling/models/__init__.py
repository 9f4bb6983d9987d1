"""What was told to whom: editions of documents, and the words that people put before their sections."""

from earnest.core.telling.models.editions import Edition
from earnest.core.telling.models.framing import Framing

__all__ = ["Edition", "Framing"]
