"""Tracebacks without what members wrote."""

from __future__ import annotations

import json

import pytest

from bot.monitoring.redaction import private_texts, traceback_of

QUESTION = "What's an “STP”?\nTell me!"


@pytest.mark.parametrize("write", [str, repr, json.dumps, str.strip])
def test_a_question_is_taken_out_however_it_is_quoted(write: object) -> None:
    assert callable(write)
    error = ValueError(f"bad: {write(QUESTION)}")

    written = traceback_of(error, [QUESTION])

    assert "STP" not in written
    assert "ValueError: bad: " in written


def test_causes_are_cleaned_too() -> None:
    error = ValueError("outer")
    error.__cause__ = KeyError(QUESTION)

    written = traceback_of(error, [QUESTION])

    assert "STP" not in written
    assert "KeyError" in written


def test_very_short_texts_do_not_tear_the_traceback() -> None:
    assert "ValueError: a bad thing" in traceback_of(ValueError("a bad thing"), ["a", " ", ""])


def test_texts_of_members_are_found_in_an_interaction() -> None:
    data = {
        "name": "sources",
        "options": [
            {"name": "show", "options": [{"name": "source", "value": "carers"}]},
            {"name": "private", "value": True},
        ],
        "resolved": {"messages": {"1": {"content": "what is an STP?", "id": "1"}}},
    }

    assert private_texts(data) == ["carers", "what is an STP?"]
    assert private_texts(None) == []


def test_what_was_made_of_a_question_is_taken_out_as_well() -> None:
    """It is searched for in one line, and without greeting and thanks."""
    asked = "Hello all,\n who  has my\nsecret illness? Thanks!"
    for searched in ("Hello all, who has my secret illness? Thanks!", "who has my secret illness?"):
        written = traceback_of(ValueError(f"cannot encode {searched}"), [asked])
        assert written.splitlines()[-1] == "ValueError: cannot encode [private]"
