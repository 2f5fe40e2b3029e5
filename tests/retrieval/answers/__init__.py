"""Tests of ``retrieval.answers``."""
