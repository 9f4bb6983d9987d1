"""Pages of things that tools saw, and of the blind spots among them."""
