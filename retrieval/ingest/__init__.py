"""From files to the catalogue: what is new or changed is read, cut, embedded and stored."""

from retrieval.ingest.corrections import check_corrections, correct
from retrieval.ingest.duplicates import Signatures
from retrieval.ingest.examining import location_of
from retrieval.ingest.given import Given
from retrieval.ingest.inputs import cut, fit_context, identity_of, passage_input
from retrieval.ingest.opening import MAX_BYTES, read_file
from retrieval.ingest.refresh import Refresh
from retrieval.ingest.report import FileReport, FileStatus, IndexReport
from retrieval.ingest.run import Ingest, Progress
from retrieval.ingest.watching import follow

__all__ = [
    "MAX_BYTES",
    "FileReport",
    "FileStatus",
    "Given",
    "IndexReport",
    "Ingest",
    "Progress",
    "Refresh",
    "Signatures",
    "check_corrections",
    "correct",
    "cut",
    "fit_context",
    "follow",
    "identity_of",
    "location_of",
    "passage_input",
    "read_file",
]
