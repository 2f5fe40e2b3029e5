"""Tests of ``retrieval.passages``."""
