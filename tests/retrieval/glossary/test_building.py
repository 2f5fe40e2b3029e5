"""From passages to a glossary."""

from __future__ import annotations

from retrieval.domain import Comment, EntryKind, GlossaryEntry
from retrieval.glossary import GlossaryBuilder, PassageOf, build_glossary
from tests.retrieval.glossary.passages import passage_of

STP = "Sustainability and Transformation Plan"


def told(*passages: PassageOf) -> list[tuple[str, str | None, EntryKind, int]]:
    return [
        (entry.term, entry.meaning, entry.kind, entry.passage_id)
        for entry in build_glossary(passages).entries
    ]


def test_an_entry_quotes_the_whole_sentence_that_says_so() -> None:
    one = passage_of(7, 1, "There are 44.", f"A {STP} (STP) came.", "They went.")
    assert build_glossary([one]).entries == (
        GlossaryEntry(
            term="STP",
            meaning=STP,
            kind=EntryKind.BRACKETED,
            passage_id=7,
            start=114,
            end=114 + len(f"A {STP} (STP) came."),
        ),
    )


def test_a_sentence_that_leans_is_quoted_with_the_one_before() -> None:
    one = passage_of(7, 1, "Two may ask.", "This is known as a joint claim.")
    (entry,) = build_glossary([one]).entries
    assert (entry.term, entry.start, entry.end) == ("joint claim", 100, 144)


def test_each_document_is_listed_once_by_what_says_it_most_plainly() -> None:
    assert told(
        passage_of(1, 1, f"{STP}s are made.", "An STP came."),
        passage_of(2, 1, f"Each {STP}, or STP for short, ends."),
        passage_of(3, 1, f"44 {STP.lower()}s (STPs) came."),
        passage_of(4, 2, f"A {STP} (STP) came."),
    ) == [
        ("STP", STP.lower(), EntryKind.BRACKETED, 3),
        ("STP", STP, EntryKind.BRACKETED, 4),
    ]


def test_all_meanings_of_a_short_form_are_kept() -> None:
    assert told(
        passage_of(1, 1, f"A {STP} (STP) came."),
        passage_of(2, 2, "A Sustainability and Transformation Partnership (STP) came."),
    ) == [
        ("STP", STP, EntryKind.BRACKETED, 1),
        ("STP", "Sustainability and Transformation Partnership", EntryKind.BRACKETED, 2),
    ]


def test_a_name_that_one_document_shortens_is_known_in_all() -> None:
    assert ("Town Board", None, EntryKind.DEFINED, 2) in told(
        passage_of(1, 1, "The Town Board (TB) met."),
        passage_of(2, 2, "A Town Board is a group of nine."),
    )


def test_the_comments_of_readers_come_last() -> None:
    comment = Comment("Someone")
    assert [
        (number, said)
        for _, said, _, number in told(
            passage_of(1, 1, "A Silly Tory Plot (STP) it is.", comment=comment),
            passage_of(2, 1, f"The {STP} was made by STP boards."),
        )
    ] == [(2, STP), (1, "Silly Tory Plot")]


def test_a_short_form_that_is_a_word_of_the_documents_is_marked() -> None:
    entries = build_glossary(
        [passage_of(1, 1, "World Health Organization (WHO) and Some Tall Plan (STP): who cares.")]
    ).entries
    assert {entry.term: entry.word for entry in entries} == {"WHO": True, "STP": False}


def test_a_readers_words_are_not_taken_for_the_publishers_short_form() -> None:
    comment = Comment("Someone")
    assert (
        told(
            passage_of(1, 1, "The Silly Tory Plot is near.", comment=comment),
            passage_of(2, 1, "An STP is made."),
        )
        == []
    )


def test_documents_are_read_one_after_the_other_and_may_explain_what_others_define() -> None:
    """What the first defines is a name only since the last explains it."""
    passages = [
        passage_of(1, 1, "The ABC is the body that decides.", "It meets here."),
        passage_of(2, 1, "An alliance is any group that works together.", "This is the ABC."),
        passage_of(3, 2, "The Area Board of Care (ABC) meets on Monday."),
        passage_of(4, 3, "The Area Board of Care is the largest of them."),
    ]
    builder = GlossaryBuilder()
    builder.add(passages[:2])
    builder.add(passages[2:3])
    builder.add(passages[3:])
    assert [(entry.term, entry.passage_id) for entry in builder.finish().entries] == [
        ("ABC", 3),
        ("ABC", 1),
        ("alliance", 2),
        ("Area Board of Care", 4),
    ]
    assert told(*passages[3:]) == []
