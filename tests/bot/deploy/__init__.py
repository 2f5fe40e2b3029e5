"""Tests of the files that owners install."""
