"""Tests of bot/insights."""
