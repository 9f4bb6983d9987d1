"""A laid-out document on slides: measured pieces (`parts`), put on as many slides as they need (`flow`)."""
