"""The parts of a Word file, unpacked under limits and made ready for mammoth.

What mammoth has no eye for is settled in the XML beforehand: hidden text goes, words inside fields
stay, styles that are based on headings count as headings, and the numbers of paragraphs are written
out.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.parsers import expat

from lxml import etree

from retrieval.documents.word.numbers import Numbers, number_of, value
from retrieval.documents.word.styles import Styles, outline_style
from retrieval.documents.zips import MemberError, ZipLimits, open_zip, unpack
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

LIMITS = ZipLimits(entries=5_000, member_bytes=40_000_000, ratio=500)
"""What a Word file may hold, pictures included. XML packs better than text does."""

MARKER = re.compile("\ue000([^\ue001]*)\ue001")
"""How the number of a paragraph is written before its text: between two private characters."""
DEEPER = "\ue004"
"""Stands before that number once for each level that only the style's name tells."""

_WANTED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|word/_rels/[^/]+\.rels|docProps/(?:core|app)\.xml"
    r"|word/(?:document|styles|numbering|footnotes|endnotes|header|footer)\d*\.xml"
)
_FURNITURE = re.compile(r"word/(?:header|footer)\d*\.xml")
_BODIES = frozenset({"document", "footnotes", "endnotes"})
_FALSE = ("0", "false", "off")
_REMOVED = tuple(
    "{*}" + name for name in ("blip", "imagedata", "commentReference", "annotationRef")
)
_OPENED = tuple("{*}" + name for name in ("fldSimple", "dir", "bdo", "hyperlink"))
"""What stands around words that belong to the text."""


@dataclass(frozen=True, slots=True)
class WordFile:
    """A Word file as far as it is read."""

    package: bytes
    """A smaller Word file for mammoth."""
    furniture: tuple[str, ...]
    """The paragraphs of its headers and footers."""
    has_formulas: bool
    properties: Mapping[str, str]
    """What its properties say, by name ("title", "creator", "Company")."""


def word_file(content: bytes, name: str) -> WordFile:
    """Unpack and prepare a Word file.

    :raises UnreadableDocumentError: if it is damaged, above the limits, or has a document type
        declaration, with which a few bytes of XML can stand for gigabytes or for other files.
    """
    parts = {path: _parse(part, name) for path, part in _unpacked(content, name)}
    root_of = {etree.QName(root).localname: root for root in parts.values()}
    styles = Styles(root_of.get("styles"))
    numbers = Numbers(root_of.get("numbering"))
    notes = {
        kind: {value(note, "id") for note in root_of[f"{kind}s"].iterfind(f"{{*}}{kind}")}
        if f"{kind}s" in root_of
        else set()
        for kind in ("footnote", "endnote")
    }
    for root in parts.values():
        if etree.QName(root).localname in _BODIES:
            _clean(root, notes)
            _mark_paragraphs(root, styles, numbers)
    if "styles" in root_of:
        _keep_names(root_of["styles"])
    return WordFile(
        package=_packed(parts),
        furniture=tuple(
            text
            for path, root in sorted(parts.items())
            if _FURNITURE.fullmatch(path)
            for text in _paragraph_texts(root)
        ),
        has_formulas=any(next(root.iter("{*}oMath"), None) is not None for root in parts.values()),
        properties={
            etree.QName(field).localname: " ".join(field.text.split())
            for path, root in parts.items()
            if path.startswith("docProps/")
            for field in root.iterchildren("{*}title", "{*}creator", "{*}Company")
            if field.text
        },
    )


def _unpacked(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    archive = open_zip(content, name, LIMITS)
    for entry in archive.infolist():
        if _WANTED.fullmatch(entry.filename):
            try:
                yield entry.filename, unpack(archive, entry, LIMITS)
            except MemberError as error:
                raise UnreadableDocumentError(
                    f"{name} cannot be read as a Word document: its part {entry.filename} {error}."
                ) from error


def _parse(part: bytes, name: str) -> _Element:
    try:
        _refuse_declarations(part, name)
        parser = etree.XMLParser(
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
        )
        return etree.fromstring(part, parser)
    except (expat.ExpatError, etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise damaged(name) from error


def damaged(name: str) -> UnreadableDocumentError:
    """Return the error for a Word file that does not hold what it should."""
    return UnreadableDocumentError(
        f"{name} is a damaged Word document; open it in Word, save it anew and add it again."
    )


def _refuse_declarations(part: bytes, name: str) -> None:
    """Parse up to the first element; a declaration can only stand before it."""

    class _RootReachedError(Exception):
        pass

    def on_declaration(*_: object) -> None:
        raise UnreadableDocumentError(
            f"{name} has an XML document type declaration, which no Word document has, so it is "
            "not safe to read."
        )

    def on_element(*_: object) -> None:
        raise _RootReachedError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = on_declaration
    parser.StartElementHandler = on_element
    try:
        parser.Parse(part, True)
    except _RootReachedError:
        return


def _clean(root: _Element, notes: Mapping[str, set[str]]) -> None:
    """Take out what is not seen or not text, and open what stands around text."""
    for element in _unseen(root, notes):
        if (parent := element.getparent()) is not None:
            parent.remove(element)
    for element in list(root.iter(*_OPENED)):
        _rename(element, "smartTag")
    for element in list(root.iter("{*}cr", "{*}ptab", "{*}br")):
        _rename(element, "br")  # Of any kind: it parts words.
        element.attrib.clear()


def _unseen(root: _Element, notes: Mapping[str, set[str]]) -> list[_Element]:
    found = list(root.iter(*_REMOVED))
    for element in root.iter("{*}AlternateContent"):
        if element.find("{*}Fallback") is not None:  # Both hold the same words.
            found += element.findall("{*}Choice")
    for kind, known in notes.items():
        found += [
            reference
            for reference in root.iter(f"{{*}}{kind}Reference")
            if value(reference, "id") not in known
        ]
    for mark in root.iter("{*}vanish", "{*}showingPlcHdr"):
        hidden = mark.getparent().getparent()
        if etree.QName(hidden).localname in ("r", "sdt") and value(mark) not in _FALSE:
            found.append(hidden)
    return found


def _rename(element: _Element, name: str) -> None:
    element.tag = f"{{{etree.QName(element).namespace}}}{name}"


def _keep_names(styles: _Element) -> None:
    """Leave of the styles what mammoth looks at; they are most of the XML of a short document."""
    for child in list(styles):
        if etree.QName(child).localname != "style":
            styles.remove(child)
        for field in list(child):
            if etree.QName(field).localname != "name":
                child.remove(field)


def _mark_paragraphs(root: _Element, styles: Styles, numbers: Numbers) -> None:
    """Give headings their style, and write the number of a paragraph before its text."""
    for paragraph in root.iter("{*}p"):
        properties = paragraph.find("{*}pPr")
        if properties is None or not _is_word(paragraph):
            continue
        mark = properties.find("{*}rPr")
        if mark is not None and (
            mark.find("{*}del") is not None or mark.find("{*}moveFrom") is not None
        ):
            continue
        style = properties.find("{*}pStyle")
        style_id = value(style)
        marker = _marker(properties, style_id, styles, numbers)
        level = properties.find("{*}outlineLvl")
        role = (outline_style(level) if level is not None else None) or styles.role(style_id)
        namespace = etree.QName(paragraph).namespace
        if role:
            if style is None:
                style = etree.SubElement(properties, f"{{{namespace}}}pStyle")
            style.set(f"{{{namespace}}}val", role)
        if marker:
            marker = DEEPER * styles.depth(style_id) + marker
            run = etree.Element(f"{{{namespace}}}r")
            etree.SubElement(run, f"{{{namespace}}}t").text = f"\ue000{marker}\ue001"
            properties.addnext(run)


def _is_word(paragraph: _Element) -> bool:
    return "wordprocessingml" in (etree.QName(paragraph).namespace or "")


def _marker(properties: _Element, style_id: str, styles: Styles, numbers: Numbers) -> str:
    own = properties.find("{*}numPr")
    of_style = styles.numbering(style_id)
    number = value(own.find("{*}numId")) if own is not None else ""
    depth = number_of(value(own.find("{*}ilvl")), -1) if own is not None else -1
    if of_style is not None and (not number or depth < 0):
        number = number or of_style[0]
        if depth < 0:
            stated = number_of(value(of_style[2].find("{*}ilvl")), -1)
            depth = stated if stated >= 0 else numbers.level_of_style(number, of_style[1])
    return numbers.next_marker(number, max(depth, 0))


def _paragraph_texts(root: _Element) -> Iterator[str]:
    for paragraph in root.iter("{*}p"):
        if text := " ".join("".join(t.text or "" for t in paragraph.iter("{*}t")).split()):
            yield text


def _packed(parts: Mapping[str, _Element]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, root in parts.items():
            archive.writestr(path, etree.tostring(root, encoding="utf-8", xml_declaration=True))
    return target.getvalue()
