"""Reader comments: kept, marked, and never the publisher's words."""

from __future__ import annotations

import pytest

from retrieval.documents.contents import Fate
from retrieval.documents.plain.comments import read_header
from retrieval.documents.plain.reader import read_plain
from retrieval.domain import BlockKind, Comment

BODY = (
    "The council collects garden waste every other week from March to November, at no charge.\n\n"
    "Bins must be at the kerb by seven in the morning, and back inside by the next evening.\n\n"
)


@pytest.mark.parametrize(
    ("lines", "comment", "used"),
    [
        (["Clued-Up   07/07/2017 at 13:12"], Comment("Clued-Up", "2017-07-07"), 1),
        (["Jo Bloggs on 6 July 2017 at 09:12 said:"], Comment("Jo Bloggs", "2017-07-06"), 1),
        (["Jo Bloggs says:", "July 6, 2017 at 9:12 am"], Comment("Jo Bloggs", "2017-07-06"), 2),
        (["Jo Bloggs says:", "I agree."], Comment("Jo Bloggs", None), 1),
        (["towncrier77", "3 hours ago"], Comment("towncrier77", None), 2),
        (["Jo Bloggs • 3 years ago"], Comment("Jo Bloggs", None), 1),
        (["Comment by Jo Bloggs — 6 July 2017 @ 9:12"], Comment("Jo Bloggs", "2017-07-06"), 1),
        (["Jo Bloggs", "6 Jul 2017"], Comment("Jo Bloggs", "2017-07-06"), 2),
    ],
)
def test_the_lines_over_a_comment(lines: list[str], comment: Comment, used: int) -> None:
    assert read_header([" ".join(line.split()) for line in lines], 0) == (comment, used)


@pytest.mark.parametrize(
    "lines",
    [
        ["I agree with every word of this."],
        ["6 July 2017"],
        ["Reply"],
        ["He said:", "that is all."],
        ["We moved to this road in the spring of 2017"],
        ["Jo Bloggs"],
    ],
)
def test_other_lines_begin_no_comment(lines: list[str]) -> None:
    assert read_header(lines, 0) is None


def test_comments_are_marked_with_author_and_date() -> None:
    text = (
        f"{BODY}Comments\n\nJo Bloggs 07/07/2017 at 13:12\n\nIt is not free where I live.\n\n"
        "Nor is it on time.\n\nsam_1 8 July 2017 at 08:00\n\nIt is here.\n\nAdd your comment\n\nMore videos\n"
    )
    read = read_plain(text.encode(), "a.txt")
    (document,) = read.documents
    assert [
        (block.kind, document.text[block.start : block.end], block.comment)
        for block in document.blocks[2:]
    ] == [
        (BlockKind.PARAGRAPH, "It is not free where I live.", Comment("Jo Bloggs", "2017-07-07")),
        (BlockKind.PARAGRAPH, "Nor is it on time.", Comment("Jo Bloggs", "2017-07-07")),
        (BlockKind.PARAGRAPH, "It is here.", Comment("sam_1", "2017-07-08")),
    ]
    assert [(line.fate, line.reason) for line in read.lines[2:]] == [
        (Fate.DROPPED, "heading of comments"),
        (Fate.METADATA, "comment's author and date"),
        (Fate.COMMENT, "comment"),
        (Fate.COMMENT, "comment"),
        (Fate.METADATA, "comment's author and date"),
        (Fate.COMMENT, "comment"),
        (Fate.DROPPED, "teasers and forms"),
        (Fate.DROPPED, "link"),
    ]
    assert document.metadata.author is None


def test_what_follows_the_buttons_of_the_last_comment_is_no_comment() -> None:
    text = f"{BODY}1 Comment\nJo Bloggs\n2 hours ago\nI agree.\nReply\nThe bus that never came\n"
    lines = read_plain(text.encode(), "a.txt").lines
    assert [line.fate for line in lines[-3:]] == [Fate.COMMENT, Fate.DROPPED, Fate.DROPPED]


def test_a_heading_comments_without_comments_below_it_is_kept() -> None:
    text = f"{BODY}Comments\n\nMembers thought that the charge should be looked at again in May.\n"
    read = read_plain(text.encode(), "a.txt")
    assert [line.fate for line in read.lines] == [Fate.KEPT] * 4
    assert read.documents[0].blocks[2].kind is BlockKind.HEADING


def test_an_invitation_below_an_article_that_nobody_followed_is_left_out() -> None:
    lines = read_plain(f"{BODY}Comments\n\nComments are closed.\n".encode(), "a.txt").lines
    assert [line.fate for line in lines[2:]] == [Fate.DROPPED, Fate.DROPPED]


def test_comments_below_related_articles_are_found() -> None:
    text = f"{BODY}Related posts\nParking\n\n2 responses to “Waste”\nJo says:\nI agree.\n"
    lines = read_plain(text.encode(), "a.txt").lines
    assert [line.fate for line in lines[-2:]] == [Fate.METADATA, Fate.COMMENT]


def test_bodies_that_commented_on_a_plan_are_part_of_the_report() -> None:
    text = (
        f"{BODY}Comments\n\nClear Skies Group, 4 July 2019\nThe zone should be larger.\n\n"
        "Chamber of Traders, 9 July 2019\nVans should be exempt.\n\nWhat happens next\n\n"
        "Cabinet will decide on the scheme in September of this year.\n"
    )
    assert {line.fate for line in read_plain(text.encode(), "a.txt").lines} == {Fate.KEPT}


def test_comments_end_at_a_heading_over_a_paragraph() -> None:
    text = (
        f"{BODY}Comments\n\nJo Bloggs 07/07/2017 at 13:12\n\nIt is not free where I live.\n\n"
        f"What happens next\n\n{BODY}"
    )
    lines = read_plain(text.encode(), "a.txt").lines
    assert [line.fate for line in lines[4:]] == [Fate.COMMENT, Fate.KEPT, Fate.KEPT, Fate.KEPT]


def test_comments_without_a_heading_are_known_by_clock_and_button() -> None:
    text = (
        f"{BODY}More news\nPub wins award\nTownCrier\n24th February 8:15 am\nI agree.\n11\nReply\n"
    )
    lines = read_plain(text.encode(), "a.txt").lines
    assert [line.fate for line in lines[4:]] == [
        Fate.METADATA,
        Fate.METADATA,
        Fate.COMMENT,
        Fate.DROPPED,
        Fate.DROPPED,
    ]
