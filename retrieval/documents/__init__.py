"""From bytes to stored texts with their structure and metadata: one reader for each format."""

from retrieval.documents.contents import Fate, FileContents, Line
from retrieval.documents.dates import parse_date
from retrieval.documents.files import find_files
from retrieval.documents.formats import ENDINGS
from retrieval.documents.reading import READERS, READING_VERSION, read
from retrieval.documents.sandbox.parser import Parser, ParsingLimits

__all__ = [
    "ENDINGS",
    "READERS",
    "READING_VERSION",
    "Fate",
    "FileContents",
    "Line",
    "Parser",
    "ParsingLimits",
    "find_files",
    "parse_date",
    "read",
]
