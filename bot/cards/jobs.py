"""The card of a job: how far it is, and in the end what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import limits
from bot.cards.drafts import refused_field
from bot.cards.library_ids import LibraryAction, LibraryButtonId
from bot.cards.lines import counted, fitted
from bot.cards.model import Button, Card, Colour, Embed, Field
from bot.cards.source_lines import UNTITLED, shown
from retrieval.domain import JobKind, JobOutcome, JobState

if TYPE_CHECKING:
    from retrieval.domain import Job

_TITLE = 150
_STAGE = 120
_ERROR = 1000
_STEPS = 20
_FILLED, _EMPTY = "▰", "▱"

_NOT_STARTED = (
    "It could not be started yet: the process that does the work ended at once. It is tried again "
    "by itself; the bot's log tells its owner why."
)

_DOING = {
    JobKind.ADD: "Adding documents",
    JobKind.REPLACE: "Replacing a document",
    JobKind.REINDEX: "Reading the library again",
}

_DONE = {
    JobKind.ADD: "Documents added",
    JobKind.REPLACE: "Document replaced",
    JobKind.REINDEX: "Library read again",
}

_NOTHING_NEW = {
    JobKind.ADD: "Nothing new was added",
    JobKind.REPLACE: "Nothing was replaced",
    JobKind.REINDEX: "Library read again",
}


def job_card(job: Job, *, stuck: bool = False) -> Card:
    """Return how a job stands.

    :param stuck: whether the process that carries jobs out cannot be started.
    """
    return _open_card(job, stuck=stuck) if job.state.is_open else _ended_card(job)


def progress(job: Job) -> str:
    """Return how far a job is: in words for those who listen, and as a bar for those who look."""
    done = min(job.done, job.total)
    words = f"Reading {done + 1 if done < job.total else done:,} of {counted(job.total, 'file')}"
    filled = done * _STEPS // job.total
    bar = _FILLED * filled + _EMPTY * (_STEPS - filled)
    return f"{words} · {done * 100 // job.total}%\n{bar}"


def _open_card(job: Job, *, stuck: bool) -> Card:
    lines = [f"Asked for by <@{job.actor}>."]
    if job.cancelling:
        lines.append("Stopping after the file that is being read.")
    elif job.state is JobState.QUEUED:
        lines.append(_NOT_STARTED if stuck else "Waiting for its turn.")
    elif job.total > 0:
        lines.append(progress(job))
        if stage := shown(job.stage, _STAGE, ""):
            lines.append(stage)
    else:
        lines.append("Beginning.")
    cancel = Button(
        "Cancel", str(LibraryButtonId(LibraryAction.CANCEL, str(job.id))), disabled=job.cancelling
    )
    return Card(
        Embed(
            title=_DOING[job.kind],
            description="\n".join(lines),
            colour=Colour.INFORMATION,
            fields=_files(job),
        ),
        rows=((cancel,),),
    )


def _ended_card(job: Job) -> Card:
    outcome = job.outcome or JobOutcome()
    title, colour = _title(job, outcome)
    lines = [f"Asked for by <@{job.actor}>."]
    if outcome.error:
        lines.append(limits.shorten(outcome.error, _ERROR))
    elif job.state is JobState.CANCELLED:
        lines.append("What was finished by then stays.")
    elif outcome.documents:
        lines.append("This holds from the next question on.")
    fields = []
    if outcome.documents:
        titles = [shown(title, _TITLE, UNTITLED) for _, title in outcome.documents]
        fields.append(Field("New or changed", fitted(titles)))
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
        return f"{_DOING[job.kind]} failed", Colour.TROUBLE
    if job.state is JobState.CANCELLED:
        return f"{_DOING[job.kind]} was stopped", Colour.NOT_FOUND
    if outcome.documents or outcome.removed:
        return _DONE[job.kind], Colour.POSSIBLE if outcome.refused else Colour.ANSWERED
    return _NOTHING_NEW[job.kind], Colour.TROUBLE if outcome.refused else Colour.INFORMATION


def _counts(outcome: JobOutcome) -> str:
    counts = {
        "new or changed": len(outcome.documents),
        "unchanged": outcome.unchanged,
        "removed": outcome.removed,
        "not taken": len(outcome.refused),
    }
    return " · ".join(f"{count:,} {what}" for what, count in counts.items() if count)


def _files(job: Job) -> tuple[Field, ...]:
    if not job.uploads:
        return ()
    names = [shown(upload.name, _TITLE, "a file") for upload in job.uploads]
    return (Field("Files", fitted(names)),)
