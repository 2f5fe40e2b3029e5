"""The cards about the documents themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.ids import MAX_FILTER
from bot.cards.source_lines import place_line, source_line, source_list
from bot.cards.sources import Facts, about_card, matching, source_card, source_list_card
from retrieval.domain import Comment, GuildSettings, Source, SourceDetails, source_of
from tests.bot.builders import MEMBER, check_card, document, units
from tests.bot.strategies import LONG, details, sources


def many(count: int) -> list[Source]:
    return [
        source_of(document(number=n, title=f"Note {n}", url=None, date="2017"))
        for n in range(1, count + 1)
    ]


def details_of(
    source: Source, *, headings: tuple[str, ...] = (), near: tuple[Source, ...] = ()
) -> SourceDetails:
    return SourceDetails(
        source=source,
        metadata=document(
            title=source.title, publisher=source.publisher, date=source.date, url=source.url
        ).metadata,
        format="markdown",
        words=1234,
        passages=9,
        headings=headings,
        added_at="2026-03-02T12:00:00+00:00",
        near=near,
    )


def test_the_list_is_shown_ten_to_a_page() -> None:
    card = source_list_card(many(23), page=1, asker=MEMBER)

    assert card.embed.title == "Documents"
    assert card.embed.description.split("\n") == [
        f"{n}\\. Note {n} · The King's Fund · 2017" for n in range(11, 21)
    ]
    assert card.embed.footer == "Page 2 of 3 · 23 documents"
    (row,) = card.rows
    assert [(b.label, b.custom_id, b.disabled) for b in row] == [
        ("Previous", f"cv1:list:previous:1:{MEMBER}:", False),
        ("Next", f"cv1:list:next:1:{MEMBER}:", False),
    ]


@pytest.mark.parametrize(
    ("page", "number", "ends"), [(-1, 1, [True, False]), (7, 3, [False, True])]
)
def test_pages_stay_within_the_list(page: int, number: int, ends: list[bool]) -> None:
    card = source_list_card(many(23), page=page, asker=MEMBER)

    assert card.embed.footer == f"Page {number} of 3 · 23 documents"
    assert [button.disabled for button in card.rows[0]] == ends


def test_one_page_needs_no_buttons() -> None:
    card = source_list_card(many(10), page=0, asker=MEMBER)

    assert card.rows == ()
    assert card.embed.footer == "Page 1 of 1 · 10 documents"


def test_a_filter_is_named_and_stays_with_the_buttons() -> None:
    card = source_list_card(many(23), page=0, asker=MEMBER, words="note king's")

    assert card.embed.title == "Documents matching “note king's”"
    assert card.rows[0][1].custom_id == f"cv1:list:next:0:{MEMBER}:note king's"


def test_an_empty_list_says_why() -> None:
    nothing = source_list_card([], page=0, asker=MEMBER)
    no_match = source_list_card(many(1), page=0, asker=MEMBER, words="zebra")

    assert nothing.embed.description == "There are no documents yet."
    assert no_match.embed.description == "No document matches."
    assert no_match.embed.footer == "Page 1 of 1 · 0 documents"


def test_a_filter_looks_for_all_words_in_title_publisher_and_file_name() -> None:
    found = many(12)

    assert matching(found, "NOTE 12") == [found[11]]
    assert matching(found, "king's document-3") == [found[2]]
    assert matching(found, "srv") == []
    assert matching(found, "") == found


def test_a_document_shows_all_that_is_known() -> None:
    card = source_card(details_of(source_of(document()), headings=("One", "Two # three")))

    assert card.embed.title == "What are STPs?"
    assert card.embed.description == "[Open the document](https://example.org/stps)"
    assert [(field.name, field.value) for field in card.embed.fields] == [
        ("Publisher", "The King's Fund"),
        ("Author", "unknown"),
        ("Date", "6 July 2017"),
        ("Licence", "unknown"),
        ("Format", "markdown"),
        ("File", "document-1.md"),
        ("Words", "1,234"),
        ("Passages", "9"),
        ("Added", "2 March 2026"),
        ("Headings", "One\nTwo # three"),
        ("Names as its own sources", "unknown"),
    ]


def test_documents_of_nearly_the_same_text_are_named() -> None:
    near = (
        source_of(document(number=2, title="Reprint", publisher="LGA", date="2018", url=None)),
        source_of(document(number=3, title="Copy", publisher=None, date=None)),
    )
    card = source_card(details_of(source_of(document()), near=near))

    assert (card.embed.fields[-1].name, card.embed.fields[-1].value) == (
        "Nearly the same text",
        "Reprint · LGA · 2018\n[Copy](https://example.org/stps) · publisher unknown · date unknown",
    )


def test_many_documents_of_nearly_the_same_text_are_counted_where_they_do_not_fit() -> None:
    card = source_card(details_of(source_of(document()), near=tuple(many(100))))

    lines = card.embed.fields[-1].value.split("\n")
    assert lines[0] == "Note 1 · The King's Fund · 2017"
    assert lines[-1] == f"and {101 - len(lines)} more"


def test_an_unsafe_address_is_not_linked() -> None:
    card = source_card(details_of(source_of(document(url="javascript:alert(1)"))))

    assert card.embed.description == "No link is known."


def test_many_headings_are_counted_where_they_do_not_fit() -> None:
    headings = tuple(f"Heading number {n} of this document" for n in range(100))
    card = source_card(details_of(source_of(document()), headings=headings))

    value = card.embed.fields[9].value
    assert value.split("\n")[0] == "Heading number 0 of this document"
    assert value.endswith("more")
    shown = len(value.split("\n")) - 1
    assert value.split("\n")[-1] == f"and {100 - shown} more"
    assert units(value) <= 1024


def test_about_names_documents_their_age_and_what_is_kept() -> None:
    facts = Facts.of([*many(2), source_of(document(date="2018-03"))], answer_days=90)
    card = about_card(facts)

    assert facts == Facts(documents=3, newest="2018-03", answer_days=90)
    fields = {field.name: field.value for field in card.embed.fields}
    assert fields["Documents"] == (
        "3 documents, the newest dated March 2018. `/sources list` shows them."
    )
    assert "without your name, for 90 days," in fields["What is kept"]
    assert "salted hash" in fields["What is kept"]


def test_about_tells_what_is_kept_of_questions_to_moderators_where_they_take_any() -> None:
    words = "What you ask a moderator, with your name and the answer: until you have it,"
    for channel, told in ((None, False), (7, True)):
        settings = GuildSettings(help_channel=channel)
        card = about_card(Facts.of([], answer_days=90, settings=settings))
        assert (words in card.embed.fields[2].value) is told


def test_about_an_empty_or_undated_library() -> None:
    empty = about_card(Facts(0, None, 1)).embed.fields
    undated = about_card(Facts(1, None, 1)).embed.fields

    assert empty[0].value == "No documents yet. `/sources list` shows them."
    assert undated[0].value == "1 document, none of them dated. `/sources list` shows them."
    assert "for 1 day," in empty[2].value


def test_a_place_leaves_out_the_title_and_what_is_unknown() -> None:
    source = source_of(document(), heading=("What are STPs?", "A", "B"), page=4)

    assert place_line(source) == "§ A \u203a B · p. 4"
    assert place_line(replace(source, heading=())) == "p. 4"
    assert place_line(replace(source, heading=("What are STPs?",), page=None)) == ""


def test_a_source_without_words_is_named_as_unknown() -> None:
    source = source_of(document(title="\u200b", publisher=" ", date="\u200b", url=None))

    assert source_line(source) == "Untitled document · publisher unknown · date unknown"


def test_a_readers_comment_has_its_author_and_date_in_place_of_the_publishers() -> None:
    def line(comment: Comment) -> str:
        return source_line(source_of(document(url=None), comment=comment))

    assert line(Comment("Jo", "2018-02")) == (
        "What are STPs? · a reader\u2019s comment by Jo · February 2018"
    )
    unknown = "What are STPs? · a reader\u2019s comment by somebody · date unknown"
    assert line(Comment()) == line(Comment("\u200b", "\u200b")) == unknown


def test_an_earlier_version_says_so_in_every_list() -> None:
    source = source_of(document(url=None, superseded=True))
    expected = "What are STPs? · The King's Fund · 6 July 2017 · superseded"

    assert source_line(source) == expected
    assert source_list([source]) == expected
    card = source_list_card([source], page=0, asker=MEMBER)
    assert card.embed.description == f"1\\. {expected}"


@given(sources())
def test_no_readers_comment_is_given_to_the_publisher(source: Source) -> None:
    reader = replace(source, publisher="Wexley Town Council", comment=Comment("Jo"))

    for line in (source_line(reader), source_list([reader])):
        assert " · a reader\u2019s comment by Jo · " in line
        assert "Wexley" not in line


def test_a_list_of_sources_drops_links_before_sources_and_counts_the_rest() -> None:
    linked = [
        source_of(
            document(
                number=n,
                title=f"T{n}",
                publisher="P",
                date="2017",
                url="https://a.test/" + "b" * 280,
            )
        )
        for n in range(80)
    ]

    few = source_list(linked[:4]).split("\n")
    lines = source_list(linked).split("\n")

    assert [line.partition("(")[0] for line in few] == ["[T0]", "[T1]", "[T2]", "T3 · P · 2017"]
    assert lines[0] == "T0 · P · 2017"
    assert lines[-1] == f"and {80 - len(lines) + 1} more"
    assert units("\n".join(lines)) <= 1024


@given(st.lists(sources(), max_size=12), st.text(max_size=MAX_FILTER), st.integers(-1, 3))
def test_list_cards_are_valid_for_any_text(found: list[Source], words: str, page: int) -> None:
    check_card(source_list_card(found, page=page, asker=MEMBER, words=words))
    check_card(source_list_card(found * 3, page=page, asker=MEMBER))


@given(details())
def test_document_cards_are_valid_for_any_text(found: SourceDetails) -> None:
    check_card(source_card(found))


@pytest.mark.parametrize("name", LONG)
def test_cards_of_long_texts_are_valid(name: str) -> None:
    text = LONG[name]
    source = source_of(
        document(title=text, publisher=text, date=text, url="https://a.test/" + "b" * 380)
    )

    check_card(
        source_list_card([source] * 25, page=1, asker=2**64, words="\U0001f600" * MAX_FILTER)
    )
    said = document(title=text, publisher=text, date=text).metadata
    whole = details_of(source, headings=(text,) * 50, near=(source,) * 50)
    said = replace(said, author=text, licence=text, cites=(text,) * 50)
    check_card(source_card(replace(whole, metadata=said)))
