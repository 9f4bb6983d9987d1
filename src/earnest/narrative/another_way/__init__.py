"""Another way as papers: what an argument says to an assessor, section by section, with proofs.

`compose` gives the document of one argument by its kind: PCI DSS customised approach (controls matrix and targeted
risk analysis), PCI DSS compensating controls worksheet, HIPAA addressable-specification rationale, ISO 27001 exclusion
justification, or the plain assurance argument. `write` gives its files.
"""

from earnest.narrative.another_way.papers import KINDS, compose, composed, write

__all__ = ["KINDS", "compose", "composed", "write"]
