"""Documents for measuring: as long and as varied as real ones, and as many as are wanted."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SEEDS = Path(__file__).parents[2] / "seeds"
_SECTIONS = (3, 7)
_PARAGRAPHS = (1, 4)
_SENTENCES = (2, 6)
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def write_documents(folder: Path, count: int, seed: int = 1) -> list[Path]:
    """Write Markdown documents: the sentences of the starter briefings, mixed anew and numbered.

    No two sentences of a library are the same, so that each has to be embedded.
    """
    chance = random.Random(seed)
    sentences = list(_sentences())
    files = []
    for number in range(count):
        file = folder / f"{number:03}.md"
        file.write_text(_document(number, sentences, chance), encoding="utf-8")
        files.append(file)
    return files


def _sentences() -> Iterator[str]:
    for file in sorted(SEEDS.glob("*.md")):
        for line in _FRONT_MATTER.sub("", file.read_text(encoding="utf-8")).splitlines():
            if line and not line.startswith(("#", "-", "|", "*", ">")):
                yield from re.split(r"(?<=[.?!]) (?=[A-Z])", line)


def _document(number: int, sentences: list[str], chance: random.Random) -> str:
    lines = [f"# Briefing {number}", ""]
    for section in range(chance.randint(*_SECTIONS)):
        lines += [f"## Question {section + 1} of {number}", ""]
        for _ in range(chance.randint(*_PARAGRAPHS)):
            chosen = chance.sample(sentences, chance.randint(*_SENTENCES))
            lines += [" ".join(_numbered(sentence, chance) for sentence in chosen), ""]
    return "\n".join(lines)


def _numbered(sentence: str, chance: random.Random) -> str:
    return f"{sentence[:-1]}, in case {chance.randrange(10**6)}{sentence[-1]}"
