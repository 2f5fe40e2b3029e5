"""Texts that have broken readers before, and any others, for hypothesis."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

PIECES = [
    "The council meets on Monday. ",
    "Dr. Smith said 1.5 million (see p. 4). ",
    "\u201cWho decides?\u201d he asked. ",
    "They asked for:\n",
    "- item\n",
    "\u2022 another item\n",
    "12. numbered\n",
    "(a) lettered\n",
    "# Heading\n",
    "### Deeper heading\n",
    "A Line Alone\n",
    "\n",
    "\n\n\n",
    "\r\n",
    "\r",
    "\t",
    " \u00a0\u2003 ",
    "> quoted\n",
    "```\ncode\n```\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "<div>html</div>\n",
    "**bold** [link](https://example.org) ![image](a.png) `code` ",
    "---\n",
    "title: A\ndate: 2017\n",
    "\u202e\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627\u202c ",
    "zero\u200bwidth\ufeff soft\u00adhyphen \u2060 ",
    "nul\x00 bell\x07 esc\x1b unit\x1f ",
    "line\u2028separator\u2029 \x0b \x0c \x85 ",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f44d\U0001f3fd ",
    "e\u0301" * 8 + " ",
    "\u653f\u7b56\u3002\u6587\u4ef6",
    "...!?\u2026 ",
    "x" * 120 + " ",
    "word " * 60,
]

LONG = {
    "a word of 100,000 letters": "x" * 100_000,
    "a word of 100,000 capitals": "X" * 100_000,
    "100,000 closing quotation marks": "a:" + '"' * 100_000 + "x",
    "100,000 angle brackets": "<div>\n" + "<" * 100_000,
    "100,000 opening brackets": "(" * 100_000,
    "one line of 20,000 words": "policy " * 20_000,
    "one line of 3,000 sentences": "Dr. Smith said 1.5 million. " * 3_000,
    "a numbered line": "1. " * 3_000,
    "a list of 3,000 short items": "- a\n" * 3_000,
    "right to left": "\u05e9\u05dc\u05d5\u05dd " * 10_000,
    "zero width": "\u200b" * 100_000 + "x",
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 5_000 + "x",
    "accents on one letter": "a" + "\u0301" * 20_000,
    "Chinese without spaces": "\u653f\u7b56\u3002" * 5_000,
}
"""Texts far above every limit; each must be read in seconds."""

texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.sampled_from(PIECES), min_size=20, max_size=60).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=30).map("".join),
)
"""Any text that a file may hold."""

steady = settings(
    max_examples=150,
    deadline=None,  # The first example pays for what is loaded, and other work shares the machine.
    derandomize=True,  # CI fails for a change of the code only.
    suppress_health_check=[HealthCheck.too_slow],
)
