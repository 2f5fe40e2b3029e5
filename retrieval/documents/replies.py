"""Which lines of a mail its sender wrote: no replies quoted below, no signature, no notices."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

QUOTED = "quoted reply"
SIGNATURE = "signature"

_QUOTE = re.compile(r"\s*>")
_ORIGINAL = re.compile(
    r"-{2,}\s*(?:original|forwarded) (?:message|appointment)\s*-{2,}|begin forwarded message:",
    re.IGNORECASE,
)
_WROTE = re.compile(r"on\b(?=.*[\d@]).{6,200}\bwrote:", re.IGNORECASE)
_WROTE_LINES = 3
"""How many lines "On 4 March 2024 A. B. <...> wrote:" may be broken into."""
_HEADER = re.compile(r"[*\s]*(from|sent|date|to|cc|subject)[*\s]*:", re.IGNORECASE)
_HEADER_LINES = 8
_MIN_HEADERS = 3
_RULE = re.compile(r"[_\-=*]{5,}")
_WARNING = re.compile(
    r"\W*(?:(?:caution|warning|external|security|notice|important)\b.{0,60})?"
    r"\bthis (?:e-?mail|message) (?:has )?(?:originate[sd]|came|comes|was sent|is) (?:from )?"
    r"(?:an? |the )?(?:outside|external)\b.*|you don['’]t often get e-?mails? from\b.*|"
    r"\[?external(?: e-?mail| sender)?\]?:?",
    re.IGNORECASE,
)
_CONFIDENTIAL = re.compile(
    r"\W*(?:(?:confidential(?:ity)?|disclaimer|legal|privacy)(?: notice| statement)?\W+)?"
    r"(?:this|(?:the )?(?:information|contents?)(?: contained)? (?:in|of) this) "
    r"(?:e-?mail|message|communication|transmission)\b.{0,120}"
    r"\b(?:confidential|intended|privileged|files? transmitted|attachments?|virus\w*)\b.*|"
    r"if you (?:have received|are not)\b.{0,40}\b(?:this e-?mail|intended recipient)\b.*|"
    r"(?:please )?(?:consider the environment|think) before (?:you print|printing)\b.*",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"sent (?:from|via|with) (?:my|outlook|mail|yahoo|gmail|the|samsung)\b.{0,60}|get outlook for .{1,30}",
    re.IGNORECASE,
)
_NOTICES = (
    ("warning of the mail system", _WARNING),
    ("confidentiality notice", _CONFIDENTIAL),
    (SIGNATURE, _DEVICE),
)
_NOTICE_LINES = 3
"""Lines of a notice that are enough to know it by."""
_GREETING = re.compile(r"(?:dear|hi|hello|good (?:morning|afternoon|evening))\b", re.IGNORECASE)
_DASHES = re.compile(r"--\s?$")
_CLOSING = re.compile(
    r"(?:with )?(?:(?:very |my )?(?:kind|kindest|best|warm|warmest|many)\s+)?(?:regards|wishes)|"
    r"(?:many |kind )?thanks(?: again| in advance| and (?:kind |best )?regards)?|thank you|"
    r"yours(?: (?:sincerely|faithfully|truly|ever))?|all the best|best|cheers|sincerely|"
    r"in solidarity",
    re.IGNORECASE,
)
_MIN_PROSE_WORDS = 8


def left_out(lines: Sequence[str]) -> list[str]:
    """Return for each line of a mail why it is not what the sender wrote; empty for what is.

    :param lines: lines or paragraphs; blank lines part those that belong together.
    """
    reasons = _quoted(lines)
    for position in range(len(lines)):
        if not reasons[position] and (reason := _notice(lines, position)):
            for i in range(position, _notice_end(lines, position)):
                reasons[i] = reasons[i] or reason
    _sign(lines, reasons)
    return reasons


def _quoted(lines: Sequence[str]) -> list[str]:
    """Tell what is quoted: lines behind ">", or all below what leads in an older mail."""
    reasons = [QUOTED if _QUOTE.match(line) else "" for line in lines]
    for position in range(len(lines)):
        size = 0 if reasons[position] else _lead(lines, position)
        if not size:
            continue
        under = (lines[i] for i in range(position + size, len(lines)))
        below = next((line for line in under if line.strip()), "")
        # What is marked line by line ends where the marks end, and an answer may stand below it.
        end = position + size if _QUOTE.match(below) else len(lines)
        reasons[position:end] = [QUOTED] * (end - position)
        for i in range(position - 1, -1, -1):
            if lines[i].strip() and not _RULE.fullmatch(lines[i].strip()):
                break
            reasons[i] = reasons[i] or QUOTED
    return reasons


def _lead(lines: Sequence[str], position: int) -> int:
    """Return how many lines lead in a quoted mail from here; 0 if none do."""
    first = lines[position].strip()
    if _ORIGINAL.fullmatch(first):
        return 1
    if first[:2].lower() == "on":
        joined = ""
        for size, line in enumerate(lines[position : position + _WROTE_LINES], start=1):
            joined = f"{joined} {line.strip()}".strip()
            if _WROTE.fullmatch(joined):
                return size
    header = _HEADER.match(first)
    if header is None or header[1].lower() not in ("from", "date", "sent"):
        return 0
    block = [line for line in lines[position : position + 2 * _HEADER_LINES] if line.strip()]
    names = {m[1].lower() for line in block[:_HEADER_LINES] if (m := _HEADER.match(line))}
    return 1 if "from" in names and len(names) >= _MIN_HEADERS else 0


def _notice(lines: Sequence[str], position: int) -> str:
    paragraph: list[str] = []
    for line in lines[position : position + _NOTICE_LINES]:
        if not line.strip():
            break
        paragraph.append(line.strip())
    joined = " ".join(paragraph)
    whole = lines[position].strip()
    return next((r for r, p in _NOTICES if p.fullmatch(whole if p is _DEVICE else joined)), "")


def _notice_end(lines: Sequence[str], position: int) -> int:
    if _DEVICE.fullmatch(lines[position].strip()):
        return position + 1
    for i in range(position + 1, len(lines)):
        if not lines[i].strip() or _GREETING.match(lines[i].strip()):
            return i
    return len(lines)


def _sign(lines: Sequence[str], reasons: list[str]) -> None:
    """Mark the signature: all below two dashes, or below "Kind regards"."""
    sizes = [0 if reason else _prose(line) for line, reason in zip(lines, reasons, strict=True)]
    above = list(accumulate(sizes, initial=0))
    signed = letter = False
    for position, line in enumerate(lines):
        if reasons[position]:
            continue
        if _DASHES.match(line):
            reasons[position:] = [reason or SIGNATURE for reason in reasons[position:]]
            return
        if _CLOSING.fullmatch(line.strip(" ,.!*\t\r")):
            # What was pasted in below a short covering letter is no signature.
            signed = True
            letter = above[position] >= above[-1] - above[position]
        if sizes[position] and not letter:
            signed = False
        if signed:
            reasons[position] = SIGNATURE


def _prose(line: str) -> int:
    count = len(line.split())
    return count if count >= _MIN_PROSE_WORDS else 0
