"""Tests of ``retrieval.search``."""
