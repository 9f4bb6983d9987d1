"""Larkfield Pay, the sample company: its estate in real export formats, and the truths planted in it."""
