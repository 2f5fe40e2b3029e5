"""Tests of retrieval/moderation."""
