"""A mail that was written as a page: what in it is quoted, a signature or a notice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from retrieval.documents.html.tree import class_names, name_of
from retrieval.documents.replies import QUOTED, SIGNATURE, left_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.documents.html.pieces import VisibleLine

_QUOTE = re.compile(
    r"(?:x_)*(?:gmail_(?:quote|attr|quote_container)|yahoo_quoted|protonmail_quote|moz-cite-prefix|"
    r"OutlookMessageHeader|zmail_extra|mail-editor-reference-message-container)",
    re.IGNORECASE,
)
_QUOTE_BELOW = re.compile(r"(?:x_)*(?:divRplyFwdMsg|appendonsend)", re.IGNORECASE)
"""What Outlook puts above an older mail, which follows it as if it were a part of the new one."""
_SIGNATURE = re.compile(
    r"(?:x_)*(?:gmail_signature|moz-signature|protonmail_signature_block|signature|ms-outlook-mobile-signature)",
    re.IGNORECASE,
)


def letter_reasons(root: Any, lines: Sequence[VisibleLine]) -> list[str]:
    """Return for each line of a mail why it is not what the sender wrote; empty for what is."""
    marks: dict[Any, str] = {}
    below = False
    for element in root.iter():
        below = below or any(map(_QUOTE_BELOW.fullmatch, class_names(element)))
        mark = QUOTED if below else _marked(element)
        marks[element] = marks.get(element.getparent(), "") or mark
    reasons = [marks[line.element] for line in lines]
    # Each line of a page is a paragraph of its own.
    own = [(i, line.text) for i, line in enumerate(lines) if not reasons[i]]
    said = left_out([part for _, text in own for part in (text, "")])[::2]
    for (i, _), reason in zip(own, said, strict=True):
        reasons[i] = reason
    return reasons


def _marked(element: Any) -> str:
    names = class_names(element)
    cited = name_of(element) == "blockquote" and (element.get("type") or "").lower() == "cite"
    if cited or any(map(_QUOTE.fullmatch, names)):
        return QUOTED
    return SIGNATURE if any(map(_SIGNATURE.fullmatch, names)) else ""
