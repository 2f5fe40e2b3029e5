"""Kinds of files that cannot be read, told by the bytes that they begin with."""

from __future__ import annotations

import re

_TEXT = "save it as DOCX or PDF and add it again"
_PDF = "save it as PDF and add it again"
_PICTURE = "add the text as a document instead"
_SOUND = "add a transcript instead"
_PACKED = "unpack it, or pack it as ZIP, and add that"
_OTHER = "add a document instead"

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (rb"\{\\rtf", "an RTF document", _TEXT),
    (rb"%!PS", "a PostScript file", _PDF),
    (rb"AT&TFORM", "a DjVu document", _PDF),
    (rb".{60}BOOKMOBI", "a Mobipocket book", _PDF),
    (rb"\x89PNG\r\n", "a picture (PNG)", _PICTURE),
    (rb"\xff\xd8\xff", "a picture (JPEG)", _PICTURE),
    (rb"GIF8[79]a", "a picture (GIF)", _PICTURE),
    (rb"II\*\x00|MM\x00\*|II\+\x00|MM\x00\+", "a picture (TIFF)", _PICTURE),
    (rb"BM.{4}\x00{4}.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\x00{3}", "a picture (BMP)", _PICTURE),
    (rb"RIFF.{4}WEBP", "a picture (WebP)", _PICTURE),
    (rb".{4}ftyp(?:heic|heix|mif1|msf1|avif)", "a picture (HEIF)", _PICTURE),
    (rb"\x00\x00[\x01\x02]\x00[\x01-\xff]\x00", "a picture (ICO)", _PICTURE),
    (rb"8BPS\x00\x01", "a picture (Photoshop)", _PICTURE),
    (rb"ID3[\x02-\x04]|\xff[\xfb\xfa\xf3\xf2]", "a sound recording (MP3)", _SOUND),
    (rb"OggS\x00", "a recording (Ogg)", _SOUND),
    (rb"fLaC", "a sound recording (FLAC)", _SOUND),
    (rb"RIFF.{4}WAVE", "a sound recording (WAV)", _SOUND),
    (rb"RIFF.{4}AVI ", "a video (AVI)", _SOUND),
    (rb".{4}ftyp", "a recording (MP4)", _SOUND),
    (rb"\x1a\x45\xdf\xa3", "a video (Matroska or WebM)", _SOUND),
    (rb"FLV\x01", "a video (Flash)", _SOUND),
    (rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a recording (Windows Media)", _SOUND),
    (rb"\x00\x00\x01[\xb3\xba]", "a video (MPEG)", _SOUND),
    (rb"MThd\x00\x00\x00\x06", "a piece of music (MIDI)", _OTHER),
    (rb"\x1f\x8b\x08", "packed with gzip", _PACKED),
    (rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)", "packed with bzip2", _PACKED),
    (rb"\xfd7zXZ\x00", "packed with xz", _PACKED),
    (rb"\x28\xb5\x2f\xfd", "packed with Zstandard", _PACKED),
    (rb"7z\xbc\xaf\x27\x1c", "a 7z archive", _PACKED),
    (rb"Rar!\x1a\x07", "a RAR archive", _PACKED),
    (rb"MSCF\x00{4}", "a CAB archive", _PACKED),
    (rb".{257}ustar", "a tar archive", _PACKED),
    (rb"MZ(?=.{0,62}\x00)", "a Windows program", _OTHER),
    (rb"\x7fELF", "a Linux program", _OTHER),
    (rb"\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe", "a macOS program", _OTHER),
    (rb"\xca\xfe\xba\xbe", "a Java or macOS program", _OTHER),
    (rb"\x00asm\x01", "a WebAssembly program", _OTHER),
    (rb"SQLite format 3\x00", "an SQLite database", _OTHER),
    (rb"wOF[F2]|OTTO\x00|\x00\x01\x00\x00\x00", "a font", _OTHER),
)
"""What a file begins with, what it is, and what to do about it; the first that fits is taken."""
_PATTERNS = tuple((re.compile(magic, re.DOTALL), what, remedy) for magic, what, remedy in _MAGIC)
_LONGEST_MAGIC = 512

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Compound files ([MS-CFB] 2.2) hold named streams, as a small file system does."""
_OLE_KINDS = (
    # First, because what is attached to a message is a part of it.
    ("__properties_version1.0", "an Outlook message", "save it as .eml or HTML and add it again"),
    ("EncryptedPackage", "protected by a password", "save it without one and add it again"),
    ("WordDocument", "a Word 97 document", _TEXT),
    ("Workbook", "an Excel 97 workbook", _PDF),
    ("Book", "an Excel 95 workbook", _PDF),
    ("PowerPoint Document", "a PowerPoint 97 presentation", _PDF),
    ("VisioDocument", "a Visio drawing", _PDF),
)
_OLE_OTHER = ("a document of an old Office program", _TEXT)


def kind_by_magic(content: bytes) -> tuple[str, str] | None:
    """Tell a file that cannot be read.

    :returns: what it is, as in "a picture (GIF)", and what to do about it; ``None`` for all others.
    """
    if content.startswith(_OLE):
        return _ole_kind(content)
    head = content[:_LONGEST_MAGIC]
    for pattern, what, remedy in _PATTERNS:
        if pattern.match(head):
            return what, remedy
    return None


def _ole_kind(content: bytes) -> tuple[str, str]:
    for stream, what, remedy in _OLE_KINDS:
        # A stream's entry begins with its name and a NUL in UTF-16, padded to 64 bytes.
        if f"{stream}\0".encode("utf-16-le").ljust(64, b"\0") in content:
            return what, remedy
    return _OLE_OTHER
