"""Word documents: what a reader of them sees becomes text, and nothing else."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from lxml import etree

from retrieval.documents.contents import Fate
from retrieval.documents.word.numbers import Numbers
from retrieval.documents.word.parts import LIMITS
from retrieval.documents.word.reader import read_docx
from retrieval.domain import Metadata
from retrieval.errors import UnreadableDocumentError
from tests.retrieval.builders import check_blocks, texts_of
from tests.retrieval.documents.word.files import element, insert, part, saved, with_parts

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document

    from retrieval.documents.contents import FileContents
    from retrieval.domain import ReadDocument

NO_ENTITIES = (
    "a.docx has an XML document type declaration, which no Word document has, so it is not safe "
    "to read."
)
DAMAGED = "a.docx is a damaged Word document; open it in Word, save it anew and add it again."


def contents_of(document: Document) -> FileContents:
    return read_docx(saved(document), "a.docx")


def read(document: Document) -> ReadDocument:
    (only,) = contents_of(document).documents
    check_blocks(only)
    return only


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableDocumentError) as caught:
        read_docx(content, "a.docx")
    return str(caught.value)


def dropped(document: Document) -> list[tuple[str, str]]:
    lines = contents_of(document).lines
    return [(line.text, line.reason) for line in lines if line.fate is not Fate.KEPT]


@pytest.fixture
def word() -> Document:
    return docx.Document()


def test_headings_keep_their_depth_and_the_title_is_one(word: Document) -> None:
    word.add_heading("Bins", 0)
    word.add_heading("Days", 1)
    word.add_paragraph("On Mondays.")
    word.add_heading("Holidays", 9)
    document = read(word)
    assert document.text == "Bins\n\nDays\n\nOn Mondays.\n\nHolidays"
    assert [(block.kind.value, block.level) for block in document.blocks] == [
        ("heading", 1),
        ("heading", 1),
        ("paragraph", 0),
        ("heading", 6),
    ]
    assert document.format == "docx"
    assert document.metadata.title == "Bins"


def test_styles_based_on_headings_and_outline_levels_are_headings(word: Document) -> None:
    style = word.styles.add_style("Council 2", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles["Heading 2"]
    outlined = word.styles.add_style("Outlined", WD_STYLE_TYPE.PARAGRAPH)
    outlined.element.get_or_add_pPr().append(element('<w:outlineLvl w:val="2"/>'))
    word.add_paragraph("By style", style="Council 2")
    word.add_paragraph("By outline of the style", style="Outlined")
    insert(
        word, '<w:p><w:pPr><w:outlineLvl w:val="3"/></w:pPr><w:r><w:t>By outline</w:t></w:r></w:p>'
    )
    word.add_paragraph("Text.")
    assert [(block.kind.value, block.level) for block in read(word).blocks] == [
        ("heading", 2),
        ("heading", 3),
        ("heading", 4),
        ("paragraph", 0),
    ]


def test_a_clause_in_the_style_of_a_heading_is_a_paragraph(word: Document) -> None:
    word.add_heading("word " * 31, 2)
    word.add_heading("word " * 30, 2)
    assert [kind for kind, _ in texts_of(read(word))] == ["paragraph", "heading"]


def test_a_paragraph_is_one_line_of_its_words(word: Document) -> None:
    paragraph = word.add_paragraph("We ")
    paragraph.add_run("collect").bold = True
    paragraph.add_run(" bins\ton\nMon")
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    paragraph.add_run("days\u00a0 and  Fri\u00addays.")
    paragraph._p.append(element("<w:r><w:cr/><w:t>Always.</w:t></w:r>"))  # noqa: SLF001
    assert texts_of(read(word)) == [
        ("paragraph", "We collect bins on Mon days and Fridays. Always.")
    ]


def test_words_inside_fields_links_and_directions_stay(word: Document) -> None:
    insert(
        word,
        '<w:p><w:r><w:t xml:space="preserve">In </w:t></w:r><w:fldSimple w:instr="DOCPROPERTY x">'
        '<w:r><w:t>Leeds</w:t></w:r></w:fldSimple><w:bdo w:val="rtl"><w:r><w:t> or York</w:t></w:r>'
        '</w:bdo><w:hyperlink w:anchor="x"><w:r><w:t>, see here</w:t></w:r></w:hyperlink></w:p>',
    )
    assert read(word).text == "In Leeds or York, see here"


def test_tracked_insertions_are_text_and_deletions_are_not(word: Document) -> None:
    insert(
        word,
        '<w:p><w:r><w:t xml:space="preserve">Bins are </w:t></w:r>'
        '<w:del w:id="1" w:author="a"><w:r><w:delText>never </w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="a"><w:r><w:t xml:space="preserve">always </w:t></w:r></w:ins>'
        '<w:moveFrom w:id="3" w:author="a"><w:r><w:t>moved</w:t></w:r></w:moveFrom>'
        "<w:r><w:t>collected.</w:t></w:r></w:p>",
    )
    assert read(word).text == "Bins are always collected."


def test_comments_hidden_text_and_placeholders_are_not_text(word: Document) -> None:
    paragraph = word.add_paragraph("Bins are collected.")
    word.add_comment(paragraph.runs, text="Are they?", author="A")
    hidden = word.add_paragraph("Seen. ").add_run("Unseen.")
    hidden.font.hidden = True
    shown = word.add_paragraph().add_run("Shown.")
    shown.font.hidden = False
    insert(
        word,
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r>"
        "<w:t>Click here.</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    )
    assert read(word).text == "Bins are collected.\n\nSeen.\n\nShown."


def test_lists_have_their_bullets_and_numbers_outside_the_items(word: Document) -> None:
    word.add_paragraph("They want:")
    word.add_paragraph("beds", style="List Bullet")
    word.add_paragraph("nurses", style="List Bullet")
    word.add_paragraph("first", style="List Number")
    word.add_paragraph("Between.")
    word.add_paragraph("second", style="List Number")
    document = read(word)
    assert document.text == (
        "They want:\n\n\u2022 beds\n\u2022 nurses\n1. first\n\nBetween.\n\n2. second"
    )
    assert texts_of(document)[1:3] == [("list_item", "beds"), ("list_item", "nurses")]


NUMBERING = """
<w:abstractNum w:abstractNumId="77">
  <w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%3)"/></w:lvl>
  <w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%4."/></w:lvl>
</w:abstractNum>
"""


def numbered(word: Document, *items: tuple[int, str]) -> None:
    """Add paragraphs of a list of four levels."""
    root = word.part.numbering_part.element
    root.insert(0, element(NUMBERING.strip()))
    root.append(element('<w:num w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level, text in items:
        insert(
            word,
            f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr></w:pPr>'
            f"<w:r><w:t>{text}</w:t></w:r></w:p>",
        )


def test_numbers_are_those_that_word_shows(word: Document) -> None:
    items = [(0, "a"), (1, "b"), (1, "c"), (2, "d"), (2, "e"), (3, "f"), (0, "g"), (1, "h")]
    numbered(word, *items)
    document = read(word)
    assert document.text == "3 a\n3.1 b\n3.2 c\n(a) d\n(b) e\nI. f\n4 g\n4.1 h"
    assert [block.level for block in document.blocks] == [1, 2, 2, 3, 3, 4, 1, 2]


def test_the_number_of_a_heading_is_part_of_it(word: Document) -> None:
    numbered(word, (0, "x"))
    heading = word.add_heading("Scope", 1)
    heading._p.get_or_add_pPr().append(  # noqa: SLF001
        element('<w:numPr><w:ilvl w:val="1"/><w:numId w:val="77"/></w:numPr>')
    )
    assert texts_of(read(word)) == [("list_item", "x"), ("heading", "3.1 Scope")]


@pytest.mark.parametrize(
    ("format_", "count", "shown"),
    [
        ("lowerLetter", 28, "bb"),
        ("upperLetter", 3, "C"),
        ("lowerRoman", 1994, "mcmxciv"),
        ("decimalZero", 7, "07"),
        ("ordinal", 11, "11th"),
        ("ordinal", 22, "22nd"),
        ("none", 5, ""),
        ("unheardOf", 5, "5"),
        ("bullet", 5, "\u2022"),
    ],
)
def test_every_form_of_number_is_written(format_: str, count: int, shown: str) -> None:
    root = element(
        f'<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="{count}"/>'
        f'<w:numFmt w:val="{format_}"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    assert Numbers(root).next_marker("1", 0) == shown


def test_a_list_may_start_over() -> None:
    root = element(
        '<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="%1."/>'
        '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>'
    )
    numbers = Numbers(root)
    assert [numbers.next_marker(number, 0) for number in "11221"] == ["1.", "2.", "1.", "2.", "3."]
    assert numbers.next_marker("9", 0) == ""
    assert numbers.next_marker("1", 8) == ""


def table(word: Document, *rows: tuple[str, ...], bold: int = 0) -> None:
    """Add a table whose first rows are bold."""
    made = word.add_table(len(rows), len(rows[0]))
    for number, row in enumerate(rows):
        for cell, text in zip(made.rows[number].cells, row, strict=True):
            cell.paragraphs[0].add_run(text).bold = number < bold


def test_a_bold_first_row_is_the_header_of_a_table(word: Document) -> None:
    table(word, ("Area", "Plans"), ("North", "3"), bold=1)
    document = read(word)
    assert texts_of(document) == [("table_row", "Area | Plans"), ("table_row", "North | 3")]
    assert [block.level for block in document.blocks] == [0, 1]


def test_a_marked_row_is_the_header_of_a_table(word: Document) -> None:
    table(word, ("Area", "Plans"), ("North", "3"))
    word.tables[0].rows[0]._tr.get_or_add_trPr().append(element("<w:tblHeader/>"))  # noqa: SLF001
    assert [block.level for block in read(word).blocks] == [0, 1]


@pytest.mark.parametrize("bold", [0, 2])
def test_a_table_without_a_marked_header_has_none(word: Document, bold: int) -> None:
    table(word, ("North", "3"), ("South", "4"), bold=bold)
    assert [block.level for block in read(word).blocks] == [1, 1]


def test_a_cell_of_several_lines_or_rows_stands_in_each_row_on_one_line(word: Document) -> None:
    made = word.add_table(3, 2)
    made.cell(0, 0).merge(made.cell(1, 0)).text = "North\nWest"
    for number in range(3):
        made.cell(number, 1).text = str(number)
    assert [text for _, text in texts_of(read(word))] == [
        "North West | 0",
        "North West | 1",
        "| 2",
    ]


def test_a_table_of_one_column_is_a_frame_around_text(word: Document) -> None:
    cell = word.add_table(1, 1).cell(0, 0)
    cell.text = "In a frame."
    cell.add_paragraph("item", style="List Bullet")
    assert texts_of(read(word)) == [("paragraph", "In a frame."), ("list_item", "item")]


def test_footnotes_stand_at_the_end_with_their_numbers(word: Document) -> None:
    insert(
        word,
        '<w:p><w:r><w:t>Bins</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        '<w:r><w:t xml:space="preserve"> are collected.</w:t></w:r>'
        '<w:r><w:footnoteReference w:id="9"/></w:r></w:p>',
    )
    notes = element(
        '<w:footnotes><w:footnote w:id="2"><w:p><w:r><w:t>Grey ones.</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    content = saved(word)
    (document,) = read_docx(
        with_parts(content, {"word/footnotes.xml": etree.tostring(notes)}), "a.docx"
    ).documents
    assert document.text == "Bins are collected.\n\n[1] Grey ones."
    assert texts_of(document) == [
        ("paragraph", "Bins are collected."),
        ("paragraph", "Grey ones."),
    ]


def test_the_table_of_contents_and_page_headers_are_dropped_and_told(word: Document) -> None:
    word.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    word.add_paragraph("Bins\t3", style="toc 1")
    word.add_paragraph("Text.")
    word.sections[0].header.paragraphs[0].text = "Council  papers"
    word.sections[0].footer.paragraphs[0].text = "In confidence"
    assert read(word).text == "Text."
    assert dropped(word) == [
        ("Bins 3", "table of contents"),
        ("In confidence", "header or footer"),
        ("Council papers", "header or footer"),
    ]


def test_pictures_are_passed_over(word: Document, tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(
        base64.b64decode(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
            "rkJggg=="
        )
    )
    word.add_picture(str(picture))
    word.add_paragraph("Text.")
    assert read(word).text == "Text."


def test_formulas_are_told_as_left_out(word: Document) -> None:
    word.add_paragraph("Text.")
    assert contents_of(word).notes == ()
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    insert(word, f'<w:p><m:oMath xmlns:m="{math}"><m:r><m:t>x</m:t></m:r></m:oMath></w:p>')
    assert contents_of(word).notes == ("It holds formulas, which are left out.",)


def test_properties_tell_title_author_and_company(word: Document) -> None:
    word.add_paragraph("Bins are emptied.")
    word.add_heading("A heading", 1)
    word.core_properties.title = "  Bin   plan "
    word.core_properties.author = "A. Writer"
    content = saved(word)
    app = part(content, "docProps/app.xml")
    named = app.replace("<Company/>", "<Company>The Council</Company>")
    content = with_parts(content, {"docProps/app.xml": named})
    (document,) = read_docx(content, "a.docx").documents
    assert document.metadata == Metadata(
        title="Bin plan", author="A. Writer", publisher="The Council"
    )


@pytest.mark.parametrize("title", ["", "Microsoft Word - plan.doc", "plan.docx", "Document1"])
def test_without_a_real_title_the_first_heading_is_it(word: Document, title: str) -> None:
    word.core_properties.title = title
    word.add_paragraph("Text.")
    assert read(word).metadata == Metadata()
    word.add_heading("Bins", 1)
    assert read(word).metadata == Metadata(title="Bins")


def test_the_title_in_the_text_goes_before_the_one_in_the_properties(word: Document) -> None:
    word.core_properties.title = "From a template"
    word.add_paragraph("Bins", style="Title")
    assert read(word).metadata.title == "Bins"


def test_a_dateline_near_the_top_is_the_date_and_no_text(word: Document) -> None:
    word.add_heading("Bins", 0)
    word.add_paragraph("Published: 6 July 2017")
    word.add_paragraph("Text.")
    word.add_paragraph("7 July 2017")
    document = read(word)
    assert document.metadata.date == "2017-07-06"
    assert document.text == "Bins\n\nText.\n\n7 July 2017"
    assert dropped(word) == [("Published: 6 July 2017", "date")]


def test_neither_a_date_further_down_nor_that_of_the_file_is_the_date(word: Document) -> None:
    for number in range(8):
        word.add_paragraph(f"Paragraph {number}.")
    word.add_paragraph("6 July 2017")
    assert read(word).metadata.date is None


def test_every_line_is_accounted_for_in_order(word: Document) -> None:
    word.add_paragraph("6 July 2017")
    word.add_paragraph("item", style="List Number")
    table(word, ("North", "3"), ("South", "4"))
    assert [(line.text, line.fate.value) for line in contents_of(word).lines] == [
        ("6 July 2017", "metadata"),
        ("1. item", "kept"),
        ("North | 3", "kept"),
        ("South | 4", "kept"),
    ]


def test_control_characters_of_xml_are_not_stored(word: Document) -> None:
    word.add_paragraph("a\ufeffb\u0085c \u202eshalom\u202c")
    assert read(word).text == "ab c \u202eshalom\u202c"


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("path", ["word/document.xml", "word/styles.xml", "docProps/core.xml"])
def test_entities_are_refused_in_every_part(word: Document, path: str, encoding: str) -> None:
    word.add_paragraph("Text.")
    content = saved(word)
    xml = BOMB + part(content, path).partition("?>")[2]
    assert refusal(with_parts(content, {path: xml.encode(encoding)})) == NO_ENTITIES


def test_an_entity_of_another_file_is_refused(word: Document) -> None:
    content = saved(word)
    xml = (
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">'
        + part(content, "word/document.xml").partition("?>")[2]
    )
    assert refusal(with_parts(content, {"word/document.xml": xml})) == NO_ENTITIES


@pytest.mark.parametrize(
    "parts",
    [
        {"word/document.xml": "<w:document"},
        {"word/document.xml": ""},
        {"word/document.xml": "<a/>"},
        {"word/document.xml": None},
        {"word/document.xml": "<a>" * 300 + "</a>" * 300},
        {"word/styles.xml": "no XML"},
        {"[Content_Types].xml": "<a>"},
    ],
    ids=["torn", "empty", "other", "none", "deep", "styles", "types"],
)
def test_a_damaged_document_is_refused(word: Document, parts: dict[str, str | None]) -> None:
    assert refusal(with_parts(saved(word), parts)) == DAMAGED


def test_a_part_that_unpacks_to_too_much_is_refused(word: Document) -> None:
    content = with_parts(saved(word), {"word/document.xml": b" " * (LIMITS.member_bytes + 1)})
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for path in old.namelist():
            new.writestr(path, old.read(path))
    assert refusal(packed.getvalue()) == (
        "a.docx cannot be read as a Word document: its part word/document.xml unpacks to more than "
        "500 times its size, so it is not safe to unpack."
    )


def test_a_picture_that_is_damaged_or_missing_does_no_harm(word: Document) -> None:
    word.add_paragraph("Text.")
    content = with_parts(saved(word), {"word/media/image1.png": b"no picture"})
    assert read_docx(content, "a.docx").documents[0].text == "Text."
    insert(
        word,
        '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="none"/>'
        "</v:shape></w:pict></w:r></w:p>",
    )
    assert read(word).text == "Text."


def test_marks_of_notes_typed_by_hand_are_no_part_of_numbers() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The council spends £120")
    for text, is_raised in [
        ("1", True),
        (" million on 12 m", False),
        ("2", True),
        (" each from the 1", False),
        ("st", True),
        (" of May.", False),
    ]:
        paragraph.add_run(text).font.superscript = is_raised
    note = document.add_paragraph()
    note.add_run("1").font.superscript = True
    note.add_run(" In 2023 prices.")
    assert [text for _, text in texts_of(read(document))] == [
        "The council spends £120 million on 12 m² each from the 1st of May.",
        "[1] In 2023 prices.",
    ]


def test_short_bold_paragraphs_are_headings_of_the_text_below_them() -> None:
    document = docx.Document()
    for text, is_bold in [
        ("Housing policy", True),
        ("The council builds homes.", False),
        ("Private renting", True),
        ("Landlords are licensed.", False),
        ("No deposit is kept.", True),
        ("It is given back.", False),
        ("All of it.", False),
        ("Signed by the leader", True),
    ]:
        document.add_paragraph().add_run(text).bold = is_bold
    read_back = read(document)
    assert texts_of(read_back) == [
        ("heading", "Housing policy"),
        ("paragraph", "The council builds homes."),
        ("heading", "Private renting"),
        ("paragraph", "Landlords are licensed."),
        ("paragraph", "No deposit is kept."),
        ("paragraph", "It is given back."),
        ("paragraph", "All of it."),
        ("paragraph", "Signed by the leader"),
    ]
    assert [block.level for block in read_back.blocks if block.level] == [1, 2]


def test_bold_type_says_nothing_where_most_of_the_text_is_bold() -> None:
    document = docx.Document()
    for text in ("Homes for all", "The council builds", "We license landlords"):
        document.add_paragraph().add_run(text).bold = True
    document.add_paragraph("Text.")
    assert {kind for kind, _ in texts_of(read(document))} == {"paragraph"}


@pytest.mark.parametrize(
    ("first", "title"), [("Housing policy", "Housing policy"), ("Introduction", "Template v3")]
)
@pytest.mark.parametrize("is_styled", [True, False])
def test_the_first_line_is_a_better_title_than_that_of_the_properties(
    first: str, title: str, is_styled: bool
) -> None:
    document = docx.Document()
    document.core_properties.title = "Template v3"
    if is_styled:
        document.add_heading(first, 1)
    else:
        document.add_paragraph().add_run(first).bold = True
    document.add_paragraph("The council builds homes.")
    assert read(document).metadata.title == title


def test_a_style_of_lists_tells_the_depth_of_its_items() -> None:
    document = docx.Document()
    for text, style in [("a", ""), ("b", " 2"), ("c", " 3"), ("d", "")]:
        document.add_paragraph(text, style=f"List Bullet{style}")
    read_back = read(document)
    assert [block.level for block in read_back.blocks] == [1, 2, 3, 1]
    assert read_back.text == "• a\n• b\n• c\n• d"
