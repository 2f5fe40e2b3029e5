"""Checks of everything that the bot needs, each with how to mend it."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dotenv import dotenv_values

from retrieval.asking.fitted import MEND, UNKNOWN, fitted_for
from retrieval.catalogue import DocumentStore, EmbeddingStore, connect, find_damage, migrate
from retrieval.errors import RetrievalError
from retrieval.ingest import identity_of
from retrieval.search import locate_model
from retrieval.serving.stored import StoredIndexes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from retrieval.search import ModelFiles
    from retrieval.settings import RetrievalSettings

_MIN_FREE_MB = 500
_TOKEN = re.compile(r"[\w-]{18,}\.[\w-]{4,}\.[\w-]{20,}")
"""Three parts in base64: the application's id, a time and a signature."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; ``mend`` is empty where nothing is wrong."""

    name: str
    detail: str
    mend: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.mend


def examine(settings: RetrievalSettings, *, wrong_setting: str = "") -> list[Finding]:
    """Run all checks; one that fails does not keep the others from running.

    :param wrong_setting: what reading the settings failed with, if it did; ``settings`` are then
        the defaults.
    """
    checks: tuple[Callable[[RetrievalSettings], Finding], ...] = (
        _model,
        _fitted,
        _catalogue,
        _indexes,
        _token,
        _disk,
    )
    return [_settings(wrong_setting), *(check(settings) for check in checks)]


def _settings(wrong: str) -> Finding:
    if wrong:
        return Finding("settings", "the defaults were used for the other checks", wrong)
    return Finding("settings", "every RETRIEVAL_ setting is known and valid")


def _model(settings: RetrievalSettings) -> Finding:
    try:
        model = locate_model(settings.model, settings.adapter)
    except RetrievalError as error:
        return Finding("model", "it cannot be used", str(error))
    return Finding("model", f"{model.name}, revision {model.revision[:12]}")


def _fitted(settings: RetrievalSettings) -> Finding:
    try:
        model = locate_model(settings.model, settings.adapter)
        known = fitted_for(model, settings.fitted).calibration.is_known
    except RetrievalError as error:
        return Finding("probabilities", "they cannot be told", str(error))
    if not known:
        return Finding("probabilities", UNKNOWN.format(model=model.name), MEND)
    return Finding("probabilities", f"fitted for {model.name}")


def _catalogue(settings: RetrievalSettings) -> Finding:
    path = settings.index / "catalogue.db"
    if settings.catalogue.get_secret_value():
        return _shared_catalogue(settings)
    if not path.is_file():
        return Finding("catalogue", f"{path} is not there yet", "run `python -m retrieval index`.")
    engine = connect(settings.catalogue_of(settings.index))
    try:
        migrate(engine)
        damage = find_damage(engine)
        documents, passages = DocumentStore(engine).counts(DocumentStore(engine).libraries())
    except RetrievalError as error:
        return Finding("catalogue", f"{path} cannot be opened", _rebuild(path, str(error)))
    finally:
        engine.dispose()
    if damage:
        return Finding("catalogue", damage, _rebuild(path, "restore a backup"))
    return Finding("catalogue", f"{path} is whole: {documents} documents, {passages} passages")


def _shared_catalogue(settings: RetrievalSettings) -> Finding:
    try:
        engine = connect(settings.catalogue_of(settings.index))
    except RetrievalError as error:
        return Finding("catalogue", "RETRIEVAL_CATALOGUE is wrong", str(error))
    try:
        migrate(engine)
        documents, passages = DocumentStore(engine).counts(DocumentStore(engine).libraries())
    except RetrievalError as error:
        return Finding("catalogue", f"{engine.url} cannot be opened", str(error))
    finally:
        engine.dispose()
    return Finding("catalogue", f"{engine.url} holds {documents} documents, {passages} passages")


def _rebuild(path: Path, reason: str) -> str:
    return f"{reason} Or move {path} away and run `python -m retrieval index` with all documents."


def _indexes(settings: RetrievalSettings) -> Finding:
    path = settings.index / "catalogue.db"
    if not settings.catalogue.get_secret_value() and not path.is_file():
        return Finding("indexes", "there is no catalogue to build them from yet", "see catalogue.")
    try:
        engine = connect(settings.catalogue_of(settings.index))
    except RetrievalError as error:
        return Finding("indexes", "they cannot be checked", str(error))
    try:
        model = locate_model(settings.model, settings.adapter)
        store = DocumentStore(engine)
        return _index_finding(settings, store, EmbeddingStore(engine), model)
    except RetrievalError as error:
        return Finding("indexes", "they cannot be checked", str(error))
    finally:
        engine.dispose()


def _index_finding(
    settings: RetrievalSettings,
    store: DocumentStore,
    embeddings: EmbeddingStore,
    model: ModelFiles,
) -> Finding:
    stored = StoredIndexes(settings.index / "libraries", store, embeddings, model)
    for library in store.libraries():
        missing = len(embeddings.missing(library, identity_of(model)))
        if missing:
            return Finding(
                "indexes",
                f"{missing} passages of {library!r} have no vectors of {model.name}",
                "run `python -m retrieval index`.",
            )
        wrong = stored.check(library)
        if wrong:
            return Finding(
                "indexes", wrong, "it is built again from the catalogue with the next question."
            )
    return Finding("indexes", f"{len(store.libraries())} libraries, all whole and current")


def _token(_settings: RetrievalSettings) -> Finding:
    # The one thing that this package knows of Discord, because an owner looks in one place.
    token = os.environ.get("DISCORD_TOKEN") or dotenv_values(".env").get("DISCORD_TOKEN") or ""
    if not token:
        return Finding("Discord token", "DISCORD_TOKEN is not set; the terminal preview needs none")
    if not _TOKEN.fullmatch(token):
        return Finding(
            "Discord token",
            "DISCORD_TOKEN does not look like a bot token (three parts joined by dots)",
            "copy it again: discord.com/developers/applications, your application, Bot, Reset "
            "Token. It is neither the client secret nor the public key.",
        )
    return Finding("Discord token", "DISCORD_TOKEN looks like a bot token")


def _disk(settings: RetrievalSettings) -> Finding:
    place = settings.index.absolute()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free // 1_000_000
    if free < _MIN_FREE_MB:
        return Finding("disk", f"{free} MB free", f"free some space below {place}.")
    return Finding("disk", f"{free} MB free")
