"""What a file is, told from its bytes."""

from __future__ import annotations

import email.message
import io

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from retrieval.documents.formats import Format, detect
from retrieval.errors import UnreadableDocumentError
from tests.retrieval.documents.word.files import saved
from tests.retrieval.documents.zip_files import overlapping, zipped
from tests.retrieval.texts import steady

PAGE = "<!DOCTYPE html>\n<html><head><title>Bins</title></head><body><p>Text.</p></body></html>"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


def pdf() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawString(72, 720, "Bins are collected.")
    canvas.save()
    return target.getvalue()


def message() -> bytes:
    mail = email.message.EmailMessage()
    mail["From"] = "council@example.org"
    mail["Subject"] = "Bins"
    mail.set_content("Bins are collected.")
    return mail.as_bytes()


def ole(*streams: str) -> bytes:
    """Return the beginning and the directory of a compound file with these streams."""
    entries = (f"{name}\0".encode("utf-16-le").ljust(64, b"\0") + bytes(64) for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(entries)


def refusal(content: bytes, name: str = "a.txt") -> str:
    with pytest.raises(UnreadableDocumentError) as caught:
        detect(content, name)
    return str(caught.value)


@pytest.mark.parametrize("name", ["a.pdf", "a.txt", "a.docx", "a.html", "a.zip", "a", "a.md"])
def test_the_bytes_decide_and_not_the_name(name: str) -> None:
    assert detect(pdf(), name) is Format.PDF
    assert detect(saved(docx.Document()), name) is Format.DOCX
    assert detect(PAGE.encode(), name) is Format.HTML
    assert detect(message(), name) is Format.MAIL
    assert detect(zipped({"a.txt": "Text."}), name) is Format.ARCHIVE


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("a.md", Format.MARKDOWN),
        ("A.MARKDOWN", Format.MARKDOWN),
        ("a.txt", Format.TEXT),
        ("a.pdf", Format.TEXT),
        ("README", Format.TEXT),
    ],
)
def test_the_name_parts_markdown_from_plain_text(name: str, format_: Format) -> None:
    assert detect(b"Bins are *collected*.", name) is format_


@pytest.mark.parametrize(
    ("text", "format_"),
    [
        ("---\ntitle: Bins\n---\nText.", Format.MARKDOWN),
        ("---\r\ntitle: Bins\r\n---\r\nText.", Format.MARKDOWN),
        ("# Bins\n\nText.\n\n## Days\n\nText.", Format.MARKDOWN),
        ("# Bins\n\nText.", Format.TEXT),
        ("---\nA rule.\n---\nText.", Format.TEXT),
        ("---\ntitle: Bins\nText.", Format.TEXT),
        ("#one\n#two", Format.TEXT),
        ("# Bins\n\n```\n# a comment\n# another\n```\n", Format.TEXT),
    ],
)
def test_markdown_under_another_name_is_told_by_front_matter_or_two_headings(
    text: str, format_: Format
) -> None:
    assert detect(text.encode(), "a.txt") is format_


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_markup_is_seen_in_every_encoding(encoding: str) -> None:
    assert detect(PAGE.encode(encoding), "a.txt") is Format.HTML
    assert detect("# Bins\n\n## Days\n".encode(encoding), "a.txt") is Format.MARKDOWN
    assert detect("Bins are collected.".encode(encoding), "a.txt") is Format.TEXT


@pytest.mark.parametrize(
    "text",
    [
        "<html>",
        "\n\n  <HTML lang='en'>",
        "<!-- saved from url=(0021)https://example.org/ -->\n<html>",
        "<!-- " + "x" * 40_000 + " --><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN'>",
        '<?xml version="1.0"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml">',
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">',
        "<meta charset='utf-8'><p>Text.</p>",
    ],
)
def test_a_page_is_html_under_any_name(text: str) -> None:
    assert detect(text.encode(), "a.md") is Format.HTML


@pytest.mark.parametrize("text", ["<p>Text.</p>", "<div align='center'>", "<h1>Bins</h1>"])
def test_a_part_of_a_page_is_html_unless_it_is_called_markdown(text: str) -> None:
    assert detect(text.encode(), "a.txt") is Format.HTML
    assert detect(text.encode(), "a.md") is Format.MARKDOWN


@pytest.mark.parametrize(
    "text", ["<council@example.org> wrote:", "<John Smith> Bins.", "a < b", "Text <b>bold</b>."]
)
def test_other_angle_brackets_are_text(text: str) -> None:
    assert detect(text.encode(), "a.txt") is Format.TEXT


@pytest.mark.parametrize(
    "text",
    [
        "From: a@example.org\nTo: b@example.org\n\nText.",
        "Received: from x\n\tby y;\n Thu, 6 Jul 2017\nX-Spam: no\nSubject: Bins\n\nText.",
        "From a@example.org Thu Jul  6 10:30:00 2017\nFrom: a@example.org\nDate: x\n\nText.",
        "From: <Saved by Blink>\nSubject: Bins\nMIME-Version: 1.0\nContent-Type: a;\n\tb=c\n\n--x",
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x",
    ],
)
def test_header_lines_make_a_mail(text: str) -> None:
    assert detect(text.encode(), "a.txt") is Format.MAIL


@pytest.mark.parametrize(
    "text",
    [
        "Subject: Bins\nDate: 6 July 2017\n\nText.",
        "From: the council\nText.",
        "From: the council\nBins are collected.\nDate: 6 July",
        "From June 2017 the council\ncollects bins.",
        "Note: one\nQuestion: two\n\nText.",
    ],
)
def test_other_lines_with_colons_are_text(text: str) -> None:
    assert detect(text.encode(), "a.txt") is Format.TEXT


def test_a_pdf_may_begin_within_the_first_kilobyte() -> None:
    assert detect(b"junk\n" * 200 + pdf(), "a.pdf") is Format.PDF
    assert detect(b"junk\n" * 205 + b"%PDF-1.7\n", "a.pdf") is Format.TEXT


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.pdf"])
def test_an_empty_file_is_refused(name: str) -> None:
    assert refusal(b"", name) == f"{name} is empty, so there is nothing to quote."


def test_what_a_polyglot_begins_with_decides() -> None:
    archive = zipped({"a.txt": "Text."})
    assert detect(pdf() + archive, "a.zip") is Format.PDF
    assert detect(PAGE.encode() + archive, "a.zip") is Format.HTML
    assert detect(PAGE.encode() + pdf(), "a.pdf") is Format.HTML
    assert detect(zipped({"a.pdf": pdf()}, 0), "a.pdf") is Format.ARCHIVE
    assert refusal(GIF + archive, "a.zip") == (
        "a.zip is a picture (GIF); add the text as a document instead."
    )


WORD = "save it as DOCX or PDF and add it again"
AS_PDF = "save it as PDF and add it again"
PICTURE = "add the text as a document instead"
SOUND = "add a transcript instead"
PACKED = "unpack it, or pack it as ZIP, and add that"
OTHER = "add a document instead"
ODF = "application/vnd.oasis.opendocument."


@pytest.mark.parametrize(
    ("content", "what", "remedy"),
    [
        (ole("Root Entry", "WordDocument"), "a Word 97 document", WORD),
        (ole("Root Entry", "Workbook"), "an Excel 97 workbook", AS_PDF),
        (ole("Book"), "an Excel 95 workbook", AS_PDF),
        (ole("PowerPoint Document"), "a PowerPoint 97 presentation", AS_PDF),
        (
            ole("__properties_version1.0", "WordDocument"),
            "an Outlook message",
            "save it as .eml or HTML and add it again",
        ),
        (ole("VisioDocument"), "a Visio drawing", AS_PDF),
        (ole("Else"), "a document of an old Office program", WORD),
        (
            ole("EncryptionInfo", "EncryptedPackage"),
            "protected by a password",
            "save it without one and add it again",
        ),
        (b"{\\rtf1\\ansi Text.}", "an RTF document", WORD),
        (b"%!PS-Adobe-3.0\n", "a PostScript file", AS_PDF),
        (b"AT&TFORM\x00\x00", "a DjVu document", AS_PDF),
        (b"x" * 60 + b"BOOKMOBI", "a Mobipocket book", AS_PDF),
        (b"\x89PNG\r\n\x1a\n", "a picture (PNG)", PICTURE),
        (b"\xff\xd8\xff\xe0", "a picture (JPEG)", PICTURE),
        (GIF, "a picture (GIF)", PICTURE),
        (b"II*\x00", "a picture (TIFF)", PICTURE),
        (b"MM\x00*", "a picture (TIFF)", PICTURE),
        (b"BM" + bytes(12) + b"\x28\x00\x00\x00", "a picture (BMP)", PICTURE),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a picture (WebP)", PICTURE),
        (b"\x00\x00\x00\x18ftypheic", "a picture (HEIF)", PICTURE),
        (b"\x00\x00\x01\x00\x01\x00", "a picture (ICO)", PICTURE),
        (b"8BPS\x00\x01", "a picture (Photoshop)", PICTURE),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a picture (SVG)", PICTURE),
        (b"ID3\x03\x00", "a sound recording (MP3)", SOUND),
        (b"\xff\xfb\x90\x00", "a sound recording (MP3)", SOUND),
        (b"OggS\x00\x02", "a recording (Ogg)", SOUND),
        (b"fLaC\x00", "a sound recording (FLAC)", SOUND),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a sound recording (WAV)", SOUND),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "a video (AVI)", SOUND),
        (b"\x00\x00\x00\x18ftypmp42", "a recording (MP4)", SOUND),
        (b"\x1a\x45\xdf\xa3", "a video (Matroska or WebM)", SOUND),
        (b"FLV\x01", "a video (Flash)", SOUND),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a recording (Windows Media)", SOUND),
        (b"\x00\x00\x01\xba", "a video (MPEG)", SOUND),
        (b"MThd\x00\x00\x00\x06", "a piece of music (MIDI)", OTHER),
        (b"\x1f\x8b\x08\x00", "packed with gzip", PACKED),
        (b"BZh91AY&SY", "packed with bzip2", PACKED),
        (b"\xfd7zXZ\x00", "packed with xz", PACKED),
        (b"\x28\xb5\x2f\xfd", "packed with Zstandard", PACKED),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive", PACKED),
        (b"Rar!\x1a\x07\x01\x00", "a RAR archive", PACKED),
        (b"MSCF\x00\x00\x00\x00", "a CAB archive", PACKED),
        (b"plan.txt".ljust(257, b"\x00") + b"ustar\x0000", "a tar archive", PACKED),
        (b"MZ\x90\x00\x03", "a Windows program", OTHER),
        (b"\x7fELF\x02", "a Linux program", OTHER),
        (b"\xcf\xfa\xed\xfe", "a macOS program", OTHER),
        (b"\xca\xfe\xba\xbe", "a Java or macOS program", OTHER),
        (b"\x00asm\x01", "a WebAssembly program", OTHER),
        (b"SQLite format 3\x00", "an SQLite database", OTHER),
        (b"OTTO\x00", "a font", OTHER),
        (
            b'<?xml version="1.0"?><rss version="2.0">',
            "a news feed",
            "save the pages that it lists and add those instead",
        ),
        (
            b'<feed xmlns="http://www.w3.org/2005/Atom">',
            "a news feed",
            "save the pages that it lists and add those instead",
        ),
        (
            b'<?xml version="1.0"?><policy/>',
            "an XML file",
            "save it as HTML, PDF or plain text and add it again",
        ),
        (
            b'<policy version="1" xmlns="https://example.org/">',
            "an XML file",
            "save it as HTML, PDF or plain text and add it again",
        ),
        (
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><html/>',
            "an XML file",
            "save it as HTML, PDF or plain text and add it again",
        ),
        (zipped({"xl/workbook.xml": "x"}), "an Excel workbook", AS_PDF),
        (zipped({"ppt/presentation.xml": "x"}), "a PowerPoint presentation", AS_PDF),
        (zipped({"visio/document.xml": "x"}), "a Visio drawing", AS_PDF),
        (zipped({"Index/Document.iwa": "x"}), "an iWork document", WORD),
        (zipped({"FixedDocSeq.fdseq": "x"}), "an XPS document", AS_PDF),
        (zipped({"AndroidManifest.xml": "x"}), "a program", OTHER),
        (
            zipped({"mimetype": "application/epub+zip"}),
            "an EPUB book",
            "save it as PDF or HTML and add it again",
        ),
        (
            zipped({"META-INF/container.xml": "x"}),
            "an EPUB book",
            "save it as PDF or HTML and add it again",
        ),
        (zipped({"mimetype": f"{ODF}text"}), "an OpenDocument text", WORD),
        (zipped({"mimetype": f"{ODF}spreadsheet"}), "an OpenDocument spreadsheet", AS_PDF),
        (zipped({"mimetype": f"{ODF}presentation"}), "an OpenDocument presentation", AS_PDF),
        (zipped({"mimetype": f"{ODF}graphics"}), "an OpenDocument file", AS_PDF),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do(
    content: bytes, what: str, remedy: str
) -> None:
    assert refusal(content, "a.docx") == f"a.docx is {what}; {remedy}."


@pytest.mark.parametrize(
    "text", ["BM is short.", "MZ: a mark.", "ID31 text", "II* and MM*", "8BPS", "RIFF of text WAVE"]
)
def test_words_that_look_like_magic_are_text(text: str) -> None:
    assert detect(text.encode(), "a.txt") is Format.TEXT


def test_zip_files_without_use_are_refused() -> None:
    assert refusal(zipped({}), "a.zip") == "a.zip is an archive with nothing in it."
    assert refusal(zipped({"a.txt": "Text."})[:50], "a.zip") == (
        "a.zip is a damaged ZIP file; make it anew and add it again."
    )
    assert "members overlap" in refusal(overlapping("a.txt", "b.txt", b"Text."))


@steady
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)))
def test_any_bytes_have_one_format_or_are_refused(content: bytes) -> None:
    try:
        assert detect(content, "a.txt") is detect(content, "a.txt")
    except UnreadableDocumentError as error:
        assert str(error).startswith("a.txt ")  # noqa: PT017 - most bytes are no error at all.


@pytest.mark.parametrize("lost", [b"", b"X" * 2000 + b"\n"], ids=["cut off", "far behind"])
def test_a_pdf_without_its_header_is_never_taken_for_text(lost: bytes) -> None:
    content = lost + b"1 0 obj\n<< /Type /Catalog >>\nendobj\nBT (Bins) Tj ET\n"
    with pytest.raises(UnreadableDocumentError) as error:
        detect(content, "a.pdf")
    assert str(error.value) == "a.pdf is a damaged PDF; get the file again and add that."


def test_a_text_that_only_names_the_parts_of_a_pdf_is_a_text() -> None:
    assert detect(b"An object ends with endobj. See 12 0 obj.", "a.txt") is Format.TEXT
