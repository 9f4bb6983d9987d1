"""The sandboxed half of the runner. Its modules import each other and DuckDB, and nothing else of the package.

What holds it, outermost first: the parent's wall clock; kernel limits set once the data is loaded (no new file
descriptor, so no file, socket or pipe; no file growth; no new process; address space; processor time); DuckDB's own
locks.
"""
