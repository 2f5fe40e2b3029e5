"""The facade: documents in, quotes out. The bot, the command line and other programs use this."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Self

import filelock

from retrieval.answers import decide
from retrieval.asking.answering import Asking, Trace
from retrieval.asking.context import context_around
from retrieval.asking.defining import Defining
from retrieval.asking.fitted import MEND, UNKNOWN, fitted_for
from retrieval.asking.followups import follow_up
from retrieval.asking.found import DEPTH
from retrieval.asking.memory import Memory
from retrieval.asking.narrowing import narrow
from retrieval.asking.recalling import Recalling
from retrieval.catalogue import (
    AnswerLog,
    ChangeStore,
    DigestStore,
    DocumentStore,
    EmbeddingStore,
    EventStore,
    FileStore,
    GuildSettingStore,
    JobStore,
    ModeratorQuestionStore,
    QuestionStore,
    RatingStore,
    TermStore,
    Trash,
    connect,
    listen,
    migrate,
    run_lock,
)
from retrieval.domain import (
    Answer,
    Context,
    Outcome,
    Span,
    visible,
)
from retrieval.errors import (
    CatalogueError,
    SourceNotFoundError,
)
from retrieval.moderation.consulting import Consulting
from retrieval.moderation.curating import Curating, unwritable
from retrieval.moderation.glossing import Glossing, OwnGlossaries
from retrieval.moderation.moderating import Moderating
from retrieval.moderation.reviewing import Reviewing
from retrieval.moderation.setting import Setting
from retrieval.moderation.shelving import Shelving
from retrieval.moderation.uploads import Uploads
from retrieval.precedence import Precedence
from retrieval.preferences import Preferences
from retrieval.search import Embedder, QuestionEncoder, TokenCounts, locate_model
from retrieval.serving.generations import Generations
from retrieval.settings import RetrievalSettings
from retrieval.timing import Stage, StageTimes

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path
    from types import TracebackType

    from retrieval.asking.found import FoundPassages
    from retrieval.domain import (
        Earlier,
        Filter,
        Reply,
        Source,
        SourceDetails,
    )


class Library(Shelving, Recalling, Moderating, Setting, Reviewing, Consulting, Glossing):
    """The documents of all guilds and the shared ones, in one folder.

    All methods may be called from several threads at once; ``ask`` takes milliseconds once the
    model is loaded, ``index`` takes as long as the model needs for what is new.
    """

    def __init__(self, folder: Path, settings: RetrievalSettings) -> None:
        """Use ``Library.open``."""
        self._folder = folder
        self._settings = settings
        self._model = locate_model(settings.model, settings.adapter)
        fitted = fitted_for(self._model, settings.fitted)
        self._calibration = fitted.calibration
        self._engine = connect(settings.catalogue_of(folder))
        try:
            with filelock.FileLock(folder / ".migrate.lock"):
                migrate(self._engine)
            self._precedence = Precedence(folder)
        except CatalogueError:
            self._engine.dispose()
            raise
        except OSError as error:
            self._engine.dispose()
            raise unwritable(folder, error) from error
        self.documents = DocumentStore(self._engine)
        self.files = FileStore(self._engine)
        self.embeddings = EmbeddingStore(self._engine)
        self.answer_log = AnswerLog(self._engine, keep=dt.timedelta(days=settings.answer_days))
        self.guild_settings = GuildSettingStore(self._engine)
        self.preferences = Preferences(self.guild_settings)
        self._memory = Memory(self.answer_log, self.guild_settings, self.preferences)
        self.questions = QuestionStore(self._engine)
        self.ratings = RatingStore(self._engine)
        self.moderator_questions = ModeratorQuestionStore(self._engine)
        self.digests = DigestStore(self._engine)
        self.uploads = Uploads(folder)
        self.job_store = JobStore(self._engine)
        self.events = EventStore(self._engine)
        self.changes = ChangeStore(self._engine)
        self.trash = Trash(self._engine)
        self.term_store = TermStore(self._engine)
        self.generations = Generations(
            folder / "libraries",
            self.documents,
            self.embeddings,
            self._model,
            memory_mb=settings.index_memory_mb,
            under_way=self._is_under_way,
        )
        self.encoder = QuestionEncoder(
            lambda: Embedder(self._model, threads=settings.threads, for_questions=True)
        )
        self._curating = Curating(
            folder,
            settings,
            model=self._model,
            documents=self.documents,
            files=self.files,
            embeddings=self.embeddings,
            generations=self.generations,
            lock=run_lock(self._engine, folder),
            events=self.events,
            changes=self.changes,
            trash=self.trash,
        )
        self._listener = listen(self._engine, self.generations.refresh)
        self.times = StageTimes()
        self._asking = Asking(
            self.documents,
            self.generations,
            self.encoder,
            TokenCounts(self._model),
            weights=fitted.weights,
            times=self.times,
        )
        self._defining = Defining(self.documents, self.generations)
        self._own_glossaries = OwnGlossaries(self.term_store, self._asking.is_word)

    @classmethod
    def open(cls, index: Path, *, settings: RetrievalSettings | None = None) -> Self:
        """Open the library kept in the folder ``index``, or begin a new one there.

        :param settings: read from the environment where not given.
        :raises CatalogueError: if the catalogue is damaged or from a newer release, or there can
            be no such folder.
        :raises ModelError: if the embedding model is missing or damaged.
        :raises SettingsError: if a setting is wrong.
        """
        try:
            index.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CatalogueError(
                f"{index} cannot be the folder of the library: {error.strerror}."
            ) from error
        return cls(index, settings or RetrievalSettings.load())

    def _is_under_way(self, library: str) -> bool:
        """Tell whether this folder's worker is changing a library."""
        place = self.uploads.known_place()
        return place is not None and self.job_store.is_running(library, place)

    def close(self) -> None:
        """Finish the questions under way and let go of model and database."""
        if self._listener is not None:
            self._listener.close()
        self.encoder.close()
        self._engine.dispose()
        self._precedence.close()

    def __enter__(self) -> Self:
        """Return the library itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def warnings(self) -> list[str]:
        """Return what the owner should know at a start, a sentence each."""
        if self._calibration.is_known:
            return []
        return [f"RETRIEVAL_MODEL: {UNKNOWN.format(model=self._model.name)}. To mend it: {MEND}"]

    def warm(self) -> None:
        """Load the model and what indexes there is room for, so that the first question is fast."""
        self.generations.warm(self.documents.libraries())
        self.encoder.encode("what is this about?")

    def forget_old(self) -> None:
        """Drop what is kept for longer than the owner, or its guild, wants.

        Questions and runs do this now and then; it is for whoever goes on while there are none.
        """
        self._memory.sweep()
        self._curating.forget_old()

    def ask(
        self,
        question: str,
        *,
        guild: int | None = None,
        where: Filter | None = None,
        after: Earlier | None = None,
    ) -> Reply:
        """Answer a question from a guild's documents and the shared ones.

        :param where: what documents have to be to be searched in; any where not given.
        :param after: what was asked before. A question that does not stand by itself is searched
            for together with it, and in the same documents unless ``where`` says others.
        :raises QuestionError: for a question that is empty or too long.
        :raises SourceNotFoundError: if the only document to search in is not there.
        :raises NothingToSearchError: if ``where`` leaves no document.
        :raises LibraryOutOfDateError: if passages have no vectors of the configured model.
        """
        most = self._settings.max_question_characters
        asked = self._asking.check(question, most)
        with self._precedence.asking():
            rest = after and follow_up(asked, after.question, most_characters=most)
            if after and rest:
                where = where or after.filter
            within, scope = narrow(where, self.sources(guild=guild)) if where else (None, None)
            if not rest:
                return replace(self.trace(asked, guild=guild, within=within).reply, scope=scope)
            reply = self.trace(
                rest.query, guild=guild, within=within, about=" ".join(rest.new_words)
            ).reply
            return replace(reply, question=asked, searched=rest.shown, scope=scope)

    def trace(
        self,
        question: str,
        *,
        guild: int | None = None,
        within: Collection[int] | None = None,
        about: str = "",
        depth: int = DEPTH,
    ) -> Trace:
        """Answer as ``ask`` does, and tell what the answer came from.

        :param within: ids of the documents to search in; all that the guild sees where not given.
        :param about: words of which a quote has to have one to be more than a possible answer.
        :param depth: hits that come with their texts; quotes are chosen from the first 20.
        :raises QuestionError: for a question that is empty or too long.
        :raises LibraryOutOfDateError: if passages have no vectors of the configured model.
        """
        found = self.find(question, guild=guild, within=within, depth=depth)
        with self.times.measure(Stage.ANSWER), self._asking.turns:
            quotes = found.quotes()
            evidence = found.evidence(quotes) if quotes else None
            reply = decide(
                found.question,
                quotes,
                self._calibration.probability(evidence) if evidence else 0.0,
                self._calibration.strictness[self.strictness(guild=guild)],
            )
            if isinstance(reply, Answer) and not found.may_answer(quotes[0], about):
                reply = replace(reply, outcome=Outcome.POSSIBLE)
            reply = self._asking.explain(reply, found, visible(guild), self.own_terms(guild))
        return Trace(reply, tuple(found.hits), evidence)

    def find(
        self,
        question: str,
        *,
        guild: int | None = None,
        within: Collection[int] | None = None,
        depth: int = DEPTH,
    ) -> FoundPassages:
        """Return the passages that ``trace`` answers from.

        :param within: ids of the documents to search in; all that the guild sees where not given.
        :param depth: hits that come with their texts; quotes are chosen from the first 20.
        :raises QuestionError: for a question that is empty or too long.
        :raises LibraryOutOfDateError: if passages have no vectors of the configured model.
        """
        asked = self._asking.check(question, self._settings.max_question_characters)
        return self._asking.find(asked, visible(guild), within, depth, self.own_terms(guild))

    def sources(self, *, guild: int | None = None) -> list[Source]:
        """Return the documents that a guild sees, by title."""
        return self.documents.sources(visible(guild))

    def source(self, document_id: int, *, guild: int | None = None) -> SourceDetails:
        """Return everything there is to tell about one document.

        :raises SourceNotFoundError: if the guild sees no such document.
        """
        found = self.documents.details(visible(guild), document_id)
        if not found:
            raise SourceNotFoundError("that document is not in the library (any more).")
        return found[0]

    def context(
        self, document_id: int, start: int, end: int, *, guild: int | None = None
    ) -> Context:
        """Return the paragraphs around a quote, of whoever says it.

        :raises SourceNotFoundError: if the guild sees no such document.
        """
        document = self.documents.get(visible(guild), document_id)
        if document is None or not 0 <= start < end <= len(document.text):
            raise SourceNotFoundError("that document is not in the library (any more).")
        return context_around(document, Span(start, end))
