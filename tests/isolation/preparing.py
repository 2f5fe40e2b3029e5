"""What all bots of a run share: the model, whose vectors are kept, and the process that reads files."""

from __future__ import annotations

import os
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from retrieval.documents import Parser
from retrieval.search import Embedder
from tests.retrieval.builders import packaged_model
from tests.retrieval.moderated import started_once

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.search import EncodedPassage, EncodedQuestion, PassageInput

_NO_RUSH = {
    "asking.answering": ("_LOOKUP_SECONDS",),
    "delivery.forms": ("PREPARE_SECONDS",),
    "commands.ask": ("_SETTINGS_SECONDS",),
    "commands.completing": ("_SUGGESTION_SECONDS",),
    "commands.define": ("_SUGGESTION_SECONDS",),
    "commands.glossary": ("_SUGGESTION_SECONDS",),
}
"""Where a bot gives up early, which on a busy machine would make the two bots differ."""


class RememberingEmbedder(Embedder):
    """The packaged model, which encodes a text once for all libraries of a run."""

    def __init__(self) -> None:
        """Load the model."""
        super().__init__(packaged_model(), threads=1)
        self._questions: dict[str, EncodedQuestion] = {}
        self._passages: dict[PassageInput, EncodedPassage] = {}

    def encode_questions(self, questions: Sequence[str]) -> list[EncodedQuestion]:
        """Return the vectors of each question."""
        for question in dict.fromkeys(questions):
            if question not in self._questions:
                (self._questions[question],) = super().encode_questions([question])
        return [self._questions[question] for question in questions]

    def encode_passages(self, passages: Sequence[PassageInput]) -> list[EncodedPassage]:
        """Return the vectors of each passage."""
        for passage in passages:
            if passage not in self._passages:
                (self._passages[passage],) = super().encode_passages([passage])
        return [self._passages[passage] for passage in passages]


@contextmanager
def prepared() -> Iterator[None]:
    """Load what all bots of a run share: the model, and the process that reads files."""
    with pytest.MonkeyPatch.context() as patch, Parser() as parser:
        for name in os.environ:  # Of whoever runs this.
            if name.upper().startswith("RETRIEVAL_"):
                patch.delenv(name)
        started_once(patch, RememberingEmbedder(), parser)
        patch.setattr("retrieval.library.locate_model", lambda *_configured: packaged_model())
        patch.setattr(import_module("bot.moderation.adding"), "fetch", _fetched)
        patch.setattr("bot.insights.charts._DOTS", 10)
        for module, names in _NO_RUSH.items():
            for name in names:
                patch.setattr(import_module(f"bot.{module}"), name, 60.0)
        yield


async def _fetched(attachment: Any, **_limits: Any) -> bytes:
    content: bytes = attachment.content
    return content
