"""A model of how Discord's client shows markdown, against which the cards' escaping is proved.

The rules are those of simple-markdown, which the client extends, written from their published
source and not from ``bot.cards``: at each position the first rule that matches wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass
class Shown:
    """What a reader sees: the characters, what is bold, where links lead, and all other effects."""

    text: str = ""
    bold: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)


_INLINE: list[tuple[str, re.Pattern[str]]] = [
    ("escape", re.compile(r"\\([^0-9A-Za-z\s])")),
    ("code block", re.compile(r"```(?:[\w+.#-]+\n)?\n*([^\n][\s\S]*?)\n*```")),
    ("code", re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")),
    ("time", re.compile(r"<t:(-?\d{1,13})(?::[tTdDfFR])?>")),
    ("user", re.compile(r"<@!?(\d+)>")),
    ("role", re.compile(r"<@&(\d+)>")),
    ("channel", re.compile(r"<#(\d+)>")),
    ("guide", re.compile(r"<id:(\w+)>")),
    ("command", re.compile(r"</([\w -]+):\d+>")),
    ("emoji", re.compile(r"<a?:(\w+):\d+>")),
    ("shortcode", re.compile(r":([^\s:]+?(?:::skin-tone-\d)?):")),
    ("angle link", re.compile(r"<([a-z]+:[^\s<>]+)>")),
    ("everyone", re.compile(r"@(everyone|here)\b")),
    ("masked link", re.compile(r"\[((?:\\.|[^\[\]\\])+)\]\(\s*<?((?:[^()\s\\]|\\.)+)>?\s*\)")),
    ("bare link", re.compile(r"[a-z]+://[^\s<]+[^<.,:;\"'\]\s]")),
    ("strike", re.compile(r"~~([\s\S]+?)~~")),
    ("spoiler", re.compile(r"\|\|([\s\S]+?)\|\|")),
    ("bold", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")),
    ("underline", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")),
    ("italic", re.compile(r"\*(?=\S)((?:\*\*|\\[\s\S]|[^\\*])+?)\*(?!\*)")),
    ("italic", re.compile(r"_((?:__|\\[\s\S]|[^\\_])+?)_(?!\w)")),
]

_LINE: list[tuple[str, re.Pattern[str]]] = [
    ("heading", re.compile(r"[^\S\n]*#{1,3}[^\S\n]+(?=\S)")),
    ("small print", re.compile(r"[^\S\n]*-#[^\S\n]+(?=\S)")),
    ("list", re.compile(r"[^\S\n]*(?:[-*+]|\d{1,9}\.)[^\S\n]+(?=\S)")),
    ("inner quote", re.compile(r"[^\S\n]*>(?:>>)?[^\S\n]+")),
]

_STYLES = {"strike", "spoiler", "underline", "italic"}


def show(markdown: str) -> Shown:
    """Return what a message or an embed's description looks like."""
    shown = Shown()
    blocks: list[tuple[bool, list[str]]] = []
    for line in markdown.split("\n"):
        quoted = line.startswith("> ")
        if not blocks or blocks[-1][0] != quoted:
            blocks.append((quoted, []))
        blocks[-1][1].append(line.removeprefix("> ") if quoted else line)
    written = []
    for quoted, lines in blocks:
        if quoted:
            shown.effects.append("quote")
        written.append(_scan("\n".join(lines), shown, line_rules=True))
    shown.text = "\n".join(written)
    return shown


def _scan(text: str, shown: Shown, *, line_rules: bool = False) -> str:
    written = ""
    at = 0
    while at < len(text):
        if line_rules and (at == 0 or text[at - 1] == "\n"):
            for name, pattern in _LINE:
                if match := pattern.match(text, at):
                    shown.effects.append(name)
                    at = match.end()
                    break
            if at == len(text):
                break
        for name, pattern in _INLINE:
            if match := pattern.match(text, at):
                written += _apply(name, match, shown)
                at = match.end()
                break
        else:
            written += text[at]
            at += 1
    return written


def _apply(name: str, match: re.Match[str], shown: Shown) -> str:
    if name == "escape":
        return match[1]
    if name == "bold":
        words = _scan(match[1], shown)
        shown.bold.append(words)
        return words
    if name == "masked link":
        words = _scan(match[1], shown)
        shown.links.append(match[2])
        return words
    shown.effects.append(name)
    if name == "code":
        return match[2]
    if name in _STYLES:
        return _scan(match[1], shown)
    return match[0]
