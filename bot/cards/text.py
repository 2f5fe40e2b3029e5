"""Document text as Discord markdown that shows the same words and does nothing else.

Discord's client reads markdown with the rules of simple-markdown plus its own: a backslash before
an ASCII punctuation character makes that character plain and is not shown. discord.py's
``escape_markdown`` leaves ``<@id>``, ``<#id>``, ``</command:id>``, ``<t:...>``, custom emoji,
``:shortcodes:``, numbered lists and bare URLs alone, so this module does its own escaping.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"

MAX_URL = 400
"""Longest address that becomes a link, in characters; a longer one leaves no room for words."""

_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")

_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x9f"  # Controls.
    "\u00ad\u200b\u2060-\u2064\ufeff\u180e"  # Nothing to see, and able to hide what follows.
    "\u202a-\u202e\u2066-\u206f"  # Directions that reach beyond the text that sets them.
    "\ufff9-\ufffb"  # Interlinear annotation.
    "]"
)

_SPACE = re.compile("[\t\x1f]")

_SURROGATE = re.compile("[\ud800-\udfff]")

_MARKUP = re.compile(
    r"[\\*_~|`<\[\]]"  # Formatting, code, spoilers, mentions, times, custom emoji, masked links.
    r"|:(?!\s)"  # Bare URLs and :shortcodes:, also where the next piece goes on in bold.
    r"|@(?=everyone|here)"
)

_LINE_START = re.compile(r"^([^\S\n]*(?:[0-9]+(?=\.(?:\s|\Z)))?)([#>+.-])", re.MULTILINE)
"""Headings, block quotes, lists and small print begin like this."""

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
"""Before ASCII punctuation a backslash is not shown."""

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def clean(text: str) -> str:
    """Return the text without invisible characters that could disturb what stands around it.

    Every kind of line break becomes a line feed and a tab a space. Joiners inside words and emoji
    stay, and so does everything that can be seen.
    """
    if text.isascii() and text.isprintable():  # As most titles are: there is nothing to replace.
        return text
    text = _SPACE.sub(" ", _LINE_BREAKS.sub("\n", text))
    return _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", text))


def clean_line(text: str) -> str:
    """Return the cleaned text on one line, with single spaces."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """Return cleaned text as markdown that Discord shows character for character.

    It is safe at the start of a line as well as inside one.
    """
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", clean(text)))


def unescape(markdown: str) -> str:
    """Return the text that :func:`escape` and :func:`isolate` made this markdown of."""
    return _ESCAPED.sub(r"\1", markdown).strip(FIRST_STRONG_ISOLATE + POP_DIRECTIONAL_ISOLATE)


def isolate(line: str) -> str:
    """Wrap a line that holds right-to-left text so that it cannot reorder what follows it."""
    if line.isascii():
        return line
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in line):
        return f"{FIRST_STRONG_ISOLATE}{line}{POP_DIRECTIONAL_ISOLATE}"
    return line


def safe_url(url: str | None) -> str | None:
    """Return an address that may stand in a masked link, or ``None``.

    Only http and https to a plain host name pass: no credentials, which are used to disguise the
    host, and nothing that could end the link early.
    """
    if url is None or len(url) > MAX_URL or clean_line(url) != url or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not re.fullmatch(r"[a-z0-9.-]+", host):
        return None
    if "@" in parts.netloc:
        return None
    # "%" stays: what is already encoded must not be encoded twice.
    tail = quote(url.split("://", 1)[1][len(parts.netloc) :], safe="/?#%&=+,;:@!$~-._")
    address = f"{parts.scheme}://{host}{f':{port}' if port else ''}{tail}"
    return address if len(address) <= MAX_URL else None


def link(words: str, url: str | None) -> str:
    """Return escaped ``words`` as a masked link where the address is safe, else as they are."""
    address = safe_url(url)
    return words if address is None else f"[{words}]({address})"
