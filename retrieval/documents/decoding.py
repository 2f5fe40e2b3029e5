"""From bytes to characters that every later room can rely on."""

from __future__ import annotations

import codecs
import re

import charset_normalizer

from retrieval.errors import UnreadableDocumentError

# Everything that has no place in a stored text: control characters except tab and line feed,
# lone surrogates (not storable as UTF-8), byte order marks and non-characters.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LINE_END = re.compile("\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")


def decode(content: bytes, name: str) -> str:
    """Decode a text file and normalise its line ends.

    UTF-8 is tried first because a valid UTF-8 file is hardly ever anything else; then, as
    charset-normalizer judges, the Windows code page of Western Europe, and what else there is.

    :raises UnreadableDocumentError: if the bytes are not text in any encoding.
    """
    text = _decode(content, name)
    return _UNSTORABLE.sub("", _LINE_END.sub("\n", text))


def _decode(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    else:
        # UTF-16 without a mark is valid UTF-8 full of NULs; a text file has none.
        if "\x00" not in text:
            return text
    best = None
    # Asked about all encodings, it takes "£5" for "Ł5" in code page 1250; UTF-16 and 32 have NULs.
    if b"\x00" not in content and not content.startswith(_UTF_16_MARKS):
        best = charset_normalizer.from_bytes(content, cp_isolation=["cp1252"]).best()
    best = best or charset_normalizer.from_bytes(content).best()
    if best is None:
        raise UnreadableDocumentError(
            f"{name} is not a text file in any known encoding; save it as UTF-8 text."
        )
    return str(best)
