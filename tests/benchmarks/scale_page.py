"""SCALE.md: what was measured of many guilds and of very large libraries, as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from retrieval.search import LARGE_ROWS
from tests.benchmarks.tables import machine, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmarks.guilds import GuildFigures
    from tests.benchmarks.kinds import KindFigures
    from tests.benchmarks.large import MadeLibrary
    from tests.benchmarks.vectors import RealVectors
    from tests.benchmarks.whole import BuildFigures, ServingFigures

_IDLE = 1.6
"""Load average below which nothing else was going on: what is measured makes one of 1 by itself."""

TEMPLATE = """\
# Many guilds, and very large libraries

Made by `python -m tests.benchmarks.scale {arguments}`.

Machine: {machine}; one thread. Load average after each measurement {load}: {busy}.

## Many guilds in one process

{guilds} guilds of {passages:.0f} passages on average. Two of them were indexed as usual; the others are
copies of these under ids of their own, with the same texts and vectors, and their indexes are hard links to the same
files, so that these are in the system's cache sooner than those of strangers would be. Everything else is real:
`Library.find` asks the model, the guild's index, the shared one and the catalogue. The n-th most popular guild is
asked with a share of 1/n, one question after the other. Milliseconds are the median and the 95th percentile, of the
processor's time but for the last, which is the time that passed.

| `RETRIEVAL_INDEX_MEMORY_MB` | questions, of guilds | index in memory | ms then | ms where it is loaded | of it loading | ms passed, of all | evicted |
|---|---|---|---|---|---|---|---|
{guild_times}

| `RETRIEVAL_INDEX_MEMORY_MB` | indexes in memory at the end | take, as measured by themselves | the process grew by | process, without mapped files | with them |
|---|---|---|---|---|---|
{guild_memory}

The process grows by what the indexes take, and by what Python and its libraries need for the first questions of all.

## Kinds of vector index

Vectors: {real} passages of {source}, embedded by the packaged model, and copies of them up to the size, each
moved up to half of the way to one of its nearest and as far in a direction in which two others differ. Questions:
{questions} real ones. Nothing else is embedded. Each kind was built and asked in a process of its own; memory is what the
process grew by when it loaded the index. Times are those of the processor, which other work on the machine lengthens little.
Recall is the share of the 10 and of the 100 nearest of all that are found.

| passages | kind | built in s | MB | ms to find 100 | recall@10 | recall@100 | |
|---|---|---|---|---|---|---|---|
{kinds}

From {large} passages on a library's vectors are kept in lists. Below that, comparing all of them takes less than a
question needs for everything else, and nothing is missed. HNSW takes more memory, a wide search to find as much, and the
longer to build the larger the library is, which every change of a document would have to wait for. How many lists are
read is found for each library when it is built: those in which .999 of the nearest ones to made-up questions are.

## One library of {rows} passages

A guild's library in a catalogue of {catalogue:.0f} MB (SQLite): {documents} documents, {words:.0f} words, {sentences:.1f} sentences
and {pieces:.0f} word pieces a passage. Texts are those of the real passages above, with a quarter of the words drawn anew
as often as they occur, and a name of their own; vectors are those above, word pieces those of the originals. It was made in
{made:.0f} s. From there on everything is real: the first question builds the index from the catalogue, another process loads it,
and `Library.ask` answers the real questions with the real model, one after the other.

| building | |
|---|---|
| s of the processor, s that passed | {build.worked_s:.0f}, {build.passed_s:.0f} |
| most memory of the process, mapped files included; before it began | {build.peak_mb:.0f} MB; {build.began_mb:.0f} MB |
| index on disk; while a newer one is built, twice that | {build.disk_mb:.0f} MB |

| serving | |
|---|---|
| s to check and load it: of the processor, that passed | {loading} |
| kind of vector index | {serving.kind}, {lists_read:.1f}% of the lists read |
| recall@10, recall@100 against all vectors compared | {serving.at_10:.4f}, {serving.at_100:.4f} |
| index in memory, by its own measure; the process grew by | {serving.index_mb:.0f} MB; {serving.grown_mb:.0f} MB |
| process after all questions, model included; with pages of mapped files | {serving.own_mb:.0f} MB; {serving.resident_mb:.0f} MB |
| questions, with quotes | {serving.asked}, {serving.quoted} |
| ms a question, of the processor, median / 95th percentile | {serving.worked} |
| ms a question that passed | {serving.passed} |
{stages}

Pages of mapped files are the system's cache: it takes them back where memory is short.
"""


class Measured(NamedTuple):
    """All that was measured."""

    guilds: Sequence[GuildFigures]
    passages: float
    """Of a guild, on average."""
    real: RealVectors
    kinds: Sequence[KindFigures]
    made: MadeLibrary
    build: BuildFigures
    serving: ServingFigures


def report(arguments: str, loads: Sequence[float], measured: Measured) -> str:
    """Return the report as Markdown.

    :param loads: load averages after each measurement.
    """
    guilds, real, made, serving = measured.guilds, measured.real, measured.made, measured.serving
    return TEMPLATE.format(
        arguments=arguments,
        machine=machine(),
        load=f"{min(loads):.1f} to {max(loads):.1f}",
        busy="idle otherwise"
        if max(loads) < _IDLE
        else "busy with other work, in which the processor was not ours",
        guilds=guilds[0].guilds,
        passages=measured.passages,
        guild_times=table(map(_guild_times, guilds)),
        guild_memory=table(map(_guild_memory, guilds)),
        real=len(real.texts),
        source=real.source,
        questions=len(real.questions),
        kinds=table(map(_kind, measured.kinds)),
        large=f"{LARGE_ROWS:,}",
        rows=f"{made.passages:,}",
        documents=f"{made.documents:,}",
        words=made.words_each,
        sentences=made.sentences_each,
        pieces=made.pieces_each,
        catalogue=made.megabytes,
        made=made.seconds,
        build=measured.build,
        serving=serving,
        lists_read=100 * serving.lists_read,
        loading=", ".join(f"{seconds:.1f}" for seconds in serving.loading),
        stages=table(
            (f"of it to {stage}, that passed", spent) for stage, spent in serving.stages.items()
        ),
    )


def _guild_times(item: GuildFigures) -> tuple[str, ...]:
    return (
        str(item.limit_mb),
        f"{item.asked}, {item.known}",
        f"{item.at_hand_share:.0%}",
        item.at_hand,
        item.loaded,
        item.loading,
        item.passed,
        str(item.evicted),
    )


def _guild_memory(item: GuildFigures) -> tuple[str, ...]:
    return (
        str(item.limit_mb),
        str(item.held),
        f"{item.held_mb:.0f} MB",
        f"{item.grown_mb:.0f} MB",
        f"{item.own_mb:.0f} MB",
        f"{item.resident_mb:.0f} MB",
    )


def _kind(item: KindFigures) -> tuple[str, ...]:
    return (
        f"{item.rows:,}",
        item.kind,
        f"{item.build_s:.1f}",
        f"{item.memory_mb:.0f}",
        item.milliseconds,
        f"{item.at_10:.4f}",
        f"{item.at_100:.4f}",
        item.detail,
    )
