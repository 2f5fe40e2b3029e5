"""Tests of retrieval/asking."""
