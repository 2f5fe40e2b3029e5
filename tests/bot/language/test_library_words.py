"""What the library says is found among the known texts, whatever names and numbers stand in it."""

from __future__ import annotations

import ast
import dataclasses
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import retrieval
from bot.language import library_words
from bot.language.library_texts import TEXTS
from bot.language.library_words import said
from bot.language.translation import languages, speaking
from retrieval import errors
from retrieval.catalogue import job_events
from retrieval.documents import magic
from retrieval.documents.reading import open_file
from retrieval.domain import GuildSettings, Strictness, setting_event
from retrieval.errors import UnreadableDocumentError, UserFacingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WELSH = languages()["cy"]

_ERRORS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, UserFacingError)
}
_OWNERS = ("cli", "evaluation", "settings.py", "backups.py", "doctor.py", "errors.py")
_OWNERS_PATHS = ("documents/files.py", "ingest/watching.py")
"""What only the owner meets, on the command line."""
_OWNERS_FILES = "{file"
"""Begins what is said of a file that the owner keeps beside the documents."""
_FOR = {
    "what": "a font",
    "remedy": "add a document instead",
    "much": "9 characters of text",
    "error": "is damaged; make the ZIP file anew",
}
"""What may stand in the places that hold further texts, by the names of variables."""
_VALUES: dict[str, tuple[object, ...]] = {
    "strictness": tuple(level.value for level in Strictness),
    "mention_channels": ([],),
    "private_answers": (True, False),
    "thread_answers": (True, False),
    "moderator_role": (None,),
    "keep_days": (None, 0, 1, 7),
    "keep_askers": (True, False),
    "digest_channel": (None,),
    "help_channel": (None,),
    "language": (None,),
}
"""What is set with words in it, for each setting."""
_FOR_IN = {"moderation/glossing.py": {"what": "term"}}


def raised() -> Iterator[tuple[str, str]]:
    """Yield what the library says to members and moderators, with where it does."""
    folder = Path(retrieval.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        within = path.relative_to(folder)
        if within.parts[0] in _OWNERS or within.as_posix() in _OWNERS_PATHS:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = dict(_constants(tree))
        filling = _FOR | _FOR_IN.get(within.as_posix(), {})
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in _ERRORS and call.args:
                for text in _texts(call.args[0], filling | constants):
                    yield f"{within}:{call.lineno}", text


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for line in tree.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
            yield ast.unparse(line.targets[0]), str(line.value.value)


def _texts(said_by: ast.expr, constants: Mapping[str, str]) -> Iterator[str]:
    if isinstance(said_by, ast.Subscript) and isinstance(said_by.value, ast.Dict):
        for value in said_by.value.values:
            yield from _texts(value, constants)
    elif isinstance(said_by, ast.Name) and said_by.id in constants:
        yield constants[said_by.id]
    elif isinstance(said_by, ast.Constant):
        yield str(said_by.value)
    elif isinstance(said_by, ast.JoinedStr) and not ast.unparse(said_by)[2:].startswith(
        _OWNERS_FILES
    ):
        yield "".join(_filled(part, constants) for part in said_by.values)


def _filled(part: ast.expr, constants: Mapping[str, str]) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    name = ast.unparse(part.value) if isinstance(part, ast.FormattedValue) else ""
    if "_megabytes" in name:
        return "9 MB"
    return constants.get(name, "9")


RAISED = list(raised())


def test_what_the_library_raises_is_found() -> None:
    assert len(RAISED) > 70
    assert "9 is empty, so there is nothing to quote." in {text for _, text in RAISED}


@pytest.mark.parametrize(("place", "text"), RAISED, ids=[place for place, _ in RAISED])
def test_all_that_is_raised_can_be_said_in_welsh(place: str, text: str) -> None:
    """Where it fails, ``bot/language/library_texts.py`` lacks the text of that place."""
    with speaking(WELSH):
        assert said(text) != text


def test_every_kind_of_file_can_be_named() -> None:
    kinds = [*magic._MAGIC, *magic._OLE_KINDS, ("", *magic._OLE_OTHER)]  # noqa: SLF001
    with speaking(WELSH):
        english = [
            what for _, what, remedy in kinds if f"{what};" in said(f"x is {what}; {remedy}.")
        ]

    assert english == []


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "rhyl.md", "mae rhyl.md yn wag, felly nid oes dim i’w ddyfynnu."),
        (
            b"GIF89a...",
            "cath {x}.gif",
            "cath {x}.gif: llun (GIF); ychwanegwch y testun fel dogfen yn lle hynny.",
        ),
        (
            b"PK\x05\x06" + b"\0" * 18,
            "a is empty, so.zip",
            "mae a is empty, so.zip yn archif heb ddim ynddi.",
        ),
    ],
)
def test_a_real_refusal_is_said_with_its_names_as_they_are(
    content: bytes, name: str, words: str
) -> None:
    with pytest.raises(UnreadableDocumentError) as refusal:
        open_file(content, name)

    with speaking(WELSH):
        assert said(str(refusal.value)) == words
    assert said(str(refusal.value)) == str(refusal.value)


def test_several_sentences_are_said_one_by_one() -> None:
    english = (
        "a.md is empty, so there is nothing to quote. The version indexed before is still quoted. "
        "Nobody knows this one."
    )
    with speaking(WELSH):
        assert said(english) == (
            "mae a.md yn wag, felly nid oes dim i’w ddyfynnu. Mae’r fersiwn a fynegeiwyd o’r blaen "
            "yn dal i gael ei dyfynnu. Nobody knows this one."
        )


def test_changes_are_said_one_by_one() -> None:
    with speaking(WELSH):
        assert said("3 added, 1 updated") == "3 wedi’u hychwanegu, 1 wedi’u diweddaru"
        assert said("title was A; date was 2016") == "y teitl oedd A; y dyddiad oedd 2016"
        assert said("pages 3, 5-7 and 9 could not be read, so they cannot be quoted") == (
            "nid oedd modd darllen yr hyn sydd ar dudalennau 3, 5-7, 9, felly ni ellir ei ddyfynnu"
        )


def test_a_text_that_is_made_to_fit_takes_no_time() -> None:
    text = " and at most ".join(["x has 1 MB, is empty; was not read because "] * 60)
    began = time.monotonic()
    with speaking(WELSH):
        said(text)

    assert time.monotonic() - began < 2


def test_what_the_history_says_of_settings_and_cancelled_jobs_is_known() -> None:
    """Where it fails, ``bot/language/library_texts.py`` lacks it; the history has room for 20 characters."""
    assert {field.name for field in dataclasses.fields(GuildSettings)} == _VALUES.keys()
    told = [setting_event(name, value) for name, values in _VALUES.items() for value in values]
    actions = {*(action for action, _ in told), *job_events._CANCELLED.values()}  # noqa: SLF001
    texts = {*actions, *(detail for _, detail in told)}
    assert {text for text in texts if library_words._translated(text) is None} == set()  # noqa: SLF001
    assert {text for text in actions if len(text) > 20} == set()


def test_no_text_is_listed_twice() -> None:
    assert len(TEXTS) == len(set(TEXTS))
