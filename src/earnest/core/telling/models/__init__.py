"""What was told to whom: editions, the words before their sections, and answers to customers' questionnaires."""

from earnest.core.telling.models.editions import Edition
from earnest.core.telling.models.framing import Framing
from earnest.core.telling.models.questionnaires import Question, Questionnaire, RememberedAnswer

__all__ = ["Edition", "Framing", "Question", "Questionnaire", "RememberedAnswer"]
