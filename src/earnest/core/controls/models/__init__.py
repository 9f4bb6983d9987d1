"""Controls, the tests bound to them, the requirements they support, exceptions, and arguments for another way."""

from earnest.core.controls.models.arguments import Argument, ArgumentAnswer, ArgumentNode, Defeater
from earnest.core.controls.models.controls import BoundTest, Control, ControlException, Support

__all__ = [
    "Argument",
    "ArgumentAnswer",
    "ArgumentNode",
    "BoundTest",
    "Control",
    "ControlException",
    "Defeater",
    "Support",
]
