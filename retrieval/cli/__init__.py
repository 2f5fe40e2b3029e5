"""The command line: the library without Discord, for people and for other programs."""

# Importing a module adds its commands.
from retrieval.cli import answers, checks, definitions, documents, fitting, settings
from retrieval.cli.app import main

__all__ = ["answers", "checks", "definitions", "documents", "fitting", "main", "settings"]
