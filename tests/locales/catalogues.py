"""What a catalogue has to hold: the texts of the code, of the library and of the commands."""

from __future__ import annotations

import ast
import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import discord
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from discord import app_commands

import bot
from bot.gateway.client import ChapterClient
from bot.gateway.command_names import DOMAIN as COMMANDS
from bot.insights.reviewer import Reviewer
from bot.language.library_texts import TEXTS as LIBRARY
from bot.language.translation import DOMAIN as TEXTS
from bot.language.translation import FOLDER, read_catalogue
from bot.moderation.librarian import Librarian

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Message

_CODE = Path(bot.__file__).parent
_TEXTS_OF = {"_": 1, "_n": 2}
"""How many texts the functions take."""
_READS_AGAIN = {"bot/language/library_words.py"}
"""Finds among known texts the one to translate."""
_WIDTH = 100
_PLACE = re.compile(r"\{\w*\}")
_COMMAND = re.compile(r"`[^`]+`")


def texts() -> Catalog:
    """Return all texts of the interface, with the files that they are from."""
    found = Catalog()
    for path in sorted(_CODE.rglob("*.py")):
        name = path.relative_to(_CODE.parent).as_posix()
        for text in said_in(path.read_text(encoding="utf-8"), name):
            found.add(text, locations=[(name, 0)])
    for text in LIBRARY:
        found.add(text, locations=[("bot/language/library_texts.py", 0)])
    return found


def said_in(code: str, name: str) -> Iterator[str | tuple[str, str]]:
    """Yield the texts of a module in their order, also those inside of f-strings.

    :raises ValueError: for a text that is no literal, which nobody could translate.
    """
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        called = call.func.id if isinstance(call.func, ast.Name) else ""
        if called not in _TEXTS_OF:
            continue
        given = [getattr(each, "value", None) for each in call.args[: _TEXTS_OF[called]]]
        if all(isinstance(text, str) for text in given):
            one, *many = map(str, given)
            yield (one, *many) if many else one  # type: ignore[misc] # There are two at the most.
        elif name not in _READS_AGAIN:
            raise ValueError(f"{name}, line {call.lineno}: a text has to be a literal")


def commands() -> Catalog:
    """Return all names and descriptions of commands that Discord shows."""
    gathering = _Gathering()

    async def gather() -> None:
        nobody = cast("Any", None)
        librarian = Librarian(nobody, Path())
        client = ChapterClient(nobody, nobody, librarian, Reviewer(nobody), answer_days=90)
        for command in client.tree.get_commands():
            await command.get_translated_payload(client.tree, gathering)

    asyncio.run(gather())
    found = Catalog()
    for text in gathering.found:
        found.add(text)
    return found


class _Gathering(app_commands.Translator):
    """Takes down what discord.py wants to have translated."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> None:
        self.found[string.message] = None


DOMAINS = {TEXTS: texts, COMMANDS: commands}


def flaws(catalogue: Catalog, wanted: Catalog) -> list[str]:
    """Return what would be shown wrongly or not at all, and what is not needed any more."""
    found: list[str] = []
    for message in wanted:
        if message.id:
            found += _flaws(catalogue, message)
    left_over = [_english(each) for each in catalogue if each.id and each.id not in wanted]
    return [*found, *(f"not used any more: {text}" for text in left_over)]


def _flaws(catalogue: Catalog, message: Message) -> Iterator[str]:
    entry, text = catalogue.get(_english(message)), _english(message)
    if entry is None or entry.id != message.id:
        yield f"missing: {text}"
        return
    forms = [entry.string] if isinstance(entry.string, str) else list(entry.string or ("",))
    if not all(forms):
        yield f"not translated: {text}"
        return
    if entry.fuzzy:
        yield f"not certain: {text}"
    if any(set(_PLACE.findall(form)) != set(_PLACE.findall(text)) for form in forms):
        yield f"other places: {text}"
    if any(set(_COMMAND.findall(form)) != set(_COMMAND.findall(text)) for form in forms):
        yield f"other commands: {text}"
    if isinstance(entry.id, tuple) and len(forms) != catalogue.num_plurals:
        yield f"{len(forms)} plurals instead of {catalogue.num_plurals}: {text}"


def _english(message: Message) -> str:
    """Return the text that a message is found by: of two, the one for one thing."""
    return message.id if isinstance(message.id, str) else message.id[0]


def committed(folder: Path = FOLDER) -> Iterator[tuple[Path, str]]:
    """Yield the folder and the domain of each catalogue there is."""
    for path in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        yield path.parent.parent, path.stem


def is_offered(code: str) -> bool:
    """Say whether Discord offers a language to its members, who would then see its commands."""
    locales = {locale.value.replace("-", "_") for locale in discord.Locale}
    return code in locales | {locale.partition("_")[0] for locale in locales}


def update(language: Path, domain: str) -> None:
    """Bring a catalogue up to date with the code: new texts empty, changed ones fuzzy."""
    catalogue = read_catalogue(language, domain)
    catalogue.update(DOMAINS[domain](), update_creation_date=False)
    write(language, domain, catalogue)


def begin(language: Path, domain: str) -> None:
    """Write the catalogue of a language that has none yet, without a translation."""
    catalogue = Catalog(locale=language.name, project="Chapter & Verse", domain=domain)
    catalogue.update(DOMAINS[domain]())
    write(language, domain, catalogue)


def write(language: Path, domain: str, catalogue: Catalog) -> None:
    """Write a catalogue as it is committed: by text, so that a change of code moves nothing."""
    path = language / "LC_MESSAGES" / f"{domain}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file,
            catalogue,
            width=_WIDTH,
            sort_by_file=True,
            include_lineno=False,
            ignore_obsolete=True,
        )
