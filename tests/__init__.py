"""Tests of Chapter & Verse."""
