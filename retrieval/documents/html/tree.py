"""From the bytes of a saved page to a tree of elements, whatever the bytes are."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from retrieval.documents.decoding import decode
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE
)
_DECLARED_WITHIN_BYTES = 4096
_LATIN = ("iso8859-1", "ascii")
"""What browsers read as Windows code page 1252: https://encoding.spec.whatwg.org/#names-and-labels"""
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^>\[]*(?:\[.*?\]\s*>|>)", re.DOTALL | re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b\ud800-\udfff\ufeff\ufffe\uffff]")
"""Control characters, soft hyphens and other marks that no reader sees; white space is not here."""
_MAX_NAME_CHARACTERS = 300
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What the parser lets through as "&#1;" and refuses to take back when an element is moved."""


def decode_page(content: bytes, name: str, charset: str | None = None) -> str:
    """Decode a page by its mark, as UTF-8, as declared, or as charset-normalizer judges.

    UTF-8 comes before the declaration, because a browser that saves the page as it stands writes
    UTF-8 but leaves the page's own words about its encoding alone.

    :param charset: encoding that came with the page, such as that of a mail.
    :raises UnreadableDocumentError: if the bytes are not text in any encoding.
    """
    if b"\x1b" in content and (found := _declared(content)) and found.startswith("iso2022"):
        charset = found
    elif not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            content.decode("utf-8-sig")
        except UnicodeDecodeError:
            charset = _known(charset) or _declared(content)
        else:
            charset = None
    if charset is not None:
        # If the declaration is wrong, that leaves it to the judge.
        with suppress(UnicodeError, LookupError, TypeError):
            content = content.decode(charset).encode("utf-8", "ignore")
    return decode(content, name)


def parse_page(text: str, name: str) -> Any:
    """Parse a page into an ``lxml`` element; entities of its own are not expanded.

    :raises UnreadableDocumentError: if it is empty, or nested deeper than any reader could follow.
    """
    # The document type may hold entities of its own, and the declaration an encoding; both are
    # void here. Browsers ignore them too.
    text = _DOCTYPE.sub("", _XML_DECLARATION.sub("", text), count=1)
    parser = html.HTMLParser(encoding="utf-8", remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "ignore"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableDocumentError(
            f"{name} is a web page without any text; open the page, wait until its text is shown "
            "and save it again."
        ) from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise UnreadableDocumentError(
            f"{name} is nested too deeply to be read; copy the text of the page into a text file "
            "and add that."
        )
    for item in root.iter():
        for attribute in ("text", "tail"):
            if (found := getattr(item, attribute)) and _NO_XML.search(found):
                setattr(item, attribute, _NO_XML.sub("", found))
    return root


def name_of(element: Any) -> str:
    """Return the name of an element in lower case; comments and the like have none."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def words(text: str | None) -> str:
    """Return a text as one line, without what no reader sees."""
    return _UNSEEN.sub("", " ".join((text or "").split()))


def shortened(text: str | None) -> str | None:
    """Return a title or a name, cut at a word if it is longer than any real one."""
    if text is None or len(text) <= _MAX_NAME_CHARACTERS:
        return text
    whole, _, _ = text[:_MAX_NAME_CHARACTERS].rpartition(" ")
    return f"{whole or text[: _MAX_NAME_CHARACTERS - 1]}…"


def texts(element: Any) -> str:
    """Return all words of an element as one line, those of scripts and styles excepted."""
    return words(" ".join(_texts(element)))


def ancestors(element: Any) -> Iterator[Any]:
    """Yield an element and all that holds it, from the inside out."""
    while element is not None:
        yield element
        element = element.getparent()


def class_names(element: Any) -> list[str]:
    """Return the classes and the id of an element."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".split()


def _texts(element: Any) -> Iterator[str]:
    for item in element.iter():
        if name_of(item) not in ("script", "style", "") and item.text:
            yield item.text
        if item is not element and item.tail:
            yield item.tail


def _declared(content: bytes) -> str | None:
    found = _DECLARED.search(content[:_DECLARED_WITHIN_BYTES])
    return _known(found.group(1).decode("ascii")) if found else None


def _known(charset: str | None) -> str | None:
    try:
        name = codecs.lookup(charset).name if charset else None
    except LookupError:
        return None
    return "cp1252" if name in _LATIN else name
