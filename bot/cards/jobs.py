"""The card of a job: how far it is, and in the end what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import counts, limits
from bot.cards.drafts import refused_field
from bot.cards.library_ids import LibraryAction, LibraryButtonId
from bot.cards.lines import fitted
from bot.cards.model import Button, Card, Colour, Embed, Field
from bot.cards.source_lines import shown, untitled
from bot.language.library_words import said
from bot.language.translation import _, _n
from retrieval.domain import JobKind, JobOutcome, JobState

if TYPE_CHECKING:
    from retrieval.domain import Job

_TITLE = 150
_STAGE = 120
_ERROR = 1000
_STEPS = 20
_FILLED, _EMPTY = "▰", "▱"


def job_card(job: Job, *, stuck: bool = False) -> Card:
    """Return how a job stands.

    :param stuck: whether the process that carries jobs out cannot be started.
    """
    return _open_card(job, stuck=stuck) if job.state.is_open else _ended_card(job)


def progress(job: Job) -> str:
    """Return how far a job is: in words for those who listen, and as a bar for those who look."""
    done = min(job.done, job.total)
    words = _n("Reading {number} of {count} file", "Reading {number} of {count} files", job.total)
    told = words.format(
        number=counts.number(min(done + 1, job.total)), count=counts.number(job.total)
    )
    filled = done * _STEPS // job.total
    bar = _FILLED * filled + _EMPTY * (_STEPS - filled)
    return f"{told} · {counts.percent(done * 100 // job.total / 100)}\n{bar}"


def _open_card(job: Job, *, stuck: bool) -> Card:
    lines = [_asked_for(job)]
    if job.cancelling:
        lines.append(_("Stopping after the file that is being read."))
    elif job.state is JobState.QUEUED:
        lines.append(_not_started() if stuck else _("Waiting for its turn."))
    elif job.total > 0:
        lines.append(progress(job))
        if stage := shown(said(job.stage), _STAGE, ""):
            lines.append(stage)
    else:
        lines.append(_("Beginning."))
    cancel = Button(
        _("Cancel"),
        str(LibraryButtonId(LibraryAction.CANCEL, str(job.id))),
        disabled=job.cancelling,
    )
    return Card(
        Embed(
            title=_doing(job.kind),
            description="\n".join(lines),
            colour=Colour.INFORMATION,
            fields=_files(job),
        ),
        rows=((cancel,),),
    )


def _ended_card(job: Job) -> Card:
    outcome = job.outcome or JobOutcome()
    title, colour = _title(job, outcome)
    lines = [_asked_for(job)]
    if outcome.error:
        lines.append(limits.shorten(said(outcome.error), _ERROR))
    elif job.state is JobState.CANCELLED:
        lines.append(_("What was finished by then stays."))
    elif outcome.documents:
        lines.append(_("This holds from the next question on."))
    fields = []
    if outcome.documents:
        titles = [shown(title, _TITLE, untitled()) for _document, title in outcome.documents]
        fields.append(Field(_("New or changed"), fitted(titles)))
    if outcome.refused:
        fields.append(refused_field(outcome.refused))
    return Card(
        Embed(
            title=title,
            description="\n".join(lines),
            colour=colour,
            fields=tuple(fields),
            footer=_counts(outcome),
        )
    )


def _title(job: Job, outcome: JobOutcome) -> tuple[str, Colour]:
    if job.state is JobState.FAILED:
        return _failed(job.kind), Colour.TROUBLE
    if job.state is JobState.CANCELLED:
        return _stopped(job.kind), Colour.NOT_FOUND
    if outcome.documents or outcome.removed:
        return _done(job.kind), Colour.POSSIBLE if outcome.refused else Colour.ANSWERED
    return _nothing_new(job.kind), Colour.TROUBLE if outcome.refused else Colour.INFORMATION


def _doing(kind: JobKind) -> str:
    return {
        JobKind.ADD: _("Adding documents"),
        JobKind.REPLACE: _("Replacing a document"),
        JobKind.REINDEX: _("Reading the library again"),
    }[kind]


def _failed(kind: JobKind) -> str:
    return {
        JobKind.ADD: _("Adding documents failed"),
        JobKind.REPLACE: _("Replacing a document failed"),
        JobKind.REINDEX: _("Reading the library again failed"),
    }[kind]


def _stopped(kind: JobKind) -> str:
    return {
        JobKind.ADD: _("Adding documents was stopped"),
        JobKind.REPLACE: _("Replacing a document was stopped"),
        JobKind.REINDEX: _("Reading the library again was stopped"),
    }[kind]


def _done(kind: JobKind) -> str:
    return {
        JobKind.ADD: _("Documents added"),
        JobKind.REPLACE: _("Document replaced"),
        JobKind.REINDEX: _("Library read again"),
    }[kind]


def _nothing_new(kind: JobKind) -> str:
    return {
        JobKind.ADD: _("Nothing new was added"),
        JobKind.REPLACE: _("Nothing was replaced"),
        JobKind.REINDEX: _("Library read again"),
    }[kind]


def _asked_for(job: Job) -> str:
    return _("Asked for by {member}.").format(member=f"<@{job.actor}>")


def _not_started() -> str:
    return _(
        "It could not be started yet: the process that does the work ended at once. It is tried "
        "again by itself; the bot's log tells its owner why."
    )


def _counts(outcome: JobOutcome) -> str:
    told = (
        (_("{count} new or changed"), len(outcome.documents)),
        (_("{count} unchanged"), outcome.unchanged),
        (_("{count} removed"), outcome.removed),
        (_("{count} not taken"), len(outcome.refused)),
    )
    return " · ".join(words.format(count=counts.number(count)) for words, count in told if count)


def _files(job: Job) -> tuple[Field, ...]:
    if not job.uploads:
        return ()
    names = [shown(upload.name, _TITLE, _("a file")) for upload in job.uploads]
    return (Field(_("Files"), fitted(names)),)
