"""From files to the catalogue: what is new or changed is read, cut, embedded and stored."""

from retrieval.ingest.corrections import check_corrections, correct
from retrieval.ingest.inputs import cut, fit_context, identity_of, passage_input
from retrieval.ingest.opening import read_file
from retrieval.ingest.refresh import Refresh
from retrieval.ingest.report import FileReport, FileStatus, IndexReport
from retrieval.ingest.run import Ingest, Progress
from retrieval.ingest.watching import follow

__all__ = [
    "FileReport",
    "FileStatus",
    "IndexReport",
    "Ingest",
    "Progress",
    "Refresh",
    "check_corrections",
    "correct",
    "cut",
    "fit_context",
    "follow",
    "identity_of",
    "passage_input",
    "read_file",
]
