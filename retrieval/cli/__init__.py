"""The command line: the library without Discord, for people and for other programs."""

# Importing a module adds its commands.
from retrieval.cli import answers, checks, documents
from retrieval.cli.app import main

__all__ = ["answers", "checks", "documents", "main"]
