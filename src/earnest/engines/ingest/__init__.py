"""Exports in, canonical rows out: one small file per format, and adapters for everything else."""

from earnest.engines.ingest.adapter import Adapter, AdapterError, load_adapter
from earnest.engines.ingest.formats import FORMATS
from earnest.engines.ingest.read import Recognised, read_file, recognise
from earnest.engines.ingest.reading import Reading, Rejected, TableFile, UnreadableFile

__all__ = [
    "FORMATS",
    "Adapter",
    "AdapterError",
    "Reading",
    "Recognised",
    "Rejected",
    "TableFile",
    "UnreadableFile",
    "load_adapter",
    "read_file",
    "recognise",
]
