"""A library in one file and back: the same answers, and nothing lost on the way."""

from __future__ import annotations

import io
import itertools
import json
import shutil
import tarfile
import threading
from typing import TYPE_CHECKING, Any

import filelock
import pytest

from retrieval import backups
from retrieval.backups import back_up, restore
from retrieval.catalogue import connect, put_back, take_snapshot
from retrieval.errors import BackupError, CatalogueError, LibraryBusyError
from tests.retrieval.shelf import BINS, FIRST_GUILD, MUSEUM, open_library, quoted, write

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from retrieval import Library

BIN_QUESTION = "when are household bins collected?"
POOL_QUESTION = "when does the swimming pool open?"
STP_QUESTION = "what is an STP?"
SENT = b"# Moorings\n\nA mooring costs 900 pounds.\n"


def engine_of(folder: Path) -> Engine:
    """Return an engine on the catalogue of the library below a folder."""
    (folder / "index").mkdir(exist_ok=True)
    return connect(f"sqlite:///{folder / 'index' / 'catalogue.db'}")


@pytest.fixture(scope="module")
def kept(shelf: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a library, one file that a member sent, and a backup of both."""
    folder = tmp_path_factory.mktemp("kept")
    take_snapshot(shelf.documents._reader, folder / "catalogue.db")  # noqa: SLF001
    engine = engine_of(folder)
    put_back(engine, folder / "catalogue.db")
    (folder / "catalogue.db").unlink()
    sent = folder / "index" / "uploads" / "101" / "ab12" / "moorings.md"
    sent.parent.mkdir(parents=True)
    sent.write_bytes(SENT)
    sent.with_name(".tmp-abcd").write_bytes(SENT[:9])  # Somebody else is just sending it.
    (folder / "index" / ".place").write_text("0123456789abcdef")
    back_up(engine, folder / "index", folder / "backup.tar.gz")
    engine.dispose()
    return folder


def answers(library: Library) -> list[list[str]]:
    """Return what is quoted to members of a guild."""
    asked = (STP_QUESTION, POOL_QUESTION, BIN_QUESTION)
    return [quoted(library.ask(question, guild=FIRST_GUILD)) for question in asked]


def refuse_to_embed(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail the test if any passage is embedded."""

    def embed(*_: object) -> None:
        raise AssertionError("a passage was embedded")

    monkeypatch.setattr("retrieval.search.Embedder.encode_passages", embed, raising=True)


def test_an_archive_holds_the_catalogue_the_uploads_and_a_list(kept: Path) -> None:
    with tarfile.open(kept / "backup.tar.gz", "r:gz") as tar:
        members = {member.name: member for member in tar}
        listed = tar.extractfile("backup.json")
        assert listed is not None
        said = json.load(listed)

    assert list(members) == [
        "catalogue.db",
        ".place",
        "uploads/101/ab12/moorings.md",
        "backup.json",
    ]
    assert said["format"] == 1
    assert {name: size for name, (size, _) in said["files"].items()} == {
        name: member.size for name, member in members.items() if name != "backup.json"
    }
    assert all(member.mode == 0o600 for member in members.values())
    assert (kept / "backup.tar.gz").stat().st_mode & 0o777 == 0o600
    # Nothing of the work is left beside it.
    assert sorted(path.name for path in kept.iterdir()) == ["backup.tar.gz", "index"]


def test_a_restored_library_gives_the_same_answers_and_embeds_nothing(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_library(kept) as library:
        before = answers(library)
    engine = engine_of(tmp_path)

    report = restore(engine, tmp_path / "index", kept / "backup.tar.gz", replace=False)

    engine.dispose()
    assert (report.documents, report.passages, report.uploads) == (4, 5, 1)
    assert (tmp_path / "index/uploads/101/ab12/moorings.md").read_bytes() == SENT
    assert (tmp_path / "index/.place").read_text() == "0123456789abcdef"
    for name in ("uploads/101/ab12/moorings.md", ".place"):
        assert (tmp_path / "index" / name).stat().st_mode & 0o777 == 0o600
    with open_library(tmp_path) as library:
        refuse_to_embed(library, monkeypatch)
        assert answers(library) == before
        assert before[0] != []


def test_it_is_restored_with_an_early_python_too(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = tarfile.TarFile.extract

    def without_filters(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
        plain(tar, member, path)

    # As it was before Python 3.11.4.
    monkeypatch.setattr(tarfile.TarFile, "extract", without_filters)
    engine = engine_of(tmp_path)
    report = restore(engine, tmp_path / "index", kept / "backup.tar.gz", replace=False)
    engine.dispose()
    assert report.documents == 4


def test_a_library_that_is_served_is_replaced_under_those_who_serve_it(
    kept: Path, tmp_path: Path
) -> None:
    with open_library(tmp_path) as serving:
        serving.add(write(tmp_path, "bins.txt", BINS))
        orphan = tmp_path / "index/uploads/7/cd34/bins.txt"
        orphan.parent.mkdir(parents=True)
        orphan.write_text(BINS)
        assert quoted(serving.ask(BIN_QUESTION, guild=FIRST_GUILD)) == [BINS]
        engine = engine_of(tmp_path)

        with pytest.raises(BackupError, match="holds a library already"):
            restore(engine, tmp_path / "index", kept / "backup.tar.gz", replace=False)
        assert quoted(serving.ask(BIN_QUESTION, guild=FIRST_GUILD)) == [BINS]

        restore(engine, tmp_path / "index", kept / "backup.tar.gz", replace=True)

        engine.dispose()
        assert BINS not in quoted(serving.ask(BIN_QUESTION, guild=FIRST_GUILD))
        assert quoted(serving.ask(POOL_QUESTION, guild=FIRST_GUILD))[0].startswith("The swimming")
        # What was replaced can be added again.
        serving.add(tmp_path / "bins.txt")
        assert quoted(serving.ask(BIN_QUESTION, guild=FIRST_GUILD)) == [BINS]
    assert not orphan.exists()
    assert (tmp_path / "index/uploads/101/ab12/moorings.md").read_bytes() == SENT


def test_a_backup_taken_while_another_thread_indexes_is_whole(tmp_path: Path) -> None:
    names = [
        write(tmp_path, f"more/{number}.txt", f"{BINS} Round {number}.") for number in range(8)
    ]
    stop = threading.Event()
    ended: list[BaseException] = []
    runs: list[int] = []
    with open_library(tmp_path) as library:
        library.add(write(tmp_path, "museum.txt", MUSEUM))

        def work() -> None:
            try:
                for turn in itertools.count():
                    for name in names:
                        name.write_text(f"{BINS} This is turn {turn} of {name.stem}.")
                    library.index(names)
                    runs.append(turn)
                    if stop.is_set():
                        return
            except BaseException as error:  # noqa: BLE001 - the test raises it.
                ended.append(error)

        worker = threading.Thread(target=work)
        worker.start()
        engine = engine_of(tmp_path)
        try:
            archives = [tmp_path / f"{number}.tar.gz" for number in range(3)]
            for archive in archives:
                back_up(engine, tmp_path / "index", archive)
            assert worker.is_alive()
        finally:
            stop.set()
            worker.join()
            engine.dispose()
    assert ended == []
    assert runs

    other = tmp_path / "other"
    other.mkdir()
    engine = engine_of(other)
    for archive in archives:
        restore(engine, other / "index", archive, replace=True)
    engine.dispose()
    with open_library(other) as restored:
        assert quoted(restored.ask("how much is a family ticket for the museum of glass?")) == [
            MUSEUM
        ]


def test_a_backup_does_not_take_a_files_place(kept: Path, tmp_path: Path) -> None:
    engine = engine_of(kept)
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(BackupError, match=r"mine\.txt is there already; name a new file"):
        back_up(engine, kept / "index", tmp_path / "mine.txt")
    with pytest.raises(BackupError, match=r"there is no folder .* make it first"):
        back_up(engine, kept / "index", tmp_path / "none" / "backup.tar.gz")

    engine.dispose()
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_disk_that_is_full_leaves_nothing_behind(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tarfile.TarFile, "addfile", full)
    engine = engine_of(kept)

    with pytest.raises(BackupError, match="cannot be written to: No space left on device"):
        back_up(engine, kept / "index", tmp_path / "backup.tar.gz")

    engine.dispose()
    assert list(tmp_path.iterdir()) == []


def made(folder: Path, files: dict[str, Any], *, version: int = 1) -> Path:
    """Write an archive by hand; a value is a file's content, or a member as it is."""
    archive = folder / "made.tar.gz"
    listed = {}
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            if isinstance(content, tarfile.TarInfo):
                tar.addfile(content)
                continue
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
            listed[name] = (len(content), backups._digest(io.BytesIO(content)))  # noqa: SLF001
        text = json.dumps({"format": version, "files": listed}).encode()
        member = tarfile.TarInfo("backup.json")
        member.size = len(text)
        tar.addfile(member, io.BytesIO(text))
    return archive


def link(kind: bytes, name: str, target: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type = kind
    member.linkname = target
    return member


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"/etc/passwd": b"x"}, "is no backup of a library: it holds '/etc/passwd'"),
        ({"../escaped": b"x"}, "it holds '../escaped'"),
        ({"uploads/../../escaped": b"x"}, "it holds 'uploads/../../escaped'"),
        ({"libraries/shared/current": b"x"}, "it holds 'libraries/shared/current'"),
        (
            {"uploads/a": link(tarfile.SYMTYPE, "uploads/a", "/etc/passwd")},
            "it holds 'uploads/a'",
        ),
        (
            {"uploads/a": link(tarfile.LNKTYPE, "uploads/a", "catalogue.db")},
            "it holds 'uploads/a'",
        ),
        ({"uploads/a": b"x"}, "is damaged: its files are not those that it lists"),
        ({"catalogue.db": b"no database " * 400}, "the copy of the catalogue is damaged"),
    ],
)
def test_an_archive_with_tricks_is_refused_before_anything_changes(
    files: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    engine = engine_of(tmp_path)
    archive = made(tmp_path, files)

    with pytest.raises((BackupError, CatalogueError)) as caught:
        restore(engine, tmp_path / "index", archive, replace=False)

    engine.dispose()
    assert reason in str(caught.value)
    assert not (tmp_path / "escaped").exists()
    assert not (tmp_path / "index" / "uploads").exists()
    assert not any(path.name.startswith(".backup-") for path in (tmp_path / "index").iterdir())


def test_an_archive_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    engine = engine_of(tmp_path)

    with pytest.raises(BackupError, match="was written by a newer release; upgrade this program"):
        restore(engine, tmp_path / "index", made(tmp_path, {}, version=2), replace=False)

    engine.dispose()


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "missing"])
def test_a_damaged_archive_is_refused(damage: str, kept: Path, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    shutil.copy(kept / "backup.tar.gz", archive)
    content = bytearray(archive.read_bytes())
    if damage == "cut":
        archive.write_bytes(content[: len(content) // 2])
    elif damage == "flipped":
        content[len(content) // 2] ^= 0xFF
        archive.write_bytes(content)
    elif damage == "empty":
        archive.write_bytes(b"")
    else:
        archive.unlink()
    engine = engine_of(tmp_path)

    with pytest.raises(BackupError, match=r"backup\.tar\.gz is (no whole backup|damaged)"):
        restore(engine, tmp_path / "index", archive, replace=False)

    engine.dispose()
    with open_library(tmp_path) as library:
        assert library.sources() == []


@pytest.mark.parametrize("lock", [".index.lock", ".index-guild-7.lock", ".worker.lock"])
def test_whoever_changes_the_library_is_waited_for(
    lock: str, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_PATIENCE_S", 0.05)
    engine = engine_of(tmp_path)

    with (
        filelock.FileLock(tmp_path / "index" / lock),
        pytest.raises(LibraryBusyError, match="another run is indexing"),
    ):
        restore(engine, tmp_path / "index", kept / "backup.tar.gz", replace=False)

    engine.dispose()
