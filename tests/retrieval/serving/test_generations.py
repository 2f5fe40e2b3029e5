"""The index that is served is always the catalogue's; what is wrong on disk is built again."""

from __future__ import annotations

import json
import random
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from retrieval.documents import Parser
from retrieval.domain import JobKind
from retrieval.errors import LibraryOutOfDateError
from retrieval.search import Embedder
from retrieval.serving.loaded import LoadedIndexes
from tests.retrieval.builders import packaged_model
from tests.retrieval.shelf import BINS, FIRST_GUILD, MUSEUM, POOL, STPS, open_library, quoted, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from retrieval import Library
    from retrieval.search import PassageInput

QUESTION = "when are household bins collected?"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Return the folder of a library with two documents, closed again."""
    with open_library(tmp_path) as library:
        library.add(write(tmp_path, "bins.txt", BINS))
        library.add(write(tmp_path, "pool.txt", POOL))
    return tmp_path


@pytest.fixture
def passages_embedded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows whenever passages are embedded."""
    counts: list[int] = []
    original = Embedder.encode_passages

    def counted(self: Embedder, passages: list[PassageInput]) -> object:
        counts.append(len(passages))
        return original(self, passages)

    monkeypatch.setattr(Embedder, "encode_passages", counted)
    return counts


def place(folder: Path) -> Path:
    return folder / "index" / "libraries" / "shared"


def current(folder: Path) -> Path:
    return place(folder) / (place(folder) / "current").read_text()


def delete_all(folder: Path) -> None:
    shutil.rmtree(folder / "index" / "libraries")


def delete_pointer(folder: Path) -> None:
    (place(folder) / "current").unlink()


def delete_file(folder: Path) -> None:
    (current(folder) / "vectors.faiss").unlink()


def tear(folder: Path) -> None:
    file = current(folder) / "sentences.npy"
    file.write_bytes(file.read_bytes()[:-10])


def tear_manifest(folder: Path) -> None:
    file = current(folder) / "manifest.json"
    file.write_text(file.read_text()[:100])


def change_manifest(folder: Path, **values: object) -> None:
    file = current(folder) / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **values}))


def make_stale(folder: Path) -> None:
    change_manifest(folder, library_revision="another")


def change_layout(folder: Path) -> None:
    change_manifest(folder, layout=0)


def change_model(folder: Path) -> None:
    change_manifest(folder, model_revision="another")


@pytest.mark.parametrize(
    "damage",
    [
        delete_all,
        delete_pointer,
        delete_file,
        tear,
        tear_manifest,
        make_stale,
        change_layout,
        change_model,
    ],
)
def test_whatever_is_wrong_on_disk_is_built_again_without_embedding(
    built: Path, damage: Callable[[Path], None], passages_embedded: list[int]
) -> None:
    damage(built)
    with open_library(built) as library:
        assert library.generations.stored.check("shared") is not None
        assert quoted(library.ask(QUESTION))[0] == BINS
        assert library.generations.stored.check("shared") is None
    assert passages_embedded == []


def test_a_generation_that_is_whole_is_loaded_as_it_is(built: Path) -> None:
    before = current(built)
    with open_library(built) as library:
        assert quoted(library.ask(QUESTION))[0] == BINS
    assert current(built) == before


def test_a_catalogue_begun_anew_is_never_served_from_the_old_index(built: Path) -> None:
    """Both catalogues have seen the same number of changes and hold as many passages."""
    for file in (built / "index").glob("catalogue.db*"):
        file.unlink()
    with open_library(built) as library:
        library.add(write(built, "pool.txt", POOL))
        library.add(write(built, "stps.md", STPS.split("## How many")[0]))
        texts = quoted(library.ask(QUESTION))
    assert BINS not in texts
    assert POOL in texts


def test_an_index_that_cannot_be_written_is_served_from_memory(
    built: Path, caplog: pytest.LogCaptureFixture
) -> None:
    delete_all(built)
    (built / "index" / "libraries").write_text("in the way")
    with open_library(built) as library:
        assert quoted(library.ask(QUESTION))[0] == BINS
    assert "the search index could not be written" in caplog.text


def test_removing_the_last_document_leaves_nothing_to_serve(built: Path) -> None:
    with open_library(built) as library:
        for source in library.sources():
            library.remove(source.document_id)
        assert library.generations.current("shared") is None
        assert library.generations.stored.check("shared") is None
        assert library.ask(QUESTION).quotes == ()
    left = (built / "index" / "libraries" / "shared").iterdir()
    assert [path.name for path in left] == [".lock"]


def test_nothing_a_removed_document_said_is_left_on_disk(tmp_path: Path) -> None:
    """Neither in the catalogue and its journal nor in any search index."""
    with open_library(tmp_path) as library:
        library.add(write(tmp_path, "docs/a.txt", f"The Zugzwang Committee (ZWC) met. {BINS}"))
        library.add(write(tmp_path, "docs/a.txt", f"The Zugzwang Committee (ZWC) sat. {BINS}"))
        library.add(write(tmp_path, "docs/b.txt", POOL))
        assert b"Zugzwang" in on_disk(tmp_path / "index")
        library.remove(next(s.document_id for s in library.sources() if s.title == "a.txt"))
    after = on_disk(tmp_path / "index")
    assert b"swimming pool" in after
    assert b"zugzwang" not in after.lower()
    assert b"zwc" not in after.lower()


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_document_without_a_searchable_word_is_served(library: Library, tmp_path: Path) -> None:
    library.add(write(tmp_path, "a.md", "---\ntitle: A\n---\n\nI a b c."), guild=FIRST_GUILD)
    assert quoted(library.ask("what is this about?", guild=FIRST_GUILD)) == ["I a b c."]


# --- Many guilds --------------------------------------------------------------------------------

GUILDS = range(1, 7)


@pytest.fixture(scope="module")
def all_guilds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a library in which each guild has a rule of its own."""
    folder = tmp_path_factory.mktemp("guilds")
    with Parser() as parser, open_library(folder) as library:
        for guild in GUILDS:
            rule = write(folder, f"{guild}/rule.txt", rule_of(guild))
            library.index([rule], guild=guild, parser=parser)
    return folder


@pytest.fixture
def guilds(all_guilds: Path, tmp_path: Path) -> Path:
    """Return a copy that a test may change."""
    return shutil.copytree(all_guilds, tmp_path, dirs_exist_ok=True)


def rule_of(guild: int) -> str:
    return f"The council of district {guild} collects household bins every {guild + 1} days."


def on_the_disk(folder: Path) -> list[str]:
    """Return the names of the current generations, which are new when they were built again."""
    places = sorted((folder / "index" / "libraries").iterdir())
    return [(place / "current").read_text() for place in places]


def leave_room_for(library: Library, guilds: int) -> None:
    """Give the library memory for the indexes of so many of its guilds."""
    one = library.generations.current("guild:1")
    assert one is not None
    room = LoadedIndexes(int(one.memory_bytes * (guilds + 0.5)))
    library.generations._loaded = room  # noqa: SLF001


def test_an_index_that_had_to_go_is_loaded_again_and_not_built(guilds: Path) -> None:
    before = on_the_disk(guilds)
    with open_library(guilds) as library:
        leave_room_for(library, 2)
        for _ in range(2):
            for guild in GUILDS:
                assert quoted(library.ask(QUESTION, guild=guild)) == [rule_of(guild)]
                assert library.generations.loaded <= 2
        assert library.generations.evicted == 2 * len(GUILDS) - 2
    assert on_the_disk(guilds) == before


def test_one_that_had_to_go_while_it_is_read_is_not_loaded_twice(guilds: Path) -> None:
    with open_library(guilds) as library:
        leave_room_for(library, 1)
        reading = library.generations.current("guild:1")
        assert library.generations.current("guild:2") is not None
        assert library.generations.evicted == 1
        assert library.generations.current("guild:1") is reading


def test_a_change_of_an_index_that_had_to_go_is_seen(guilds: Path) -> None:
    with open_library(guilds) as library:
        leave_room_for(library, 1)
        reading = library.generations.current("guild:1")
        assert library.generations.current("guild:2") is not reading
        library.add(write(guilds, "1/pool.txt", POOL), guild=1)
        assert POOL in quoted(library.ask("when does the swimming pool open?", guild=1))


def test_questions_at_once_are_answered_while_indexes_come_and_go(guilds: Path) -> None:
    before = on_the_disk(guilds)
    with open_library(guilds) as library, ThreadPoolExecutor(6) as threads:
        leave_room_for(library, 2)
        chance = random.Random(1)
        asked = [chance.choice(GUILDS) for _ in range(150)]
        replies = threads.map(lambda guild: quoted(library.ask(QUESTION, guild=guild)), asked)
        assert list(replies) == [[rule_of(guild)] for guild in asked]
        assert library.generations.evicted > 10
        assert library.generations.loaded <= 2
        assert not library.generations._locks  # noqa: SLF001
    assert on_the_disk(guilds) == before


def test_before_the_first_question_as_many_are_loaded_as_there_is_room_for(guilds: Path) -> None:
    with open_library(guilds) as library:
        library.add(write(guilds, "bins.txt", BINS))
        library.warm()
        assert library.generations.loaded == len(GUILDS) + 1
        leave_room_for(library, 3)
        library.warm()
        assert library.generations.loaded == 3
        assert library.generations.evicted == 1


def test_the_setting_limits_what_all_indexes_take(guilds: Path) -> None:
    with open_library(guilds, index_memory_mb=16) as library:
        library.warm()
        assert library.generations._loaded.most_bytes == 16_000_000  # noqa: SLF001
        assert 0 < library.generations.memory_bytes < 16_000_000


# --- A job beside the questions -----------------------------------------------------------------


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[tuple[Library, Library]]:
    """Yield a library that is asked, and one whose job is changing what the first has loaded."""
    with open_library(tmp_path) as asked, open_library(tmp_path) as worker:
        worker.add(write(tmp_path, "docs/bins.txt", BINS), guild=FIRST_GUILD)
        asked.enqueue(JobKind.REINDEX, guild=FIRST_GUILD, actor=1)
        assert quoted(asked.ask(QUESTION, guild=FIRST_GUILD)) == [BINS]
        assert worker.job_store.claim(worker.uploads.place()) is not None
        yield asked, worker


def found_meanwhile(asked: Library, worker: Library, folder: Path) -> list[bool]:
    """Index two more files; tell before each, and at the end, whether the first is found."""
    found = []
    files = [write(folder, "docs/pool.txt", POOL), write(folder, "docs/museum.txt", MUSEUM)]

    def ask(what: str, _done: int, _total: int) -> None:
        if not what.startswith("passage"):
            reply = asked.ask("when does the swimming pool open?", guild=FIRST_GUILD)
            found.append(POOL in quoted(reply))

    worker.index(files, guild=FIRST_GUILD, progress=ask)
    return found


def test_questions_search_what_a_job_has_built_last_and_build_nothing(
    at_work: tuple[Library, Library], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.ingest.run.AT_ONCE", 1)
    monkeypatch.setattr("retrieval.serving.generations._REST_S", 0.0)
    monkeypatch.setattr("retrieval.serving.generations._REST_FACTOR", 0)
    asked, worker = at_work
    monkeypatch.setattr(asked.generations.stored, "_make", None)
    assert found_meanwhile(asked, worker, tmp_path) == [False, True, True]


def test_a_job_builds_an_index_now_and_then_only(
    at_work: tuple[Library, Library], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.ingest.run.AT_ONCE", 1)
    asked, worker = at_work
    assert found_meanwhile(asked, worker, tmp_path) == [False, False, False]
    assert quoted(asked.ask("when does the swimming pool open?", guild=FIRST_GUILD))[0] == POOL


def test_what_a_job_has_replaced_is_left_out_until_its_new_version_is_in_the_index(
    at_work: tuple[Library, Library], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, worker = at_work
    with monkeypatch.context() as patched:
        patched.setattr(worker.generations, "renew", lambda *_, **__: None)
        worker.add(write(tmp_path, "docs/bins.txt", f"{BINS} So it is."), guild=FIRST_GUILD)
        assert asked.ask(QUESTION, guild=FIRST_GUILD).quotes == ()
    worker.generations.renew(f"guild:{FIRST_GUILD}")
    assert quoted(asked.ask(QUESTION, guild=FIRST_GUILD)) == [f"{BINS} So it is."]


def test_a_question_after_a_start_amid_a_job_has_the_index_on_disk(
    at_work: tuple[Library, Library], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless that is torn, or there is none: then it is built from what there is."""
    _, worker = at_work
    monkeypatch.setattr(worker.generations, "renew", lambda *_, **__: None)
    worker.add(write(tmp_path, "docs/pool.txt", POOL), guild=FIRST_GUILD)
    with open_library(tmp_path) as started:
        assert quoted(started.ask(QUESTION, guild=FIRST_GUILD)) == [BINS]
        reply = started.ask("when does the swimming pool open?", guild=FIRST_GUILD)
        assert POOL not in quoted(reply)
    own = tmp_path / "index" / "libraries" / f"guild-{FIRST_GUILD}"
    (own / (own / "current").read_text() / "manifest.json").write_text("torn")
    with open_library(tmp_path) as started:
        reply = started.ask("when does the swimming pool open?", guild=FIRST_GUILD)
        assert quoted(reply)[0] == POOL


# --- A change of the model ----------------------------------------------------------------------


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a copy of the packaged model that a test may change."""
    folder = tmp_path / "model"
    original = packaged_model().folder
    shutil.copytree(original, folder, ignore=shutil.ignore_patterns("model.safetensors", "*.py"))
    (folder / "model.safetensors").symlink_to(original / "model.safetensors")
    return folder


def test_after_a_change_of_the_model_nothing_is_mixed(
    tmp_path: Path, model: Path, passages_embedded: list[int]
) -> None:
    file = write(tmp_path, "bins.txt", BINS)
    own = write(tmp_path, "pool.txt", POOL)
    with open_library(tmp_path, model=str(model)) as library:
        library.add(file)
        library.add(own, guild=FIRST_GUILD)
        before = library.generations.current("shared")
    with (model / "modules.json").open("a") as modules:
        modules.write("\n")
    passages_embedded.clear()
    with open_library(tmp_path, model=str(model)) as library:
        for guild in (None, FIRST_GUILD):
            with pytest.raises(LibraryOutOfDateError) as caught:
                library.ask(QUESTION, guild=guild)
        assert str(caught.value) == (
            f"1 passages of the library 'guild:{FIRST_GUILD}' have no vectors of the model "
            f"{model}; run `python -m retrieval index` to embed them."
        )
        assert passages_embedded == []
        assert library.index([file]).unchanged == [str(file)]
        assert passages_embedded == [1, 1]
        assert quoted(library.ask(QUESTION)) == [BINS]
        assert (
            quoted(library.ask("when does the swimming pool open?", guild=FIRST_GUILD))[0] == POOL
        )
        after = library.generations.current("shared")
        assert before is not None
        assert after is not None
        assert after.passage_ids.tolist() == before.passage_ids.tolist()
        assert after.vectors.rows == 1
        library.index([file])
        assert passages_embedded == [1, 1]


def test_a_new_document_has_vectors_of_the_new_model_only(tmp_path: Path, model: Path) -> None:
    with open_library(tmp_path) as library:
        library.add(write(tmp_path, "bins.txt", BINS))
    with open_library(tmp_path, model=str(model)) as library:
        library.add(write(tmp_path, "pool.txt", POOL))
        assert quoted(library.ask(QUESTION))[0] == BINS
    with (
        open_library(tmp_path) as library,
        pytest.raises(LibraryOutOfDateError, match="1 passages"),
    ):
        library.ask(QUESTION)
