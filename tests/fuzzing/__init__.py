"""Broken, hostile and mixed-up files for every reader. ``python -m tests.fuzzing --help``."""
