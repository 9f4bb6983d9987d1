"""OSCAL from the record and into it. Nothing here is typed: every status comes from an assessment."""
