"""Tests of bot/moderation."""
