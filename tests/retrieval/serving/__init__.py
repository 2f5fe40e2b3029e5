"""Tests of retrieval/serving."""
