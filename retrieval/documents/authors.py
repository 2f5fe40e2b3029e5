"""Which authors in a file's properties are people, and which are what programs write there."""

from __future__ import annotations

import re

_PROGRAM = re.compile(
    r"[\W\d_]*|.*\b(?:microsoft|adobe|acrobat|indesign|libreoffice|openoffice|python-docx|latex|"
    r"pdftex|reportlab|quark\w*|ghostscript|wkhtmltopdf|chrom(?:e|ium)|skia)\b.*|"
    r"\(?(?:anonymous|unspecified|unknown|author|user|windows user|admin|administrator)\)?",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"[a-z][a-z\d._-]*|\S*\\\S*")
"""The name of an account: one word in lower case, or one with the domain before it."""


def author_named(text: str | None) -> str | None:
    """Return who is named as the author of a file; ``None`` if that is nobody's name."""
    text = (text or "").strip()
    if not text or _PROGRAM.fullmatch(text) or _LOGIN.fullmatch(text):
        return None
    return text
