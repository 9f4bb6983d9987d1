"""Taking evidence in, and what people say of documents and of their own controls."""

from earnest.core.evidence.operations.archives import Refused, take_in_all
from earnest.core.evidence.operations.intake import UNRECOGNISED, Taken, take_in
from earnest.core.evidence.operations.statements import attest, inspect, set_in_use

__all__ = ["UNRECOGNISED", "Refused", "Taken", "attest", "inspect", "set_in_use", "take_in", "take_in_all"]
