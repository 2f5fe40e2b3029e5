"""Tests of ``retrieval.glossary``."""
