"""Tests of ``retrieval``."""
