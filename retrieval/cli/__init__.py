"""The command line: the library without Discord, for people and for other programs."""

# Importing a module adds its commands.
from retrieval.cli import (
    answers,
    backups,
    checks,
    copying,
    definitions,
    documents,
    fitting,
    glossary,
    jobs,
    settings,
)
from retrieval.cli.app import main

__all__ = [
    "answers",
    "backups",
    "checks",
    "copying",
    "definitions",
    "documents",
    "fitting",
    "glossary",
    "jobs",
    "main",
    "settings",
]
