"""Pages of the legacy duty."""
