"""OSCAL: typed models of its documents, a writer, and a reader of catalogs and profiles.

Written as version 1.1.3; read as any of 1.0 to 1.2. Pure: nothing is fetched, no clock, no database.
`writing.to_json` writes a document, `checking.problems` says where documents do not hold together, `reading.read` reads
a catalog or a profile, `resolving.resolve` turns a profile and what it imports into one catalog, `listing.requirements`
lists what a catalog asks for.
"""
