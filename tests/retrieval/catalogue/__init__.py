"""Tests of ``retrieval.catalogue``."""
