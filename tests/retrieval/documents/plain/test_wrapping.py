"""Which lines were parted by a margin, and which were ended on purpose."""

from __future__ import annotations

import pytest

from retrieval.documents.plain.lines import split_lines


def joined(text: str) -> list[str]:
    """Return the lines of a text, those that go on with the one above joined to it."""
    found: list[str] = []
    for line in split_lines(text):
        if line.continues:
            found[-1] += f" {line.text}"
        else:
            found.append(line.text)
    return found


WRAPPED = (
    "The council will build homes on its own land and let them at social\n"
    "rents to people on the list who have waited longest of all, and it\n"
    "will do so by 2030.\n\n"
)


def test_a_paragraph_that_reaches_a_margin_is_one() -> None:
    assert joined(WRAPPED) == [" ".join(WRAPPED.split())]


def test_a_line_with_room_for_the_next_word_was_ended_on_purpose() -> None:
    assert joined(f"{WRAPPED}Right to Buy\nHelp to Buy will be offered on every large site.\n") == [
        " ".join(WRAPPED.split()),
        "Right to Buy",
        "Help to Buy will be offered on every large site.",
    ]


def test_a_continued_item_stands_further_in_than_its_mark() -> None:
    text = (
        "* license every private landlord in the city and publish a register that\n"
        "  tenants can search\n"
        "* end evictions without a fault on all land that belongs to the council\n"
        "  or its companies\n"
    )
    assert len(joined(text)) == 2


@pytest.mark.parametrize(
    "items",
    [
        (
            "agree a payment plan with your housing officer within 14 days of the first letter\n"
            "show that a benefit claim has been made and that the claim has not been decided\n"
            "have a serious illness or a disability which means you cannot deal with letters\n"
        ),
        (
            "are looked after by the county council or have been so within the last three years\n"
            "have an education plan which names a school that is more than three miles away\n"
            "live with somebody who gets a pension.\n"
        ),
    ],
)
def test_a_list_that_a_browser_copied_is_never_joined(items: str) -> None:
    text = f"You will not be evicted if you do one of the following:\n{items}"
    assert joined(text) == text.splitlines()


def test_paragraphs_of_one_long_line_have_no_margin() -> None:
    long = "The council will build homes on its own land and let them at social rents. " * 3
    text = f"{long.strip()}\nThe first of them should stand in the spring of next year\nand more later\n"
    assert len(joined(text)) == 3


def test_headlines_below_each_other_are_not_joined() -> None:
    text = "Council tax to rise by five per cent in the spring\nPub garden wins an award from the county again\n"
    assert joined(text) == text.splitlines()


def test_lines_that_mostly_end_before_the_margin_were_ended_on_purpose() -> None:
    text = (
        "a hearing within six weeks of the day on which a member first wrote to the secretary\n"
        "of the member's own choosing, a friend or adviser\n"
        "minutes of all that was said by either side\n"
        "an appeal to three people who took no part.\n"
    )
    assert joined(text) == text.splitlines()
