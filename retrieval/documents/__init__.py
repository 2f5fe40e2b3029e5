"""From bytes to a stored text with its structure and metadata: one reader for each format."""

from retrieval.documents.files import find_files
from retrieval.documents.reading import READERS, READING_VERSION, read

__all__ = ["READERS", "READING_VERSION", "find_files", "read"]
