"""Tests of ``retrieval.documents``."""
