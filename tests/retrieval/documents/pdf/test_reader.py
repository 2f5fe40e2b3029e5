"""PDF files as they come: what is kept, mended, left out and refused."""

from __future__ import annotations

import contextlib
import io
import logging
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from retrieval.documents.contents import Fate, FileContents, Line
from retrieval.documents.pdf import reader as pdf
from retrieval.documents.pdf.reader import read_pdf
from retrieval.domain import BlockKind
from retrieval.errors import UnreadableDocumentError
from tests.retrieval.documents.pdf.maker import (
    BOLD,
    LEADING,
    LEFT,
    PROSE,
    REGULAR,
    TOP,
    Text,
    body,
    image,
    make_pdf,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.pdfgen.canvas import Canvas

PARAGRAPH, HEADING = BlockKind.PARAGRAPH, BlockKind.HEADING
LIST_ITEM, TABLE_ROW = BlockKind.LIST_ITEM, BlockKind.TABLE_ROW
WHOLE = " ".join(PROSE)
UNICODE_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


def blocks(contents: FileContents) -> list[tuple[BlockKind, str]]:
    (document,) = contents.documents
    return [(each.kind, document.text[each.start : each.end]) for each in document.blocks]


def texts(contents: FileContents) -> list[str]:
    return [text for _, text in blocks(contents)]


def left_out(contents: FileContents) -> list[tuple[str, str]]:
    return [(line.text, line.reason) for line in contents.lines if line.fate is Fate.DROPPED]


def read(*pages: Sequence[object], **info: str) -> FileContents:
    return read_pdf(make_pdf(pages, **info), "a.pdf")


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableDocumentError) as caught:
        read_pdf(content, "a.pdf")
    return str(caught.value)


# Paragraphs, headings, lists


def test_wrapped_lines_are_one_paragraph_and_a_gap_parts_two() -> None:
    contents = read(body(PROSE, PROSE))
    assert blocks(contents) == [(PARAGRAPH, WHOLE), (PARAGRAPH, WHOLE)]
    assert contents.lines[:3] == tuple(Line(line, Fate.KEPT) for line in PROSE)
    assert contents.notes == ()
    assert contents.documents[0].format == "pdf"


def test_a_short_last_line_parts_two_paragraphs_without_a_gap() -> None:
    ends = (PROSE[0], PROSE[1], "of the assessment first.")
    contents = read(body(ends, ends, PROSE, gap=0))
    assert texts(contents) == [" ".join(ends), " ".join(ends), WHOLE]


def test_an_indented_first_line_begins_a_paragraph() -> None:
    full = "of the assessment together with all other evidence before a decision is made at last."
    ends = (PROSE[0], PROSE[1], full)
    lines = [
        Text(line.text, line.x + (18 if position % 3 == 0 else 0), line.y)
        for position, line in enumerate(body(ends, ends, gap=0))
    ]
    assert texts(read(lines)) == [" ".join(ends)] * 2


def test_indented_paragraphs_of_one_line_are_apart() -> None:
    ends = (PROSE[0], PROSE[1], "of the assessment first.")
    alone = "The claim is then decided by the decision maker, and nobody else may decide on it yet."
    long = [*body(ends, (alone,), (alone,), ends, ends, gap=0)]
    lines = [
        Text(line.text, LEFT + (18 if line.text in (alone, PROSE[0]) else 0), line.y)
        for line in long
    ]
    joined = " ".join(ends)
    assert texts(read(lines)) == [joined, alone, alone, joined, joined]


def test_an_indented_quotation_is_apart_from_the_text_around_it() -> None:
    full = "of the assessment together with all other evidence before a decision is made at last."
    ends = (PROSE[0], PROSE[1], full)
    lines = [
        Text(line.text, line.x + (18 if 3 <= position < 6 else 0), line.y)
        for position, line in enumerate(body(ends, ends, ends, gap=0))
    ]
    assert texts(read(lines)) == [" ".join(ends)] * 3


def test_larger_and_bold_lines_are_headings_by_rank() -> None:
    contents = read(
        [
            Text("The benefit and those who claim it", LEFT, 790, 20, BOLD),
            Text("1. Assessment", LEFT, 750, 14),
            *body(PROSE, top=725),
            Text("What happens next?", LEFT, 660, 11, BOLD),
            *body(PROSE, top=640),
            Text("2. Decision", LEFT, 570, 14),
            *body(PROSE, top=545),
        ]
    )
    document = contents.documents[0]
    assert [
        (document.text[each.start : each.end], each.level)
        for each in document.blocks
        if each.kind is HEADING
    ] == [
        ("The benefit and those who claim it", 1),
        ("1. Assessment", 2),
        ("What happens next?", 3),
        ("2. Decision", 2),
    ]
    assert len(document.blocks) == 7


def test_a_heading_of_two_lines_is_one() -> None:
    heading = [Text("How the department decides", LEFT, 790, 18), Text("on appeals", LEFT, 768, 18)]
    contents = read([*heading, *body(PROSE, top=730)])
    assert blocks(contents) == [
        (HEADING, "How the department decides on appeals"),
        (PARAGRAPH, WHOLE),
    ]


def test_numbered_headings_below_each_other_are_two() -> None:
    headings = [Text("1. The benefit", LEFT, 790, 14), Text("1.1 Its aims", LEFT, 772, 14)]
    contents = read([*headings, *body(PROSE, top=740)])
    assert blocks(contents)[:2] == [(HEADING, "1. The benefit"), (HEADING, "1.1 Its aims")]


def test_a_line_set_in_bold_inside_a_sentence_is_no_heading() -> None:
    lines = body(PROSE)
    lines[1] = Text(PROSE[1], LEFT, lines[1].y, 11, BOLD)
    assert blocks(read([*lines, *body(PROSE, top=600)])) == [(PARAGRAPH, WHOLE), (PARAGRAPH, WHOLE)]


def test_bullets_and_numbers_are_list_items_with_their_depth() -> None:
    items = [
        Text("A claim needs:", LEFT, 700),
        Text(
            "• proof of the condition, from a doctor or from a nurse who knows the", LEFT + 18, 680
        ),
        Text("claimant well", LEFT + 28, 666),
        Text("• proof of identity:", LEFT + 18, 652),
        Text("– a passport", LEFT + 40, 638),
        Text("– a birth certificate", LEFT + 40, 624),
        Text("• a form", LEFT + 18, 610),
        Text("Then", LEFT, 590),
        Text("1. The claim is read.", LEFT + 18, 570),
        Text("2. The claim is decided.", LEFT + 18, 556),
        Text("(a) by letter", LEFT + 36, 542),
    ]
    document = read(body(PROSE, PROSE), items).documents[0]
    assert [
        (document.text[each.start : each.end], each.level)
        for each in document.blocks
        if each.kind is LIST_ITEM
    ] == [
        ("proof of the condition, from a doctor or from a nurse who knows the claimant well", 1),
        ("proof of identity:", 1),
        ("a passport", 2),
        ("a birth certificate", 2),
        ("a form", 1),
        ("The claim is read.", 1),
        ("The claim is decided.", 1),
        ("by letter", 2),
    ]
    assert "\n• proof of identity:\n– a passport\n" in document.text
    assert "A claim needs:\n\n• proof" in document.text


def test_a_number_or_dash_where_a_line_is_wrapped_begins_no_list() -> None:
    lines = (
        "The report is about the money that was spent on claims in the course of paragraph",
        ("12. It says that the cost of the benefit in the years up to the change of the law was"),
        "– as far as is known – no higher than it had been in the years before the change.",
    )
    assert blocks(read(body(lines, PROSE))) == [(PARAGRAPH, " ".join(lines)), (PARAGRAPH, WHOLE)]


def test_numbered_paragraphs_keep_their_number_outside_the_block() -> None:
    numbered = ("2.14 " + PROSE[0][:70], *PROSE[1:])
    document = read(body(numbered, PROSE)).documents[0]
    block = document.blocks[0]
    assert block.kind is PARAGRAPH
    assert document.text[: block.start] == "2.14 "


def test_the_parts_of_a_letter_are_not_joined() -> None:
    letter = [
        ("Dear Ms Patel,",),
        ("Freedom of Information request: fixed penalty notices of the last three years",),
        (
            "Thank you for your request of 12 June. The council issued the notices which are listed",
            "below. Fines rose from £80 to £150.",
        ),
        ("The policy is that a first offence gets a warning unless it is committed in a park.",),
        ("Yours sincerely,",),
        ("Joan Reid", "Head of Environment"),
    ]
    assert texts(read(body(*letter))) == [
        "Dear Ms Patel,",
        "Freedom of Information request: fixed penalty notices of the last three years",
        (
            "Thank you for your request of 12 June. The council issued the notices which are listed "
            "below. Fines rose from £80 to £150."
        ),
        "The policy is that a first offence gets a warning unless it is committed in a park.",
        "Yours sincerely,",
        "Joan Reid",
        "Head of Environment",
    ]


# Marks of notes


def raised(*pieces: tuple[str, float, float], y: float = 700, size: float = 11) -> object:
    """Return what draws a line of pieces, each with its rise and its share of the type size."""

    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(LEFT, y)
        for piece, rise, share in pieces:
            text.setFont(REGULAR, size * share)
            text.setRise(rise)
            text.textOut(piece)
        canvas.drawText(text)

    return draw


def test_marks_of_notes_are_no_part_of_numbers() -> None:
    line = raised(
        ("The council spends £120", 0, 1),
        ("1", 4, 0.7),
        (" million by 2030", 0, 1),
        ("12", 4, 0.7),
        (" on 10,000", 0, 1),
        ("*", 4, 0.7),
        (" trees.", 0, 1),
    )
    contents = read([line])
    assert texts(contents) == ["The council spends £120 million by 2030 on 10,000 trees."]
    assert [line.text for line in contents.lines] == texts(contents)


def test_powers_indices_and_ordinals_are_no_marks() -> None:
    line = raised(
        ("Each home has 12 m", 0, 1),
        ("2", 4, 0.7),
        (" and saves CO", 0, 1),
        ("2", -3, 0.7),
        (" from the 1", 0, 1),
        ("st", 4, 0.7),
        (" of May.", 0, 1),
    )
    assert texts(read([line])) == ["Each home has 12 m² and saves CO2 from the 1st of May."]


def test_a_mark_placed_as_a_line_of_its_own_is_left_out() -> None:
    lines = [
        Text("The council spends £120", LEFT, 700),
        Text("1", LEFT + 125, 706, size=6),
        Text("million.", LEFT + 132, 700),
    ]
    assert texts(read(lines)) == ["The council spends £120 million."]


def test_a_small_number_at_its_place_in_the_line_stays() -> None:
    line = raised(("The council spends £", 0, 1), ("120", 0, 0.7), (" million.", 0, 1))
    assert texts(read([line])) == ["The council spends £120 million."]


def test_notes_at_the_foot_are_paragraphs_of_their_own() -> None:
    notes = [
        raised(("1", 3, 0.7), (" In 2023 prices, as in all that follows", 0, 1), y=100, size=8),
        raised(("2", 3, 0.7), (" Subject to review.", 0, 1), y=90, size=8),
    ]
    assert texts(read([*body(PROSE), *notes])) == [
        WHOLE,
        "[1] In 2023 prices, as in all that follows",
        "[2] Subject to review.",
    ]


def test_marks_are_found_where_only_the_matrix_makes_them_small() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText()
        text.setFont(REGULAR, 1)
        x = float(LEFT)
        for size, rise, piece in [
            (10, 0, "The council spends £120"),
            (6, 4, "1"),
            (10, 0, " million on 12 m"),
            (6, 4, "2"),
            (10, 0, " each."),
        ]:
            text.setTextTransform(size, 0, 0, size, x, 700 + rise)
            text.textOut(piece)
            x += pdfmetrics.stringWidth(piece, REGULAR, size)
        canvas.drawText(text)

    assert texts(read([draw])) == ["The council spends £120 million on 12 m² each."]


def test_marks_in_the_cells_of_a_table_are_left_out() -> None:
    def mark(canvas: Canvas) -> None:
        canvas.setFont(REGULAR, 6)
        canvas.drawString(
            LEFT + 154 + pdfmetrics.stringWidth("£120", REGULAR, 11), 600 - 34 + 4, "1"
        )

    rows = [("Year", "Cost"), ("2024", "£120")]
    assert texts(read([table(rows), mark])) == ["Year | Cost", "2024 | £120"]


# Hyphens and characters


def test_words_divided_at_line_ends_are_whole_again() -> None:
    lines = (
        "The govern-",
        "ment has a long-",
        "term plan for an NHS-",
        "wide service, and a soft hyphen is of no conse\u00ad",
        "quence. In the long term it is a plan.",
    )
    assert texts(read(body(lines))) == [
        (
            "The government has a long-term plan for an NHS-wide service, and a soft hyphen is of "
            "no consequence. In the long term it is a plan."
        )
    ]


@pytest.fixture
def unicode_font() -> str:
    if not UNICODE_FONT.exists():
        pytest.skip("the DejaVu Sans font is not on this machine")
    pdfmetrics.registerFont(TTFont("DejaVu", str(UNICODE_FONT)))
    return "DejaVu"


def test_latin_ligatures_become_letters_and_nothing_else_is_changed(unicode_font: str) -> None:
    contents = read(
        [Text("The e\ufb03cient o\ufb00er of bene\ufb01ts ² ½ ™", LEFT, 700, font=unicode_font)]
    )
    assert texts(contents) == ["The efficient offer of benefits ² ½ ™"]


def test_text_from_right_to_left_is_in_the_order_of_reading(unicode_font: str) -> None:
    hebrew = "שלום לכולם"
    contents = read([Text(hebrew[::-1], LEFT, 700, font=unicode_font)])
    assert texts(contents) == [hebrew]
    # pdfplumber, which reads tables, has it the wrong way round.
    ruled = read([Text(hebrew[::-1], LEFT, 700, font=unicode_font), table(ROWS)])
    assert texts(ruled)[0] == hebrew


# Pages


def numbered_pages(count: int, *, header: str = "The benefit: a review") -> list[list[object]]:
    return [
        [
            Text(header, LEFT, 810, 9),
            *body(PROSE, (f"This is the end of part {'abcdefgh'[page % 8]} of it.",)),
            Text(f"Page {page + 1} of {count}", 280, 30, 9),
        ]
        for page in range(count)
    ]


def test_blocks_know_their_page() -> None:
    document = read(*numbered_pages(3)).documents[0]
    assert [block.page for block in document.blocks] == [1, 1, 2, 2, 3, 3]


def test_running_headers_and_page_numbers_are_left_out_with_the_reason() -> None:
    contents = read(*numbered_pages(4))
    assert left_out(contents) == [
        each
        for page in range(1, 5)
        for each in (
            ("The benefit: a review", "running header"),
            (f"Page {page} of 4", "page number"),
        )
    ]
    assert "review" not in contents.documents[0].text


def test_bare_page_numbers_go_where_they_count_the_pages() -> None:
    pages = [[*body(PROSE), Text(str(page + 7), 290, 30)] for page in range(4)]
    assert left_out(read(*pages)) == [(str(page + 7), "page number") for page in range(4)]


def test_a_header_of_a_short_chapter_is_known_by_the_page_number_in_it() -> None:
    chapters = ["Aims", "Aims", "Aims", "Costs", "Costs", "Costs", "Law"]
    pages = [
        [Text(f"{chapter} of the review {page + 3}", LEFT, 810, 9), *body(PROSE)]
        for page, chapter in enumerate(chapters)
    ]
    contents = read(*pages)
    assert left_out(contents)[-1] == ("Law of the review 9", "running header")
    assert texts(contents) == [WHOLE] * 7


def test_a_number_at_the_foot_that_counts_nothing_is_kept() -> None:
    pages = [[*body(PROSE), Text(number, LEFT, 30)] for number in ("1945", "1911", "1908", "1834")]
    assert left_out(read(*pages)) == []


def test_headers_that_alternate_between_left_and_right_pages_go() -> None:
    pages = [
        [Text(("The department" if page % 2 else "The annual report"), LEFT, 810, 9), *body(PROSE)]
        for page in range(6)
    ]
    assert {reason for _, reason in left_out(read(*pages))} == {"running header"}
    assert len(left_out(read(*pages))) == 6


def test_text_that_is_the_same_on_every_page_is_no_header() -> None:
    assert texts(read(*[body(PROSE, PROSE)] * 5)) == [WHOLE] * 10
    assert texts(read(*[body(("It is so.",))] * 5)) == ["It is so."] * 5
    pages = [body((f"This is page {page} of it.",)) for page in range(1, 6)]
    assert texts(read(*pages)) == [f"This is page {page} of it." for page in range(1, 6)]
    named = [[Text("The benefit", LEFT, 800, 9), *page] for page in pages]
    assert texts(read(*named))[1::2] == [f"This is page {page} of it." for page in range(1, 6)]


def test_headings_that_count_at_the_tops_of_pages_are_kept() -> None:
    pages = [
        [Text(f"Recommendation {page + 1}", LEFT, 790, 16, BOLD), *body(PROSE, top=750)]
        for page in range(1, 5)
    ]
    assert left_out(read(*pages)) == []


def test_a_sentence_that_runs_over_a_page_break_is_one_paragraph_on_its_first_page() -> None:
    header = Text("The benefit: a review", LEFT, 810, 9)
    pages = [
        [header, *body(PROSE, PROSE[:2]), Text("1", 290, 30)],
        [header, *body(PROSE[2:], PROSE), Text("2", 290, 30)],
        [header, *body(PROSE), Text("3", 290, 30)],
    ]
    contents = read(*pages)
    assert texts(contents) == [WHOLE] * 4
    assert [block.page for block in contents.documents[0].blocks] == [1, 1, 2, 3]


def test_a_note_at_the_foot_of_the_page_does_not_part_the_sentence() -> None:
    note = Text("1 See the report of the committee of 1911.", LEFT, 60, 8)
    pages = [[*body(PROSE[:2]), note], body(PROSE[2:], PROSE)]
    assert texts(read(*pages)) == [WHOLE, note.text, WHOLE]


def test_a_word_divided_by_the_page_break_is_whole() -> None:
    contents = read(body(PROSE, ("It is for the govern-",)), body(("ment to decide.",), PROSE))
    assert texts(contents)[1] == "It is for the government to decide."


def test_the_table_of_contents_is_left_out() -> None:
    entries = [f"{title} {'.' * 40} {page}" for title, page in (("Aims", 2), ("Costs", 12))]
    contents = read(body(("Contents",), entries), body(PROSE))
    assert left_out(contents) == [(each, "contents") for each in ("Contents", *entries)]


def test_a_table_of_contents_without_leaders_is_left_out() -> None:
    entries = ["Aims of the review 2", "What the costs are 12", "What to do 20"]
    contents = read([*body(("Contents",), entries), *body(PROSE, top=500)])
    assert left_out(contents) == [(each, "contents") for each in ("Contents", *entries)]
    assert texts(contents) == [WHOLE]


def test_a_watermark_across_the_page_is_left_out() -> None:
    def draft(canvas: Canvas) -> None:
        canvas.rotate(45)
        canvas.setFont(BOLD, 80)
        canvas.drawString(300, 100, "DRAFT")

    contents = read([*body(PROSE), draft])
    assert left_out(contents) == [("DRAFT", "watermark")]


# Columns and tables


LEFT_COLUMN = (
    "A person who claims the benefit",
    "is assessed by a professional of",
    "the health service, who asks how",
    "the condition limits what can be",
    "done on most days of the week by",
    "the person. The decision maker",
    "reads the report of all this.",
)
RIGHT_COLUMN = (
    "The law says that a decision has",
    "to be made in writing, and that a",
    "person may ask to have it looked",
    "at again. A tribunal, which is of",
    "its own mind, hears the appeal if",
    "nothing else helps. Its decision",
    "is final on facts but not on law.",
)


def test_columns_drawn_one_after_the_other_are_read_so() -> None:
    lines = body(LEFT_COLUMN) + body(RIGHT_COLUMN, left=320)
    assert texts(read(lines)) == [" ".join(LEFT_COLUMN), " ".join(RIGHT_COLUMN)]


def test_columns_drawn_row_by_row_are_read_one_after_the_other() -> None:
    rows = zip(body(LEFT_COLUMN), body(RIGHT_COLUMN, left=320), strict=True)
    heading = Text("The benefit and the law about it that is in force", LEFT, 800, 16, BOLD)
    contents = read([heading, *(line for row in rows for line in row)])
    assert texts(contents) == [heading.text, " ".join(LEFT_COLUMN), " ".join(RIGHT_COLUMN)]


ROWS = (
    ("Benefit", "Weekly rate"),
    ("Standard rate of\nthe benefit", "£57.30"),
    ("Enhanced rate", "£85.60"),
)


def test_a_ruled_table_is_rows_between_the_paragraphs_around_it() -> None:
    contents = read([*body(PROSE), table(ROWS), *body(PROSE, top=400)])
    document = contents.documents[0]
    assert blocks(contents) == [
        (PARAGRAPH, WHOLE),
        (TABLE_ROW, "Benefit | Weekly rate"),
        (TABLE_ROW, "Standard rate of the benefit | £57.30"),
        (TABLE_ROW, "Enhanced rate | £85.60"),
        (PARAGRAPH, WHOLE),
    ]
    assert [each.level for each in document.blocks if each.kind is TABLE_ROW] == [0, 1, 1]
    assert [each.page for each in document.blocks] == [1] * 5
    assert "Enhanced rate | £85.60" in [line.text for line in contents.lines]


def test_a_table_that_goes_on_over_the_page_has_one_header_row() -> None:
    first, second = [*body(PROSE), table(ROWS)], [table([ROWS[0], ("Lower rate", "£21.80")], 780)]
    document = read(first, second).documents[0]
    rows = [each for each in document.blocks if each.kind is TABLE_ROW]
    assert [(document.text[row.start : row.end], row.level, row.page) for row in rows][-2:] == [
        ("Enhanced rate | £85.60", 1, 1),
        ("Lower rate | £21.80", 1, 2),
    ]
    assert len(rows) == 4


def test_a_frame_around_text_is_no_table() -> None:
    def frame(canvas: Canvas) -> None:
        canvas.rect(60, 700, 480, 100)
        canvas.rect(58, 698, 484, 104)

    assert blocks(read([frame, *body(PROSE)])) == [(PARAGRAPH, WHOLE)]


def test_boxes_with_one_cell_in_a_row_or_one_row_are_no_tables() -> None:
    boxes = table([("This is the first box.",), ("This is the second.",)], width=300)
    row = table([("Yes", "No")], top=300)
    assert TABLE_ROW not in {kind for kind, _ in blocks(read([*body(PROSE), boxes, row]))}


def test_words_set_too_close_for_pypdf_are_apart_again() -> None:
    def close(canvas: Canvas) -> None:
        text = canvas.beginText(LEFT, TOP)
        text.setFont("Courier", 8, LEADING)
        for line in PROSE:
            words = " -250 ".join(f"({word})" for word in line.split())
            text._code.append(f"[{words}] TJ T*")  # noqa: SLF001 -- reportlab writes no gaps.
        canvas.drawText(text)

    assert texts(read([close])) == [WHOLE]


def test_pieces_of_words_placed_one_by_one_are_words() -> None:
    def place(canvas: Canvas) -> None:
        canvas.setFont(REGULAR, 11)
        for position, line in enumerate(PROSE):
            for start in range(0, len(line), 7):
                x = LEFT + pdfmetrics.stringWidth(line[:start], REGULAR, 11)
                canvas.drawString(x, TOP - LEADING * position, line[start : start + 7])

    assert texts(read([place])) == [WHOLE]


def test_pieces_beside_each_other_are_one_line() -> None:
    label = [Text("Published:", LEFT, 800), Text("6 July 2017", LEFT + 60, 800)]
    contents = read([*label, *body(PROSE, PROSE)])
    assert contents.lines[0] == Line("Published: 6 July 2017", Fate.METADATA, "date")
    far = [Text("Published:", LEFT, 800), Text("6 July 2017", LEFT + 300, 800)]
    assert read([*far, *body(PROSE, PROSE)]).lines[0].text == "Published:"


def test_words_placed_one_by_one_make_lines() -> None:
    def place(canvas: Canvas) -> None:
        canvas.setFont(REGULAR, 11)
        for position, line in enumerate(PROSE):
            x = float(LEFT)
            for word in line.split():
                canvas.drawString(x, TOP - LEADING * position, word)
                x += pdfmetrics.stringWidth(f"{word} ", REGULAR, 11)

    contents = read([place])
    assert texts(contents) == [WHOLE]
    assert [line.text for line in contents.lines] == list(PROSE)


def test_a_bullet_placed_beside_its_text_is_its_bullet() -> None:
    lines = [*body(PROSE, PROSE), Text("•", LEFT, 600), Text("a form", LEFT + 18, 600)]
    document = read(lines).documents[0]
    assert document.text.endswith("\n\n• a form")
    assert document.blocks[-1].kind is LIST_ITEM


def test_letters_set_apart_are_words_again() -> None:
    def spaced(canvas: Canvas) -> None:
        for position, line in enumerate(PROSE):
            x = float(LEFT)
            canvas.setFont(REGULAR, 8)
            for letter in line:
                if letter != " ":
                    canvas.drawString(x, TOP - LEADING * position, letter)
                x += pdfmetrics.stringWidth(letter, REGULAR, 8) + (2.4 if letter != " " else 4)

    assert texts(read([spaced])) == [WHOLE]


def test_only_so_many_pages_are_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_REREAD_PAGES", 1)
    contents = read(*[[*body(PROSE), table(ROWS)]] * 3)
    assert [kind for kind, _ in blocks(contents)].count(TABLE_ROW) == 3
    assert contents.notes == (
        (
            "pages 2-3 may have tables or columns whose text is out of order, or marks of "
            "notes that look like digits; only the first 1 such pages are read with care"
        ),
    )


# Tables without rules


def columns(*rows: tuple[str, ...], top: float = 600, width: float = 120) -> list[Text]:
    """Set rows of cells below each other without any lines around them."""
    return [
        Text(cell, LEFT + width * column, top - LEADING * row)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]


def test_pieces_below_each_other_are_the_rows_of_a_table() -> None:
    rows = [("Offence", "2021", "2022"), ("Littering", "312", "401"), ("Dogs", "12", "8")]
    contents = read([*body(PROSE), *columns(*rows), *body(PROSE, top=500)])
    assert blocks(contents) == [
        (PARAGRAPH, WHOLE),
        (TABLE_ROW, "Offence | 2021 | 2022"),
        (TABLE_ROW, "Littering | 312 | 401"),
        (TABLE_ROW, "Dogs | 12 | 8"),
        (PARAGRAPH, WHOLE),
    ]
    levels = [each.level for each in contents.documents[0].blocks if each.kind is TABLE_ROW]
    assert levels == [0, 1, 1]


def test_two_columns_are_a_table_if_the_second_has_figures() -> None:
    figures = [("Littering", "£150"), ("Dogs", "£80"), ("Tipping", "£400")]
    words = [("Joan Reid", "Town Hall"), ("Head of Waste", "High Street"), ("Council", "Marlford")]
    assert [kind for kind, _ in blocks(read(columns(*figures)))] == [TABLE_ROW] * 3
    assert TABLE_ROW not in [kind for kind, _ in blocks(read(columns(*words)))]


def test_a_table_of_two_rows_or_of_sentences_is_none() -> None:
    two = [("Offence", "2021", "2022"), ("Littering", "312", "401")]
    long = "the council says that it will look at this"
    prose = [(long, long)] * 3
    assert TABLE_ROW not in [kind for kind, _ in blocks(read(columns(*two)))]
    assert TABLE_ROW not in [kind for kind, _ in blocks(read(columns(*prose, width=260)))]


# Scans, locks and damage


def test_pages_without_text_are_reported() -> None:
    contents = read(body(PROSE), body(PROSE), [image], body(PROSE), [image], [image], [image])
    assert contents.notes == (
        (
            "pages 3 and 5-7 have no text (scans?), so they cannot be quoted; run OCR over the "
            "file and add it again"
        ),
    )
    assert [block.page for block in contents.documents[0].blocks] == [1, 2, 4]


def test_a_file_of_scans_only_is_refused() -> None:
    assert refusal(make_pdf([[image], [image]])) == (
        "a.pdf has no text on any of its pages (is it a scan?), so there is nothing to quote; run "
        "OCR over it and add it again."
    )


def locked(user: str, algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([[*body(PROSE), table(ROWS)]]))))
    writer.encrypt(user, "owner", algorithm=algorithm)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


ALGORITHMS = ("RC4-40", "RC4-128", "AES-128", "AES-256")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_file_that_only_its_owner_may_change_is_opened(algorithm: str) -> None:
    contents = read_pdf(locked("", algorithm), "a.pdf")
    assert texts(contents)[0] == WHOLE
    assert texts(contents)[-1] == "Enhanced rate | £85.60"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_file_locked_with_a_password_is_refused(algorithm: str) -> None:
    assert refusal(locked("user", algorithm)) == (
        "a.pdf is protected by a password; save a copy without one and add that."
    )


def pages_in_file_order(count: int) -> bytes:
    """Return a file with the catalogue first and each page's text after the page."""
    writer = PdfWriter()
    writer.append(io.BytesIO(make_pdf(numbered_pages(count))))
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_file_cut_off_at_its_end_is_read_whole() -> None:
    whole = pages_in_file_order(4)
    contents = read_pdf(whole[:-30], "a.pdf")
    assert texts(contents) == texts(read_pdf(whole, "a.pdf"))
    assert contents.notes == (
        "the file is damaged or cut off, and what could be read of it was taken",
    )


def test_a_locked_file_that_is_cut_off_is_refused() -> None:
    assert refusal(locked("", "RC4-128")[:-30]).startswith("a.pdf is damaged or cut off")


def test_of_a_file_cut_off_in_the_middle_the_first_pages_are_read() -> None:
    whole = pages_in_file_order(6)
    contents = read_pdf(whole[: len(whole) * 6 // 10], "a.pdf")
    assert contents.notes[0].startswith("the file is damaged or cut off")
    assert 0 < len(contents.documents[0].blocks) < 12
    assert texts(contents)[0] == WHOLE


@pytest.mark.filterwarnings("error")
def test_no_length_or_damage_raises_anything_but_a_refusal(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    whole = pages_in_file_order(3)
    open_to_all = locked("", "AES-256")
    dice = random.Random(4)
    damaged = [whole[: len(whole) * part // 24] for part in range(24)]
    damaged += [open_to_all[: len(open_to_all) * part // 12] for part in range(12)]
    for _ in range(60):
        spoilt = bytearray(whole)
        for _ in range(dice.randrange(1, 60)):
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        damaged.append(bytes(spoilt))
    for content in [b"", b"%PDF-1.7", b"not a PDF", *damaged]:
        with contextlib.suppress(UnreadableDocumentError):
            assert read_pdf(content, "a.pdf").documents
    assert capfd.readouterr() == ("", "")
    assert not caplog.records
    assert logging.getLogger("pypdf").level == logging.NOTSET


def test_a_damaged_file_is_refused_with_what_to_do() -> None:
    assert refusal(b"%PDF-1.4 and nothing else") == (
        "a.pdf is damaged or cut off, and nothing of it can be read; get the file again, or open "
        "it and save a new copy, and add that."
    )


def test_a_page_that_cannot_be_read_costs_only_itself() -> None:
    writer = PdfWriter()
    writer.append(io.BytesIO(make_pdf(numbered_pages(3))))
    stream: Any = writer.pages[1]["/Contents"].get_object()
    stream._data = b"\x00" * 50  # noqa: SLF001 -- No longer a compressed stream.
    buffer = io.BytesIO()
    writer.write(buffer)
    contents = read_pdf(buffer.getvalue(), "a.pdf")
    assert [block.page for block in contents.documents[0].blocks] == [1, 1, 3, 3]
    assert len(contents.notes) == 1
    assert contents.notes[0].startswith("page 2 ")


def test_a_file_with_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 3)
    assert refusal(make_pdf([body(PROSE)] * 4)) == (
        "a.pdf has 4 pages, and the limit is 3; split it and add the parts."
    )


def test_memory_and_recursion_run_out_as_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    content = make_pdf([body(PROSE)])
    for error, words in ((MemoryError, "too much memory"), (RecursionError, "is damaged")):

        def fail(*_: object, error: type[Exception] = error) -> None:
            raise error

        monkeypatch.setattr(pdf, "read_page", fail)
        assert words in refusal(content)


def test_five_hundred_pages_are_read_within_twenty_seconds() -> None:
    page = body(*[PROSE] * 8)
    content = make_pdf([[*page, Text(str(number + 1), 290, 30)] for number in range(500)])
    start = time.process_time()
    contents = read_pdf(content, "a.pdf")
    assert time.process_time() - start < 20
    assert len(contents.documents[0].blocks) == 4_000
    assert contents.documents[0].blocks[-1].page == 500


# Metadata


def test_the_document_information_gives_title_author_and_date() -> None:
    contents = read(body(PROSE), title="The benefit: a review", author="Jane Doe")
    metadata = contents.documents[0].metadata
    assert (metadata.title, metadata.author) == ("The benefit: a review", "Jane Doe")
    assert metadata.date == "2000-01-01"  # What reportlab writes when asked for the same bytes.
    assert metadata.publisher is None


@pytest.mark.parametrize(
    "junk",
    [
        "Microsoft Word - review.docx",
        "untitled",
        "Review_v3 final.pdf",
        "",
        "Document1",
        "review.indd",
    ],
)
def test_a_title_that_is_none_gives_way_to_the_largest_heading(junk: str) -> None:
    page = [
        Text("Department of Benefits", LEFT, 800, 13, BOLD),
        Text("A review of the benefit", LEFT, 770, 22, BOLD),
        *body(PROSE, top=700),
    ]
    assert read(page, title=junk).documents[0].metadata.title == "A review of the benefit"


def test_without_title_or_heading_the_title_is_unknown() -> None:
    assert read(body(PROSE), title="untitled").documents[0].metadata.title is None


@pytest.mark.parametrize("junk", ["Microsoft Office User", "(anonymous)", "", "python-docx"])
def test_software_is_no_author(junk: str) -> None:
    assert read(body(PROSE), author=junk).documents[0].metadata.author is None


def test_a_dateline_is_better_than_the_day_the_file_was_made() -> None:
    contents = read([Text("6 July 2017", LEFT, 800), *body(PROSE)])
    assert contents.documents[0].metadata.date == "2017-07-06"
    assert contents.lines[0] == Line("6 July 2017", Fate.METADATA, "date")
    assert texts(contents) == [WHOLE]


def with_info(**entries: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([body(PROSE)]))))
    writer.add_metadata({f"/{key}": value for key, value in entries.items()})
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("D:20170706120000+01'00'", "2017-07-06"),
        ("D:201707", "2017-07"),
        ("D:2017", "2017"),
        ("D:20171345", None),
        ("D:19000101000000Z", None),
        ("yesterday", None),
    ],
)
def test_the_creation_date_is_taken_as_precise_as_it_is(value: str, date: str | None) -> None:
    assert read_pdf(with_info(CreationDate=value), "a.pdf").documents[0].metadata.date == date


def test_the_publisher_is_taken_from_the_xmp_packet() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([body(PROSE)]))))
    writer.xmp_metadata = (
        b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:publisher>'
        b"<rdf:Bag><rdf:li>The Department</rdf:li></rdf:Bag></dc:publisher></rdf:Description>"
        b'</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )
    buffer = io.BytesIO()
    writer.write(buffer)
    assert read_pdf(buffer.getvalue(), "a.pdf").documents[0].metadata.publisher == "The Department"


def test_the_name_of_an_account_is_no_author() -> None:
    assert read(body(PROSE), author="jsmith").documents[0].metadata.author is None
    assert read(body(PROSE), author="Jo Smith").documents[0].metadata.author == "Jo Smith"
