"""What small raised characters stand for."""

from __future__ import annotations

import pytest

from retrieval.documents.superscripts import note_number, read_superscript


@pytest.mark.parametrize(
    ("raised", "before", "after"),
    [
        ("1", "£120", " million"),
        ("2", "homes by 2030", " and"),
        ("4,5", "(see there", ")"),
        ("12–14", "as before.", ""),
        ("[3]", "the council", " says"),
        ("*", "40%", " by"),
        ("2", "costs £5m", " a year"),
        ("3", "costs £1.2 m", ""),
        ("2", "the item", ""),
    ],
)
def test_the_mark_of_a_note_is_left_out(raised: str, before: str, after: str) -> None:
    assert read_superscript(raised, before, after) == ""


@pytest.mark.parametrize(
    ("raised", "before", "shown"),
    [
        ("2", "12 m", "²"),
        ("3", "5,000m", "³"),
        ("2", "people per km", "²"),
        ("2", "£30 per m", "²"),
        ("6", "1.5 × 10", "⁶"),
        ("-3", "2 x 10", "⁻³"),
        ("2", "CO", "2"),
    ],
)
def test_the_power_of_a_unit_or_of_ten_keeps_its_shape(
    raised: str, before: str, shown: str
) -> None:
    assert read_superscript(raised, before) == shown


@pytest.mark.parametrize(
    ("raised", "before", "after"),
    [
        ("st", "1", " May"),
        ("1", "3", "/2 per cent"),
        ("1", "3", "⁄2"),
        ("99", "£9.", ""),
        ("30", "at 10:", ""),
    ],
)
def test_what_is_neither_stays(raised: str, before: str, after: str) -> None:
    assert read_superscript(raised, before, after) is None


def test_a_mark_before_a_note_becomes_its_number() -> None:
    assert note_number(" 12") == "[12] "
    assert note_number("*") == "[*] "
    assert note_number("st") is None
