"""Pages of another way: arguments with their diagram, doubts, review and papers."""
