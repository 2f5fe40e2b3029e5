"""What becomes of saved web pages, those that a browser saved among them."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from retrieval.documents.contents import Fate
from retrieval.documents.html.reader import read_html
from retrieval.documents.mail import read_mail
from retrieval.domain import BlockKind, Comment
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from retrieval.documents.contents import FileContents
    from retrieval.domain import Metadata, ReadDocument

SAVED = Path(__file__).parent / "saved"
WRITTEN = SAVED.with_name("written")
FILES = sorted(
    path.relative_to(SAVED.parent).as_posix()
    for path in (*SAVED.glob("*.*html"), *WRITTEN.glob("*.html"), *WRITTEN.glob("*.eml"))
)
H, P, L, T = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW
PROSE = (
    "<p>Residents may book the common room for any evening of the week, but not for a party that "
    "goes on after eleven, because the walls of the building are thin.</p>"
    "<p>The caretaker holds the key and writes down who has borrowed it and for how long.</p>"
)
LONG = PROSE + (
    "<p>Whoever borrows the key gives it back in the morning and sweeps the floor before that.</p>"
)


def saved(name: str) -> FileContents:
    path = SAVED.parent / name
    reader = read_html if path.suffix == ".html" else read_mail
    return reader(path.read_bytes(), path.name)


def labels_of(name: str) -> list[tuple[str, str]]:
    """Return what a careful reader would do with each line of a file, and the lines."""
    path = SAVED.parent / name
    lines = (path.parent / "labels" / f"{path.name}.txt").read_text(encoding="utf-8").splitlines()
    return [(label, text) for label, text in (line.split(maxsplit=1) for line in lines)]


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def read(body: str, head: str = "") -> FileContents:
    return read_html(page(body, head), "page.html")


def article(inner: str, head: str = "") -> ReadDocument:
    (document,) = read(f"<main><h1>Common room</h1>{inner}</main>", head).documents
    return document


def metadata(inner: str = PROSE, head: str = "") -> Metadata:
    return article(inner, head).metadata


def blocks(document: ReadDocument) -> list[tuple[BlockKind, int, str]]:
    return [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks]


def added(inner: str) -> list[tuple[BlockKind, int, str]]:
    """Return the blocks that something between two stretches of prose is read as."""
    return blocks(article(PROSE + inner + LONG))[3:-3]


def fates(contents: FileContents) -> dict[str, tuple[Fate, str]]:
    return {line.text: (line.fate, line.reason) for line in contents.lines}


# What is kept of pages that a browser saved, and of pages written like those of real sites


@pytest.mark.parametrize("name", FILES)
def test_kept_lines_of_a_saved_page_are_those_that_were_labelled_by_hand(name: str) -> None:
    expected = labels_of(name)
    lines = saved(name).lines
    assert [line.text for line in lines] == [text for _, text in expected]
    told = {i for i, line in enumerate(lines) if line.fate in (Fate.KEPT, Fate.COMMENT)}
    right = {i for i, (fate, _) in enumerate(expected) if fate in ("kept", "comment")}
    assert len(told & right) / len(told) >= 0.97
    assert len(told & right) / len(right) >= 0.97


@pytest.mark.parametrize("name", FILES)
def test_readers_comments_are_told_from_the_article(name: str) -> None:
    comments = [text for label, text in labels_of(name) if label == "comment"]
    assert [line.text for line in saved(name).lines if line.fate is Fate.COMMENT] == comments


@pytest.mark.parametrize("name", FILES)
def test_every_kept_line_stands_in_a_document_and_nothing_else_does(name: str) -> None:
    contents = saved(name)
    kept = [x.text for x in contents.lines if x.fate in (Fate.KEPT, Fate.COMMENT)]
    assert [text for d in contents.documents for _, _, text in blocks(d)] == kept


def test_an_article_keeps_its_headings_lists_and_tables() -> None:
    (document,) = saved("saved/blog_post.html").documents
    assert blocks(document)[:20] == [
        (H, 1, "Lending out the tool shed: how it works now"),
        (
            P,
            0,
            (
                "From the first of June every plot holder may borrow from the tool shed without asking "
                "the committee beforehand. We have written the arrangements down here because last year "
                "two strimmers went missing and nobody could say who had signed for them."
            ),
        ),
        (H, 2, "Who may borrow"),
        (P, 0, "Anyone whose rent is paid up to date can borrow. This includes:"),
        (L, 1, "named plot holders and their registered co-workers;"),
        (L, 1, "people on the waiting list who help at a work day, but only for"),
        (L, 2, "hand tools, and"),
        (L, 2, "the wheelbarrows;"),
        (L, 1, "school groups"),
        (H, 6, "How long you may keep a tool"),
        (P, 0, "Hand tools come back the same evening."),
        (P, 0, "Powered tools come back within two hours, cleaned and with the tank full."),
        (T, 0, "Tool | Longest loan | Deposit"),
        (T, 1, "Fork or spade | One day | None"),
        (T, 1, "Strimmer | Two hours | £10"),
        (P, 0, "“If it is broken, say so. We would rather mend a tool than buy a new one.”"),
        (H, 2, "What happens if a tool is lost"),
        (L, 1, "Tell the shed warden within a day."),
        (L, 1, "The committee decides whether the deposit is kept."),
        (
            P,
            0,
            (
                "Questions go to the shed warden, who is there on Saturday mornings from nine until "
                "noon."
            ),
        ),
    ]


def test_comments_come_below_the_article_with_who_wrote_them_and_when() -> None:
    contents = saved("saved/blog_post.html")
    (document,) = contents.documents
    said = [(b.comment, document.text[b.start : b.end][:24]) for b in document.blocks if b.comment]
    assert said == [
        (Comment("Pat Lorne", "2019-05-14"), "I think the deposit for "),
        (Comment("Pat Lorne", "2019-05-14"), "Nobody asked the older m"),
        (Comment("Marian Okell", "2019-05-15"), "We did ask at the March "),
        (Comment("digger_dan", "2019-06-03"), "Can the key be kept at t"),
    ]
    assert contents.notes == ("Readers' comments are kept and marked as such.",)


def test_a_blog_archive_becomes_one_document_for_each_whole_post() -> None:
    contents = saved("saved/blog_archive.html")
    site = "http://www.quayside-residents.example/2016"
    assert [(d.metadata.title, d.metadata.date, d.metadata.url) for d in contents.documents] == [
        ("Bin store: what was decided", "2016-11-08", f"{site}/11/bin-store-decision/"),
        ("Visitor parking on match days", "2016-10-03", f"{site}/10/visitor-parking/"),
        ("Quiet hours", "2016-09-02", f"{site}/09/quiet-hours/"),
    ]
    assert {d.metadata.publisher for d in contents.documents} == {"Quayside Residents"}
    assert blocks(contents.documents[2]) == [
        (H, 1, "Quiet hours"),
        (P, 0, "Quiet hours run from ten at night until seven in the morning."),
    ]
    assert contents.notes == (
        "The page holds 3 articles; each is a document of its own.",
        "Entries that only lead to other pages were left out: 1.",
    )


def test_what_a_guidance_page_states_about_itself_is_read() -> None:
    (document,) = saved("saved/guidance.html").documents
    found = document.metadata
    assert (found.title, found.date) == ("Keeping a dog in a managed flat", "2022-03-04")
    assert found.publisher == "Office for Managed Housing"
    assert found.url == "http://www.guidance.example/guidance/dogs-in-flats"
    assert found.licence == "Open Licence v3.0"
    assert found.author is None
    assert document.format == "html"


def test_an_old_page_in_a_windows_encoding_is_read_with_its_address() -> None:
    (document,) = saved("saved/old_site.html").documents
    assert document.metadata.url == "http://www.harrowlanebaths.example/rules.htm"
    assert document.metadata.author == "Baths Committee"
    assert document.metadata.date == "2003-09-12"
    assert "The manager’s decision on the day is final – please don’t argue" in document.text
    assert "Single | £2.40 | £1.20\nTen swims | £20.00 | £10.00" in document.text


# Encodings


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("windows-1252", "utf-8"),  # A browser saves as UTF-8 and leaves the declaration alone.
        ("windows-1252", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("utf-8", "cp1252"),  # The declaration is wrong.
        ("nonsense", "cp1252"),
        ("utf-8", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("koi8-r", "koi8-r"),
    ],
)
def test_a_page_is_decoded_whatever_it_claims(declared: str, encoding: str) -> None:
    said = "Правила дома" if encoding == "koi8-r" else "The fee is “£5” – don’t pay more"
    text = f'<meta charset="{declared}"><h1>Fees</h1><p>{said}.</p>{PROSE}'
    (document,) = read_html(text.encode(encoding), "page.html").documents
    assert blocks(document)[1] == (P, 0, f"{said}.")


# Title, author, publisher, address, licence


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        ('<meta property="og:title" content="Pets"><title>Pets - A - B</title>', "Dogs", "Pets"),
        ("<title>Dogs and cats | Elm House</title>", "", "Dogs and cats"),
        ("<title>Dogs - cats - Elm House</title>", "Dogs - cats", "Dogs - cats"),
        ("<title>Dogs - a guide</title>", "", "Dogs - a guide"),
        (
            '<title>Dogs - Elm House</title><meta property="og:site_name" content="Elm House">',
            "",
            "Dogs",
        ),
        ("", "Dogs and cats", "Dogs and cats"),
        ("<title> </title>", "", None),
    ],
)
def test_title_is_the_one_stated_without_the_name_of_the_site(
    head: str, heading: str, title: str | None
) -> None:
    top = f"<h1>{heading}</h1>" if heading else ""
    assert read(top + PROSE, head).documents[0].metadata.title == title


LINKED_DATA = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("head", "inner", "author"),
    [
        ('<meta name="author" content="Ann Lee">', "", "Ann Lee"),
        ('<meta property="article:author" content="https://a.example/ann">', "", None),
        (
            LINKED_DATA.format('{"@type":"Article","author":[{"name":"Ann Lee"},{"name":"Bo"}]}'),
            "",
            "Ann Lee, Bo",
        ),
        ("", "<p>By Ann Lee</p>", "Ann Lee"),
        ("", "<p>6 May 2019 | Written by Ann Lee</p>", "Ann Lee"),
        ("", '<div class="meta">Our <a rel="author" href="/a">Ann Lee</a></div>', "Ann Lee"),
        ("", "<p>By the way, the key is kept by the caretaker.</p>", None),
    ],
)
def test_author_is_the_one_stated(head: str, inner: str, author: str | None) -> None:
    assert metadata(inner + PROSE, head).author == author


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        ('<meta property="og:site_name" content="Elm House">', "Elm House"),
        ('<meta name="DC.publisher" content="Elm House">', "Elm House"),
        (
            LINKED_DATA.format('{"@type":"NewsArticle","publisher":{"name":"Elm House"}}'),
            "Elm House",
        ),
        (LINKED_DATA.format('{"@type":"Event","publisher":{"name":"Elm House"}}'), None),
        (LINKED_DATA.format("{broken"), None),
        ("<title>Common room | Elm House</title>", None),
    ],
)
def test_publisher_is_the_one_stated(head: str, publisher: str | None) -> None:
    assert metadata(PROSE, head).publisher == publisher


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="https://a.example/x">', "https://a.example/x"),
        ('<meta property="og:url" content="https://a.example/y">', "https://a.example/y"),
        ("<!-- saved from url=(0019)https://a.example/z -->", "https://a.example/z"),
        ('<link rel="canonical" href="/x">', None),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<base href="https://a.example/">', None),
    ],
)
def test_address_is_the_one_stated(head: str, url: str | None) -> None:
    assert metadata(PROSE, head).url == url


def test_licence_is_the_one_that_is_linked_as_such() -> None:
    link = '<a rel="license" href="https://l.example/by/4.0"></a>'
    assert metadata(PROSE + link).licence == "https://l.example/by/4.0"
    assert metadata(PROSE + link.replace("></a>", ">CC BY 4.0</a>")).licence == "CC BY 4.0"
    assert metadata(PROSE + '<a href="https://l.example/by/4.0">CC BY</a>').licence is None


# Dates


@pytest.mark.parametrize(
    ("head", "date"),
    [
        (
            '<meta property="article:published_time" content="2019-05-14T23:30:00+00:00">',
            "2019-05-14",
        ),
        (LINKED_DATA.format('{"@type":"Article","datePublished":"2019-05-14"}'), "2019-05-14"),
        ('<meta name="DC.date.issued" content="2019-05">', "2019-05"),
        ('<meta name="date" content="04/05/2019">', "2019-05-04"),
        ('<meta name="originalpublicationdate" content="2019/05/14 08:00:00">', "2019-05-14"),
        ('<meta property="article:modified_time" content="2021-01-02">', None),
        ('<meta name="last-modified" content="2021-01-02">', None),
        ('<meta name="date.updated" content="2021-01-02">', None),
        ('<meta name="description" content="Minutes of 14 May 2019">', None),
        ('<link rel="canonical" href="https://a.example/2019/05/14/x">', None),
        ('<meta property="og:image" content="https://a.example/2019/05/14/x.jpg">', None),
    ],
)
def test_date_is_read_from_the_head_where_it_is_stated(head: str, date: str | None) -> None:
    assert metadata(PROSE, head).date == date


@pytest.mark.parametrize(
    ("above", "below", "date"),
    [
        ("<p>06.07.17</p>", "", "2017-07-06"),
        ("<p>Published: 3 March 2016</p><p>Last updated: 9 May 2018</p>", "", "2016-03-03"),
        ("<p>Last updated: 9 May 2018</p>", "", "2018-05-09"),
        (
            '<div class="meta">Today <time datetime="2016-03-03">last Thursday</time></div>',
            "",
            "2016-03-03",
        ),
        (
            '<div class="meta">On <time class="updated" datetime="2018-05-09">9 May</time> by <b class="fn">A</b></div>',
            "",
            "2018-05-09",
        ),
        (
            "",
            '<p>We meet on <time datetime="2030-01-02">2 January 2030</time> at seven in the hall of the school.</p>',
            None,
        ),
        ("", "<p>12 May 2019</p>", None),
        ("", "<footer>© 2024 Elm House, 12 May 2019</footer>", None),
    ],
)
def test_date_is_read_from_the_lines_above_the_text_only(
    above: str, below: str, date: str | None
) -> None:
    assert metadata(above + PROSE + below).date == date


def test_lines_that_tell_date_and_author_are_not_part_of_the_text() -> None:
    contents = read(f"<h1>Room</h1><p>06.07.17</p><p>By Ann Lee</p>{PROSE}")
    assert fates(contents)["06.07.17"] == (Fate.METADATA, "date")
    assert fates(contents)["By Ann Lee"] == (Fate.METADATA, "author")
    assert "06.07.17" not in contents.documents[0].text


# Structure


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<h3>Keys</h3>", [(H, 3, "Keys")]),
        ("<p><b>Lost keys</b></p>", [(H, 6, "Lost keys")]),
        ("<p><b>Lost keys cost money.</b></p>", [(P, 0, "Lost keys cost money.")]),
        ("<p>One  line\nof <i>words</i>.</p>", [(P, 0, "One line of words.")]),
        (
            "<p>First.<br>Second.<br><br>Third.</p>",
            [(P, 0, "First."), (P, 0, "Second."), (P, 0, "Third.")],
        ),
        (
            "<p>A line that was<br>broken for its looks.</p>",
            [(P, 0, "A line that was broken for its looks.")],
        ),
        ("<ul><li><p>One</p><p>more</p></li></ul>", [(L, 1, "One"), (L, 1, "more")]),
        ("<div><p>• One</p><p>• Two</p></div>", [(L, 1, "One"), (L, 1, "Two")]),
        (
            "<ul><li>Out<ul><li>In<ol><li>Inmost</ol></ul></ul>",
            [(L, 1, "Out"), (L, 2, "In"), (L, 3, "Inmost")],
        ),
        (
            "<table><tr><th>Day<th>Fee</tr><tr><td>Monday<td><p>£1</p><p>or £2</p></tr></table>",
            [(T, 0, "Day | Fee"), (T, 1, "Monday | £1 or £2")],
        ),
        (
            (
                '<table><tr><td>A<td><b>one</b> <a href="/x">two</a> three<td></tr>'
                "<tr><td><td>four<select><option>no</select><br>five<i hidden>no</i> six<td>x</tr></table>"
            ),
            [(T, 1, "A | one two three |"), (T, 1, "| four five six | x")],
        ),
        (
            "<table><tr><td><h2>Keys</h2><p>Keep them.</p></td><td>Aside</td></tr></table>",
            [(H, 2, "Keys"), (P, 0, "Keep them."), (P, 0, "Aside")],
        ),
        ("<dl><dt>Key</dt><dd>Opens a door.</dd></dl>", [(P, 0, "Key"), (P, 0, "Opens a door.")]),
        ("<pre>one\ntwo</pre>", [(P, 0, "one two")]),
        ("<p>co&shy;operate&#8203;</p>", [(P, 0, "cooperate")]),
        ('<h2>Keys<a class="headerlink" href="#keys">¶</a></h2>', [(H, 2, "Keys")]),
        ('<div class="note"><p>Mind the step.</p></div>', [(P, 0, "Mind the step.")]),
        ("<blockquote><p>Mind the step.</p></blockquote>", [(P, 0, "Mind the step.")]),
    ],
)
def test_structure_becomes_blocks(inner: str, expected: list[tuple[BlockKind, int, str]]) -> None:
    assert added(inner) == expected


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<ul><li>A<li>B</ul>", "• A\n• B"),
        ("<ol><li>A<li>B</ol>", "1. A\n2. B"),
        ('<ol start="4"><li>A<li value="9">B<li>C</ol>', "4. A\n9. B\n10. C"),
        ('<ol type="a"><li>A<li>B</ol>', "a. A\nb. B"),
        ('<ol type="I" start="4"><li>A<li>B</ol>', "IV. A\nV. B"),
    ],
)
def test_markers_of_lists_stay_in_the_text(markup: str, text: str) -> None:
    assert f"\n\n{text}\n\n" in article(PROSE + markup + LONG).text


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>var text = 'unseen';</script>",
        "<style>.unseen{}</style>",
        "<noscript>unseen</noscript>",
        "<template><p>unseen</p></template>",
        "<select><option>unseen</select>",
        "<!-- unseen -->",
    ],
)
def test_what_no_reader_sees_is_no_line(unseen: str) -> None:
    contents = read(f"<h1>Room</h1>{LONG}{unseen} and the rest of it.{PROSE}")
    assert not [line for line in contents.lines if "unseen" in line.text]
    assert "and the rest of it." in contents.documents[0].text


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Not shown.</p>",
        '<p style="color:red; display : none">Not shown.</p>',
        "<dialog>Not shown.</dialog>",
        '<span style="display:none">Not <b>shown</b>.</span>',
        '<div class="accordion"><div class="modal" hidden>Not shown.</div></div>',
    ],
)
def test_what_the_page_hides_is_in_the_account_and_not_in_the_text(hidden: str) -> None:
    contents = read(f"<h1>Room</h1><p>{PROSE}{hidden} and the rest of it.</p>{LONG}")
    assert fates(contents)["Not shown."] == (Fate.DROPPED, "hidden on the page")
    assert "Not shown" not in contents.documents[0].text
    assert "and the rest of it." in contents.documents[0].text


def test_a_page_that_shows_nothing_is_without_text() -> None:
    with pytest.raises(UnreadableDocumentError, match="without any text"):
        read(f"<div hidden><h1>Room</h1>{LONG}</div>")


SHUT = "<p>Rents rise once a year.</p>"


@pytest.mark.parametrize(
    ("markup", "heading"),
    [
        (
            (
                '<div class="section"><h2><button type="button">Rents</button></h2>'
                f'<div hidden="until-found">{SHUT}</div></div>'
            ),
            (H, 2, "Rents"),
        ),
        (
            f'<h3 class="ui-accordion-header">Rents</h3><div style="display: none;">{SHUT}</div>',
            (H, 3, "Rents"),
        ),
        (
            f'<div class="faq"><h4>Rents</h4><div aria-hidden="true">{SHUT}</div></div>',
            (H, 4, "Rents"),
        ),
        (
            f'<button class="accordion">Rents</button><div class="panel" hidden>{SHUT}</div>',
            (H, 3, "Rents"),
        ),
        (
            f'<button aria-controls="r">Rents</button><p></p><div id="r" hidden>{SHUT}</div>',
            (H, 3, "Rents"),
        ),
        (f"<details><summary><h3>Rents</h3></summary>{SHUT}</details>", (H, 3, "Rents")),
        (f"<h3><summary>Rents</summary></h3>{SHUT}", (H, 3, "Rents")),
        (f'<h3>Rents</h3><div role="tabpanel" hidden>{SHUT}</div>', (H, 3, "Rents")),
    ],
)
def test_what_a_reader_can_open_is_part_of_the_text(
    markup: str, heading: tuple[BlockKind, int, str]
) -> None:
    assert added(markup) == [heading, (P, 0, "Rents rise once a year.")]


# Footnote marks


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("The lift cost £120<sup>1</sup> million.", "The lift cost £120 million."),
        ("The lift cost £120 <sup>1</sup> million.", "The lift cost £120 million."),
        ('It ends in 2030<sup><a href="#f">2</a></sup> at last.', "It ends in 2030 at last."),
        ("It ends in 2030.<sup>1, 2</sup> At last.", "It ends in 2030. At last."),
        ("It ends (we hope)<sup>a</sup> soon.", "It ends (we hope) soon."),
        ("It ends soon<sup>*</sup>, or later.", "It ends soon, or later."),
        ('It ends soon<a href="#n1">[1]</a>, or later.', "It ends soon, or later."),
        ('It ends<sup id="r">[<a href="#n1">note 1</a>]</sup> soon.', "It ends soon."),
        ('It ends<a href="#n1" role="doc-noteref">1</a> soon.', "It ends soon."),
        ("It ends<!-- x --> in 2030<!-- y --><sup>1</sup> or so.", "It ends in 2030 or so."),
        ("The flat has 60 m<sup>2</sup> of floor.", "The flat has 60 m² of floor."),
        ("It weighs 3 × 10<sup>-6</sup> of that.", "It weighs 3 × 10⁻⁶ of that."),
        ("The fee is £9.<sup>99</sup> a day.", "The fee is £9.99 a day."),
        ("It rises by 2<sup>1</sup>/2 per cent.", "It rises by 2¹/2 per cent."),
        ("CO<sub>2</sub> is on the 1<sup>st</sup> floor.", "CO2 is on the 1st floor."),
        ("Form<sup>TM</sup> is a brand.", "FormTM is a brand."),
        ('See <a href="/1">1</a> and <a href="/2">2</a>.', "See 1 and 2."),
        ("<sup>1</sup> The lift was bought.", "1 The lift was bought."),
        ('<a href="#r1">[1]</a> The lift was bought.', "[1] The lift was bought."),
    ],
)
def test_footnote_marks_do_not_run_into_the_text(markup: str, text: str) -> None:
    assert added(f"<p>{markup}</p>") == [(P, 0, text)]


def test_footnote_marks_are_left_out_of_tables_and_titles() -> None:
    table = "<table><tr><th>Year<th>Fee</tr><tr><td>2030<sup>1</sup><td>£5<sup>2</sup></tr></table>"
    assert added(table) == [(T, 0, "Year | Fee"), (T, 1, "2030 | £5")]
    (document,) = read(f"<h1>Fees 2030<sup>1</sup></h1>{LONG}").documents
    assert document.metadata.title == "Fees 2030"


# What stands around an article


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ('<nav><a href="/x">Rooms X</a></nav>', "menu"),
        ('<ul class="main-menu"><li>Rooms X</li></ul>', "menu"),
        ('<div class="breadcrumbs"><a href="/">Rooms X</a></div>', "menu"),
        ('<div class="share-buttons">Rooms X</div>', "share links"),
        (
            '<p><a href="/x">Link to Instagram</a> <a href="/y">Link to Twitter X</a></p>',
            "icons",
        ),
        ('<div class="cookie-banner"><p>Rooms X use cookies.</p></div>', "cookie banner"),
        ('<div id="cookie-notice"><p>Rooms X use cookies.</p></div>', "cookie banner"),
        ('<section class="related-posts"><h3>Rooms X</h3></section>', "teaser"),
        ('<p><a href="/x">Read more: Rooms X</a></p>', "teaser"),
        ("<aside><p>Rooms X are open to all of you on every day.</p></aside>", "sidebar"),
        ("<footer><p>Rooms X are open to all of you.</p></footer>", "footer"),
        ("<p>© 2019 Rooms X</p>", "copyright"),
        ("<p>Copyright 2019 Rooms X. All rights reserved.</p>", "copyright"),
        ("<p>Comments Off on Rooms X</p>", "comment form"),
        ("<p>Add your comment</p>", "end of the article"),
        (
            "<div>Was this page helpful? <a href='/y'>Yes</a> <a href='/x'>No</a></div>",
            "feedback form",
        ),
        (
            "<h2>Contents</h2><ul><li><a href='#a'>Rooms X</a></li><li><a href='#b'>Y</a></li></ul>",
            "contents",
        ),
        ("<p><a href='#a'>Rooms X</a> | <a href='#b'>Rooms Y</a></p>", "contents"),
        ("<div class='foot'>Rooms X, High Street, Marlow. Telephone 01632 960000</div>", "footer"),
        (
            (
                "<div class='ccc'><p>We use cookies to give you the best experience.</p><p>Some are needed by "
                "Rooms X.</p><button>Accept all cookies</button></div>"
            ),
            "cookie banner",
        ),
        ("<form><p>Rooms X</p></form>", "form"),
        ("<figure><figcaption>Rooms X</figcaption></figure>", "caption"),
        ("<div class='newsletter-signup'><p>Rooms X</p></div>", "sign-up"),
        (
            "<div class='newsletter'><p>Sign up to Rooms X and read every week what is new in the house.</p></div>",
            "sign-up",
        ),
        (
            "<div class='donate'><p>Rooms X is free and stays free for as long as you pay.</p><input></div>",
            "sign-up",
        ),
        (
            "<div class='related'><p>Rooms X were opened by the mayor at last.</p><a href='/y'>Rooms Y</a></div>",
            "teaser",
        ),
        (
            "<div><div class='sidebar'><p>Rooms X are run by four friends who live in the house.</p></div></div>",
            "sidebar",
        ),
        (
            "<div class='ad'><p>Rooms X are the best that money can buy in this town.</p></div>",
            "advertisement",
        ),
        ("<table class='calendar'><tr><th>M<th>T</tr><tr><td>1<td>2</tr></table>", "calendar"),
        ("<table><tr><td><td>6<td>7<td>8<td>9</tr></table>", "calendar"),
        ("<div class='tags-links'>Rooms X</div>", "categories"),
        ("<p>Filed under <a href='/x'>Rooms X</a></p>", "categories"),
        ("<div role='dialog'><p>Rooms X</p></div>", "pop-up"),
    ],
)
def test_what_stands_around_an_article_is_left_out_with_a_reason(markup: str, reason: str) -> None:
    contents = read(f"<main><h1>Room</h1>{PROSE}{markup}{LONG}</main>")
    assert [x.reason for x in contents.lines if x.fate is Fate.DROPPED][:1] == [reason]
    assert len(contents.documents[0].blocks) == 6


@pytest.mark.parametrize(
    "markup",
    [
        "<p>12 responses to the consultation were received.</p>",
        "<p>Share the stairs with your neighbours.</p>",
        "<p>Copyright law lets you copy one chapter.</p>",
        "<ol type='a'><li>(c) keep the door shut</li></ol>",
        "<h2>Search</h2>",
        "<h2>Sharing</h2>",
        "<ul><li>Facebook</li><li>Instagram</li></ul>",
        "<p>See also section 3.</p>",
        '<p>More information is in <a href="/x">the handbook</a>.</p>',
        '<section id="sharing-your-data"><h2>Sharing your data</h2><p>We never share what you have told us with anyone else.</p></section>',
        '<section id="cookies"><h2>Cookies</h2><p>We use cookies to remember that you have signed in before.</p></section>',
        '<section id="feedback"><h2>Feedback</h2><p>The council explains every refusal to the tenant in writing.</p></section>',
        '<section id="donate"><h2>Gifts</h2><p>Officers must not take gifts worth more than ten pounds.</p></section>',
        '<section class="promo"><h2>Pledge</h2><p>Every notice is followed up on site within eight weeks.</p></section>',
        '<div class="info-box sidebar"><p>You must not keep any livestock other than hens and rabbits.</p></div>',
        '<div class="share"><p>Two households may share a plot if both sign the agreement.</p></div>',
        '<div><div class="share"><p>Two households may share a plot if both sign the agreement.</p></div></div>',
        '<p class="newsletter">Each house shows the quarterly newsletter on its notice board.</p>',
        '<div class="consent"><p>Whoever takes a picture in here asks for consent before that.</p></div>',
        '<section id="comments"><h2>Comments</h2><p>Comments on a plan are made within 21 days of the notice.</p></section>',
        '<div id="respond"><p>Tenants respond to the letter within ten days of its date.</p></div>',
        '<div class="widget widget_sow-editor"><h3 class="widget-title">Buses</h3></div>',
        '<div class="so-panel widget"><p>Carers may enter.</p></div>',
        '<div class="et_pb_promo"><p>Carers may enter.</p></div>',
        '<div class="fl-widget"><p>Carers may enter.</p></div>',
        '<div class="wpb_widgetised_column"><p>Carers may enter.</p></div>',
        '<div class="social-care"><p>Carers may enter.</p></div>',
        '<div class="elementor-widget elementor-widget-text-editor"><p>Carers may enter.</p></div>',
        '<div class="has-sidebar post-content"><p>Carers may enter.</p></div>',
        '<div class="term-calendar"><table><tr><th>Term<th>Begins</tr><tr><td>Autumn<td>4 September</tr></table></div>',
        '<ul><li><a href="/a">Form A</a></li><li><a href="/b">Form B</a></li></ul>',
    ],
)
def test_what_only_looks_like_furniture_stays(markup: str) -> None:
    contents = read(f"<main><h1>Room</h1>{PROSE}{markup}{LONG}</main>")
    assert [x.text for x in contents.lines if x.fate is not Fate.KEPT] == []


def test_a_list_of_the_pages_own_headings_is_known_by_the_address_of_the_page() -> None:
    head = '<link rel="canonical" href="https://a.example/x">'
    links = '<ul><li><a href="https://a.example/{0}#a">A</a><li><a href="https://a.example/{0}#b">B</a></ul>'
    for address, fate in (("x", Fate.DROPPED), ("y", Fate.KEPT)):
        contents = read(f"<main><h1>Room</h1>{PROSE}{links.format(address)}{LONG}</main>", head)
        assert {line.fate for line in contents.lines[3:5]} == {fate}


def test_a_cookie_banner_above_the_title_is_left_out() -> None:
    banner = "<div id='x'><p>We use cookies to give you the best of rooms, and some are needed.</p>"
    contents = read(f"{banner}<a href='#'>Got it</a></div><div><h1>Room</h1>{LONG}</div>")
    assert [line.reason for line in contents.lines[:2]] == ["cookie banner"] * 2
    assert contents.documents[0].text.startswith("Room\n\nResidents may book")


def test_a_standfirst_between_the_title_and_the_text_is_kept() -> None:
    standfirst = "<div><p>Residents book the room for any evening they like</p></div>"
    other = "<div><p><a href='/x'>Town council meets tonight for the last time</a></p></div>"
    story = f"<h1>Room</h1>{standfirst}{other}<div>{LONG}</div>"
    contents = read(f"<main><article>{story}</article></main>")
    assert [line.text[:14] for line in contents.lines if line.fate is not Fate.KEPT] == [
        "Town council m",
    ]


def test_a_title_of_endless_length_is_cut_at_a_word() -> None:
    title = metadata(PROSE, f"<title>{'Common room ' * 100}</title>").title
    assert title == "Common room " * 24 + "Common room…"
    assert metadata(PROSE, f"<title>{'x' * 1000}</title>").title == "x" * 299 + "…"


def test_reading_takes_time_in_proportion_to_the_articles() -> None:
    def seconds(articles: int) -> float:
        content = page("".join(entry(f"Title {i}", LONG) for i in range(articles)))
        begun = time.process_time()
        assert len(read_html(content, "page.html").documents) == articles
        return time.process_time() - begun

    seconds(10)
    # The garbage collector may have its turn in any of them.
    assert min(seconds(800) for _ in range(3)) < 8 * seconds(200)


def test_a_kicker_above_the_title_is_left_out() -> None:
    contents = read(f"<main><p>Guidance</p><h1>Room</h1>{LONG}</main>")
    assert fates(contents)["Guidance"] == (Fate.DROPPED, "not part of the article")


def test_a_title_that_names_a_policy_is_not_taken_for_a_link_to_it() -> None:
    (document,) = read(f"<h1>Privacy policy</h1>{LONG}").documents
    assert blocks(document)[0] == (H, 1, "Privacy policy")


# Several articles


def entry(title: str, text: str, more: str = "") -> str:
    return f'<article><h2><a href="/{title}">{title}</a></h2>{text}{more}</article>'


def test_each_article_of_a_page_takes_its_own_author_and_comments() -> None:
    first = entry("One", "<p>By Ann Lee</p>" + LONG)
    comments = '<div class="comments"><div class="comment" id="comment-1"><p>Too late for me.</p></div></div>'
    second = entry("Two", "<p>3 May 2018 by Bo Ek</p>" + LONG, comments)
    head = '<link rel="canonical" href="https://a.example/news/">'
    one, two = read(first + second, head).documents
    assert (one.metadata.title, one.metadata.author, one.metadata.date) == ("One", "Ann Lee", None)
    assert (two.metadata.title, two.metadata.author, two.metadata.date) == (
        "Two",
        "Bo Ek",
        "2018-05-03",
    )
    assert one.metadata.url == "https://a.example/One"
    assert [b.comment for b in one.blocks if b.comment] == []
    assert [b.comment for b in two.blocks if b.comment] == [Comment()]


def test_a_broken_link_of_a_heading_leaves_the_address_of_the_page() -> None:
    head = '<link rel="canonical" href="https://a.example/news/">'
    pair = entry("One", LONG).replace("/One", "http://[one") + entry("Two", LONG)
    urls = [document.metadata.url for document in read(pair, head).documents]
    assert urls == ["https://a.example/news/", "https://a.example/Two"]


def test_cards_of_other_articles_are_teasers() -> None:
    card = entry("Elsewhere", "<p>Something else happened on the far side of the town today.</p>")
    contents = read(f"<article><h1>Room</h1>{LONG}</article><div>{card}{card}{card}</div>")
    (document,) = contents.documents
    assert len(document.blocks) == 4
    assert fates(contents)["Elsewhere"] == (Fate.DROPPED, "teaser")


def test_sections_of_one_article_are_not_taken_apart() -> None:
    section = "<section><h2>Keys</h2><p>Keys are held by the caretaker.</p></section>"
    assert len(read(f"<main><h1>Room</h1>{LONG}{section}{section}</main>").documents) == 1


def test_a_page_that_only_announces_articles_is_refused() -> None:
    card = entry("One", "<p>Something happened on the far side of the town today.</p>")
    with pytest.raises(UnreadableDocumentError, match="holds menus and links but no article"):
        read(card * 4)


# Comments


@pytest.mark.parametrize(
    "sign",
    [
        "<a href='/r'>Reply</a>",
        "<p>Pat Lorne says:</p>",
        "<p>3 May 2019</p>",
        "<time>yesterday</time>",
        "<h4>Leave a reply</h4>",
        "<h4>12 comments</h4>",
        "<span class='comment-author'>Pat</span>",
        "<form><textarea></textarea></form>",
    ],
)
def test_a_discussion_of_unknown_structure_is_never_the_publishers(sign: str) -> None:
    said = "I would rather have seen that the room stays open all night."
    talk = f"<div id='comments'><h3>Talk</h3><p>{said}</p>{sign}</div>"
    contents = read(f"<h1>Room</h1>{LONG}{talk}")
    assert fates(contents)[said] == (Fate.COMMENT, "")
    assert fates(contents)["Talk"] == (Fate.DROPPED, "around the comments")
    assert contents.documents[0].blocks[-1].comment == Comment()


def test_a_list_in_a_comment_is_not_deepened_by_the_list_of_comments() -> None:
    comment = '<ol class="comment-list"><li class="comment">I say:<ul><li>no</li></ul></li></ol>'
    (document,) = read(f"<h1>Room</h1>{LONG}<div id='comments'>{comment}</div>").documents
    assert blocks(document)[-2:] == [(P, 0, "I say:"), (L, 1, "no")]


@pytest.mark.parametrize(
    "shape",
    [
        '<div class="comment"><b class="fn">{}</b><div class="comment-body">{}</div>{}</div>',
        (
            '<li class="comment" id="comment-1"><div class="comment-body" id="div-comment-1">'
            '<p class="comment-author">{} says:</p><p>{}</p></div><ul class="children">{}</ul></li>'
        ),
        '<div class="comment-item"><div class="comment-author">{}</div><p>{}</p>{}</div>',
        (
            '<div itemscope itemtype="https://schema.org/Comment"><i itemprop="author">{}</i>'
            "<p>{}</p>{}</div>"
        ),
    ],
)
def test_a_reply_is_not_attributed_to_whom_it_answers(shape: str) -> None:
    talk = shape.format("Pat", "It is too late.", shape.format("Bo", "It never is.", ""))
    (document,) = read(f'<h1>Room</h1>{LONG}<div class="comments">{talk}</div>').documents
    said = [(b.comment, document.text[b.start : b.end]) for b in document.blocks if b.comment]
    assert said == [(Comment("Pat"), "It is too late."), (Comment("Bo"), "It never is.")]


def test_a_page_with_comments_alone_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match="no article"):
        read('<div id="comments"><div class="comment"><p>I say no to all of this.</p></div></div>')


# What can go wrong


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n ",
        b"<!-- nothing -->",
        b"<html><body></body></html>",
        b"<html><body><script>document.write('text')</script></body></html>",
        b"<html><frameset><frame src=a></frameset></html>",
    ],
)
def test_a_page_without_text_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read_html(content, "page.html")
    assert str(caught.value) == (
        "page.html is a web page without any text; open the page, wait until its text is shown and "
        "save it again."
    )


@pytest.mark.parametrize(
    "body",
    [
        '<nav><ul><li><a href="/a">Home</a></li></ul></nav>',
        '<div><a href="/a">Home</a> <a href="/b">News</a> <a href="/c">Our services</a></div>',
        "<h1>Room</h1>",
    ],
)
def test_a_page_with_a_menu_alone_is_refused(body: str) -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read(body)
    assert str(caught.value) == (
        "page.html holds menus and links but no article; open the article that is meant and save "
        "that page."
    )


@pytest.mark.parametrize("tag", ["div", "span", "ul><li", "table><tr><td", "blockquote", "b"])
def test_a_page_nested_without_end_is_refused(tag: str) -> None:
    with pytest.raises(
        UnreadableDocumentError, match=r"^page\.html is nested too deeply to be read"
    ):
        read(f"<{tag}>" * 100_000 + "text")


def test_a_page_nested_as_deeply_as_any_real_one_is_read() -> None:
    (document,) = read("<div>" * 200 + LONG).documents
    assert len(document.blocks) == 3


def test_entities_of_the_page_itself_are_not_expanded() -> None:
    laughs = "".join(
        f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "laugh" * 10}">' for i in range(10)
    )
    outside = '<!ENTITY f SYSTEM "file:///etc/passwd">'
    text = f"<!DOCTYPE html [{laughs}{outside}]><h1>Room</h1>{LONG}<p>Say &l9; and &f; now.</p>"
    lines = read_html(text.encode(), "page.html").lines
    assert [lines[0].text, lines[-1].text] == ["Room", "Say &l9; and &f; now."]


def test_a_page_of_xhtml_with_a_declaration_is_read() -> None:
    text = f'<?xml version="1.0" encoding="utf-8"?><html><body>{LONG}</body></html>'
    assert len(read_html(text.encode(), "page.html").documents[0].blocks) == 3


@pytest.mark.parametrize(
    "broken",
    [
        "<p>Mind &#1; the &#xD800; step.\x00\x0b</p>",
        '<p foo="bar" 00:00"=\'\'>Mind the step.',
        "<table><tr><td><p>Mind the <b>step</td></p></b></i>",
        '<meta property="published date" 00:00"="" content="\x01">',
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        '<a href="http://[broken">Mind the step.</a>',
        '<link rel="canonical" href="http://[broken">',
        "<nav>Menu</nav>&#1; after the menu",
        '<meta name="author" content="http://[broken">',
        "⠀⠁⠂ braille ⠃⠄⠅",
    ],
)
def test_broken_markup_costs_nothing_else_of_the_page(broken: str) -> None:
    (document,) = read(f"<h1>Room</h1>{PROSE}{broken}{LONG}").documents
    assert blocks(document)[0] == (H, 1, "Room")
    assert "The caretaker holds the key" in document.text
    assert "Whoever borrows the key" in document.text


def test_reading_opens_no_socket_and_says_nothing_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    head = '<base href="https://a.example/"><link rel="canonical" href="https://a.example/x">'
    read(f'<h1>Room</h1><iframe src="https://a.example/y"></iframe>{LONG}', head)
    with pytest.raises(UnreadableDocumentError):
        read("<nav>Menu of the whole site</nav>")
    assert caplog.records == []
