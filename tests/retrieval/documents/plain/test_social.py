"""Posts and their replies: what others say is theirs, buttons and counts are left out."""

from __future__ import annotations

from retrieval.documents.contents import Fate
from retrieval.documents.plain.reader import read_plain
from retrieval.domain import Comment, ReadDocument


def read_one(text: str) -> ReadDocument:
    (document,) = read_plain(text.encode(), "a.txt").documents
    return document


def said(document: ReadDocument) -> list[tuple[str, Comment | None]]:
    return [(document.text[block.start : block.end], block.comment) for block in document.blocks]


def test_a_thread_keeps_its_author_and_marks_the_others() -> None:
    document = read_one(
        "Post\n\nJo Bloggs\n@jo\nBuses will cost £2.\n9:14 AM · Sep 28, 2022\n·\n12.4K\nViews\n84\nReposts\n"
        "Kit\n@kit\n·\nSep 29, 2022\nWho pays?\n3\nJo Bloggs\n@jo\n·\nSep 30, 2022\nThe county does.\n5\n"
        "Show replies\nNew to X?\nCreate account\n"
    )
    assert said(document) == [
        ("Buses will cost £2.", None),
        ("Who pays?", Comment("Kit", "2022-09-29")),
        ("The county does.", None),
    ]
    assert (document.metadata.author, document.metadata.date) == ("Jo Bloggs", "2022-09-28")


def test_comments_above_like_and_reply_are_those_of_their_writers() -> None:
    document = read_one(
        "Marsh End Tenants\n14 March at 18:42 ·\nLandlords must have a licence from May.\nAll reactions:\n214\n"
        "37 comments\nLike\nComment\nShare\nMost relevant\nDee Orr\nAbout time too.\nLike\nReply\n3w\nTop fan\n"
        "Pat Lisle\nRents will rise.\nLike\nReply\n2w\nEdited\nWrite a comment…\n"
    )
    assert said(document) == [
        ("Landlords must have a licence from May.", None),
        ("About time too.", Comment("Dee Orr")),
        ("Rents will rise.", Comment("Pat Lisle")),
    ]
    # The year is not told, so there is no date.
    assert (document.metadata.author, document.metadata.date) == ("Marsh End Tenants", None)


def test_the_first_post_of_a_forum_is_the_text_and_the_others_are_comments() -> None:
    document = read_one(
        "Board index\nFAQ\n\nA tax on land\n\nPost by ann » Tue Nov 03, 2020 8:14 pm\n\nThe owner pays 3% a year.\n\n"
        "Top\n\nA tax on land\n\nPost by ben » Tue Nov 03, 2020 9:40 pm\n\nWho values it?\n\nTop\n\nPost Reply\n"
        "Who is online\n"
    )
    assert said(document) == [
        ("A tax on land", None),
        ("The owner pays 3% a year.", None),
        ("Who values it?", Comment("ben", "2020-11-03")),
    ]
    assert document.metadata.title == "A tax on land"
    assert (document.metadata.author, document.metadata.date) == ("ann", "2020-11-03")


def test_a_list_of_people_with_their_accounts_is_no_thread() -> None:
    text = "Your councillors\n\nJo Bloggs\n@jo\nSpeaks for parks.\n\nKit Orr\n@kit\nSpeaks for buses.\n"
    lines = read_plain(text.encode(), "a.txt").lines
    assert {line.fate for line in lines} == {Fate.KEPT}


def test_a_policy_with_the_names_of_buttons_as_headings_is_no_page_of_posts() -> None:
    text = "Like\n\nYou may like posts.\n\nReply\n\nReply once.\n\nShare\n\nShare what you have read.\n"
    lines = read_plain(text.encode(), "a.txt").lines
    assert {line.fate for line in lines} == {Fate.KEPT}
