"""The facade: documents in, quotes out. The bot, the command line and other programs use this."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import filelock

from retrieval.answers import Calibration, decide
from retrieval.asking.answering import Asking, Trace
from retrieval.asking.context import context_around
from retrieval.asking.defining import Defining
from retrieval.asking.followups import follow_up
from retrieval.asking.found import DEPTH
from retrieval.asking.memory import Memory
from retrieval.asking.narrowing import narrow
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
    SHARED_LIBRARY,
    Answer,
    Context,
    NoAnswer,
    Outcome,
    Span,
    Strictness,
    library_of,
)
from retrieval.errors import (
    AnswerExpiredError,
    CatalogueError,
    SourceNotFoundError,
)
from retrieval.moderation.consulting import Consulting
from retrieval.moderation.curating import Curating, unwritable
from retrieval.moderation.glossing import Glossing, OwnGlossaries
from retrieval.moderation.moderating import Moderating
from retrieval.moderation.reviewing import Reviewing
from retrieval.moderation.uploads import Uploads
from retrieval.preferences import Preferences
from retrieval.search import Embedder, QuestionEncoder, TokenCounts, locate_model
from retrieval.serving.generations import Generations
from retrieval.settings import RetrievalSettings
from retrieval.timing import Stage, StageTimes

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path
    from types import TracebackType

    from retrieval.asking.found import FoundPassages
    from retrieval.documents import Parser
    from retrieval.domain import (
        Definition,
        Earlier,
        Filter,
        GuildSettings,
        Reply,
        Source,
        SourceDetails,
    )
    from retrieval.ingest import IndexReport, Progress


class Library(Moderating, Reviewing, Consulting, Glossing):
    """The documents of all guilds and the shared ones, in one folder.

    All methods may be called from several threads at once; ``ask`` takes milliseconds once the
    model is loaded, ``index`` takes as long as the model needs for what is new.
    """

    def __init__(self, folder: Path, settings: RetrievalSettings) -> None:
        """Use ``Library.open``."""
        self._folder = folder
        self._settings = settings
        self._model = locate_model(settings.model, settings.adapter)
        self._engine = connect(settings.catalogue_of(folder))
        try:
            with filelock.FileLock(folder / ".migrate.lock"):
                migrate(self._engine)
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
            under_way=lambda name: self.job_store.is_running(name, self.uploads.place()),
        )
        self.encoder = QuestionEncoder(
            lambda: Embedder(self._model, threads=settings.threads, traced=True)
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
            self.documents, self.generations, self.encoder, TokenCounts(self._model), self.times
        )
        self._defining = Defining(self.documents, self.generations)
        self._own_glossaries = OwnGlossaries(self.term_store, self._asking.is_word)
        self._calibration = Calibration.packaged()

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

    def close(self) -> None:
        """Finish the questions under way and let go of model and database."""
        if self._listener is not None:
            self._listener.close()
        self.encoder.close()
        self._engine.dispose()

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

    def warm(self) -> None:
        """Load the model and what indexes there is room for, so that the first question is fast."""
        self.generations.warm(self.documents.libraries())
        self.encoder.encode("what is this about?")

    # --- Documents in -----------------------------------------------------------------------

    def index(
        self,
        paths: Sequence[Path],
        *,
        guild: int | None = None,
        prune: bool = False,
        progress: Progress = lambda _name, _done, _total: None,
        parser: Parser | None = None,
    ) -> IndexReport:
        """Index files and folders into a guild's library, or into the shared one.

        Only what is new or changed is read and embedded. When the model has changed, everything
        of every library is embedded again.

        :param prune: remove what came from files that are gone from these folders.
        :param progress: called with what is being done, how much is done and how much there is.
        :param parser: reads the files; the one that reads any format where not given.
        :raises LibraryBusyError: if another run does not end within a minute.
        """
        return self._curating.index(
            paths,
            guild=guild,
            prune=prune,
            progress=progress,
            parser=parser,
        )

    def add(self, path: Path, *, guild: int | None = None) -> IndexReport:
        """Index one file or folder; see ``index``."""
        return self.index([path], guild=guild)

    def remove(
        self,
        document_id: int,
        *,
        guild: int | None = None,
        actor: int | None = None,
        only_present: bool = False,
    ) -> Source:
        """Remove a document of a guild's own library (or of the shared one), from now on.

        Its earlier versions go with it; one of these goes alone. A folder that still holds the text
        does not bring it back, while indexing the file itself does, and ``restore`` for a week.

        :param actor: id of the member who removes it, for the history.
        :param only_present: leave an earlier version where it is, as if there was none.
        :returns: what was removed.
        :raises SourceNotFoundError: if this library holds no such document.
        """
        return self._curating.remove(
            document_id, guild=guild, actor=actor, only_present=only_present
        )

    def correct(
        self,
        document_id: int,
        fields: dict[str, Any],
        *,
        forget: Collection[str] = (),
        guild: int | None = None,
        actor: int | None = None,
    ) -> Source:
        """Correct what a document says about itself; an empty text makes a field unknown.

        What is corrected here goes before ``sources.toml`` and stays when the document changes.

        :param fields: of title, publisher, author, date, url and licence.
        :param forget: fields for which what the document says holds again.
        :param actor: id of the member who corrects it, for the history.
        :returns: the source as it is now.
        :raises CorrectionsError: if a field is not one of these, or a date is none.
        :raises SourceNotFoundError: if this library holds no such document.
        """
        return self._curating.correct(document_id, fields, forget=forget, guild=guild, actor=actor)

    # --- Quotes out -------------------------------------------------------------------------

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
            if about and isinstance(reply, Answer) and not found.mentions(about, quotes[0]):
                reply = replace(reply, outcome=Outcome.POSSIBLE)
            if isinstance(reply, NoAnswer):
                reply = self._asking.explain(reply, found, visible(guild))
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

    def define(self, term: str, *, guild: int | None = None) -> Definition:
        """Return what a guild's moderators say a term means, and what the documents say, quoted.

        A term is found in any case, in the singular and the plural, by its short and its long form.

        :raises QuestionError: for a term that is empty or too long.
        :raises LibraryOutOfDateError: if passages have no vectors of the configured model.
        """
        return self._defining.define(term, visible(guild), self.own_terms(guild))

    def terms(self, *, guild: int | None = None) -> list[str]:
        """Return the terms that ``define`` knows, in alphabetical order.

        :raises LibraryOutOfDateError: if passages have no vectors of the configured model.
        """
        return self._defining.terms(visible(guild), self.own_terms(guild))

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

    # --- Answers given earlier --------------------------------------------------------------

    def remember(self, reply: Reply, *, guild: int | None = None, asker: int | None = None) -> str:
        """Keep a reply so that its card can be paged later, and the question for the insights.

        :param asker: id of the member who asked; kept only where the guild wants that.
        :returns: an id of twelve letters and digits.
        """
        return self._memory.keep(reply, guild, asker)

    def forget_old(self) -> None:
        """Drop what is kept for longer than the owner, or its guild, wants.

        Questions and runs do this now and then; it is for whoever goes on while there are none.
        """
        self._memory.sweep()
        self._curating.forget_old()

    def recall(self, answer_id: str, *, guild: int | None = None) -> Reply:
        """Return a reply as it was given: the same quotes in the same order.

        What was suggested instead of an answer is not kept, nor a question if its guild says so.

        :raises AnswerExpiredError: if it is not known here, or a document of it was changed or
            removed since.
        """
        libraries = visible(guild)
        return self._memory.again(
            answer_id, guild, lambda number: self.documents.get(libraries, number)
        )

    def earlier(self, answer_id: str, *, guild: int | None = None) -> Earlier | None:
        """Return the question that a reply answered, for one that follows it.

        :returns: ``None`` where the reply is not known here; without words where these are not kept.
        """
        return self._memory.earlier(answer_id, guild)

    def rate(
        self, answer_id: str, position: int, *, helpful: bool, rater: int, guild: int | None = None
    ) -> None:
        """Keep a rating of quote number ``position`` (from 0), in place of the rater's earlier one.

        :param rater: a member's id; only a keyed hash of it is kept.
        :raises AnswerExpiredError: if the answer is not known here.
        """
        known = self.answer_log.rate(
            library_of(guild), answer_id, position, helpful=helpful, rater=rater
        )
        if not known:
            raise AnswerExpiredError("this answer is no longer kept, so it cannot be rated.")

    # --- What moderators set ----------------------------------------------------------------

    def strictness(self, *, guild: int | None = None) -> Strictness:
        """Return how sure a guild wants to be; without one, what holds for questions of none."""
        return self.preferences.of(guild).strictness

    def set_strictness(self, level: Strictness, *, guild: int | None = None) -> None:
        """Set how sure a guild wants to be, from its next question on."""
        self.preferences.change(guild, "strictness", level.value)

    def set_for_guild(
        self, name: str, value: Any, *, guild: int, actor: int | None = None
    ) -> GuildSettings:
        """Set a field of a guild's settings, from its next question on.

        :param value: as JSON holds it; see ``GuildSettings``.
        :param actor: id of the member who sets it, for the history.
        :returns: the settings as they are now.
        """
        if name == "digest_channel" and self.preferences.of(guild).digest_channel is None:
            # What was asked while nobody wanted a digest is in none.
            self.digests.begin(library_of(guild), now=dt.datetime.now(dt.UTC))
        settings = self.preferences.change(guild, name, value, actor=actor)
        if name in {"keep_days", "keep_askers"}:
            self._memory.honour(guild)
        return settings


def visible(guild: int | None) -> list[str]:
    """Return the libraries that a guild sees: its own and the shared one."""
    return [SHARED_LIBRARY] if guild is None else [library_of(guild), SHARED_LIBRARY]
