"""Content as data, with its sources, and the typed readers of it."""
