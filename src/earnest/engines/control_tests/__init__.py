"""Control tests: SQL over snapshots that gives the violating rows, their population, and a digest to recompute."""
