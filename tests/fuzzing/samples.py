"""A small whole document of each format, made by real tools, and the pieces that mix them up."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from functools import cache
from typing import TYPE_CHECKING

import docx
from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import ListFlowable, PageBreak, Paragraph, SimpleDocTemplate, Table

if TYPE_CHECKING:
    from collections.abc import Callable

PARAGRAPH = (
    "A carer may ask the council for an assessment at any time, whether or not the person cared "
    "for is assessed too. The council must answer within 28 days, and it must say why."
)
ITEMS = ("help at home", "a break of a few days", "equipment")
ROWS = (("Year", "Budget"), ("2016", "£12.5m"), ("2017", "£11.9m"))

NAMES = {
    "markdown": "a.md",
    "text": "a.txt",
    "utf16": "a.txt",
    "html": "a.html",
    "mail": "a.eml",
    "pdf": "a.pdf",
    "docx": "a.docx",
    "archive": "a.zip",
}
"""The file name of each sample."""

MARKDOWN = f"""\
---
title: Carers
date: 2017-09-06
---
# Carers

{PARAGRAPH}

Carers may get:

- {ITEMS[0]}
  1. {ITEMS[1]}
- {ITEMS[2]}

| {" | ".join(ROWS[0])} |
|---|---|
| {" | ".join(ROWS[1])} |

[More](https://example.org) & `code` <b>bold</b>
"""

TEXT = f"""\
Carers and what they may ask for

Posted on 06.07.17 by A. Author

{PARAGRAPH}

Carers may get:
• {ITEMS[0]}
• {ITEMS[1]}

Link to Instagram Link to Twitter

2 comments
"""

HTML = f"""\
<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Carers | Example Council</title>
<meta property="article:published_time" content="2017-09-06"><meta name="author" content="A. Author">
<style>p {{ color: red }}</style><script>var x = "<p>no</p>";</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<main><article><h1>Carers</h1><p>{PARAGRAPH}</p><h2>Help</h2><p>Carers may get:</p>
<ul><li>{ITEMS[0]}<ol><li>{ITEMS[1]}</li></ol></li><li>{ITEMS[2]}</li></ul>
<table><tr><th>Year</th><th>Budget</th></tr><tr><td>2016</td><td>&pound;12.5m</td></tr></table>
<blockquote><p>{PARAGRAPH}</p></blockquote></article>
<section id="comments"><h3>1 comment</h3><div class="comment"><cite>B. Reader</cite>
<time datetime="2017-09-08">8 September 2017</time><p>I asked and nobody answered me.</p></div></section>
</main><footer><p>© Example Council. <a href="/privacy">Privacy</a></p></footer></body></html>
"""


PIECES = (
    b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"\x00", b"\xd0\xcf\x11\xe0", b"\x1b[31m",
    b"<!DOCTYPE html>", b"<html>", b"<p>", b"</div>", b"<!--", b"<![CDATA[", b"<table><tr><td>", b"<script>",
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd"><!ENTITY c "&b;&b;">]>', b"&c;", b"&#0;", b"&#xd800;",
    b"<w:p>", b'<w:gridSpan w:val="99999"/>', b'<w:ilvl w:val="-1"/>', b'<w:numId w:val="999999999999"/>',
    b"---\n", b"title: [\n", b"date: 2017-13-99\n", b"# ", b"> " * 50, b"- " * 50, b"|---|" * 20, b"[" * 200, b"```\n",
    b"/Length -1", b"/Length 999999999", b"/Kids [1 0 R]", b"1 0 R", b"/Filter /FlateDecode", b"endobj", b"startxref\n0\n",
    b"/Count 99999999", b"-1", b"1e308", b"99999999999999999999", b"/Encrypt 1 0 R", b"(\\", b"<<", b">>", b"BT", b"ET",
    b"From: a@example.org\n", b"Content-Type: multipart/mixed; boundary=x\n\n", b"--x\n", b"=?utf-8?q?=FF?=",
    b"Content-Transfer-Encoding: base64\n\n", b"Content-Type: text/plain; charset=no-such\n\n",
    "\u202e\u2028\u00ad\u200b\ufffe".encode(), "\U0001f600".encode(), b"\xed\xa0\x80", b"\r", b"\n\n", b"\x0c", b"06.07.17\n",
)  # fmt: skip
"""What is inserted into samples: beginnings of other formats, and what parsers trip over."""


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a ZIP file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """Return the members of a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _mail() -> bytes:
    mail = EmailMessage()
    mail["From"] = "A. Author <author@example.org>"
    mail["To"] = "members@example.org"
    mail["Subject"] = "Carers – what they may ask for"
    mail["Date"] = "Wed, 06 Sep 2017 10:00:00 +0100"
    mail.set_content(TEXT)
    mail.add_alternative(HTML, subtype="html")
    mail.set_boundary("boundary")
    return mail.as_bytes()


def _pdf() -> bytes:
    styles = getSampleStyleSheet()
    body = styles["BodyText"]
    buffer = io.BytesIO()
    pdf = SimpleDocTemplate(
        buffer, title="Carers", author="A. Author", pageCompression=0, invariant=1
    )
    pdf.build(
        [
            Paragraph("Carers", styles["Heading1"]),
            Paragraph(PARAGRAPH, body),
            ListFlowable([Paragraph(item, body) for item in ITEMS], bulletType="bullet"),
            PageBreak(),
            Paragraph(PARAGRAPH, body),
            Table(ROWS, style=[("GRID", (0, 0), (-1, -1), 1, colors.black)]),
        ]
    )
    return buffer.getvalue()


def _docx() -> bytes:
    document = docx.Document()
    document.core_properties.title = "Carers"
    document.add_heading("Carers", 1)
    document.add_paragraph(PARAGRAPH)
    for item in ITEMS:
        document.add_paragraph(item, style="List Bullet")
    table = document.add_table(rows=0, cols=2)
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _archive() -> bytes:
    return zipped(
        {f"folder/{NAMES[key]}": sample(key) for key in ("markdown", "html", "pdf", "docx")}
    )


_MADE: dict[str, Callable[[], bytes]] = {
    "markdown": MARKDOWN.encode,
    "text": lambda: TEXT.encode("cp1252"),
    "utf16": lambda: TEXT.encode("utf-16"),
    "html": HTML.encode,
    "mail": _mail,
    "pdf": _pdf,
    "docx": _docx,
    "archive": _archive,
}


@cache
def sample(format_: str) -> bytes:
    """Return a document of a format, a key of ``NAMES``."""
    return _MADE[format_]()
