"""Rows that are few stay in memory, many go to a file, and the array is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.search import growing
from retrieval.search.growing import GrowingArray
from retrieval.search.mapping import save_array

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

ROWS = np.arange(900, dtype=np.int16).reshape(300, 3)


@pytest.fixture
def _little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 100 bytes be much."""
    monkeypatch.setattr(growing, "_IN_MEMORY_BYTES", 100)


def grown(file: Path, blocks: list[npt.NDArray[np.int16]]) -> npt.NDArray[np.int16]:
    array = GrowingArray(file, np.int16, (3,))
    for block in blocks:
        array.add(block)
    return array.finish()


def test_few_rows_need_no_file(tmp_path: Path) -> None:
    found = grown(tmp_path / "rows.npy", np.array_split(ROWS, 7))
    assert found.tolist() == ROWS.tolist()
    assert list(tmp_path.iterdir()) == []


def test_no_rows_have_their_shape_all_the_same(tmp_path: Path) -> None:
    found = grown(tmp_path / "rows.npy", [])
    assert found.shape == (0, 3)
    assert found.dtype == np.int16


@pytest.mark.usefixtures("_little_memory")
def test_many_rows_are_in_a_file_as_numpy_writes_it(tmp_path: Path) -> None:
    blocks = [*np.array_split(ROWS, 11), ROWS[:0]]
    found = grown(tmp_path / "new" / "rows.npy", blocks)
    assert isinstance(found, np.memmap)
    assert found.tolist() == ROWS.tolist()
    np.save(tmp_path / "expected.npy", ROWS)
    expected = (tmp_path / "expected.npy").read_bytes()
    assert (tmp_path / "new" / "rows.npy").read_bytes() == expected


@pytest.mark.usefixtures("_little_memory")
def test_numbers_are_rows_of_their_own(tmp_path: Path) -> None:
    array = GrowingArray(tmp_path / "numbers.npy", np.int64)
    for first in range(0, 100, 10):
        array.add(np.arange(first, first + 10))
    assert array.finish().tolist() == list(range(100))


@pytest.mark.usefixtures("_little_memory")
def test_rows_that_cannot_be_written_stay_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "in the way").write_text("")
    found = grown(tmp_path / "in the way" / "rows.npy", np.array_split(ROWS, 11))
    assert found.tolist() == ROWS.tolist()
    assert len(caplog.records) == 1
    assert "is kept in memory" in caplog.text


@pytest.mark.usefixtures("_little_memory")
@pytest.mark.parametrize("fits", [0, 500, 1000])
def test_a_disk_that_fills_up_on_the_way_loses_no_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fits: int
) -> None:
    original = growing._write_all  # noqa: SLF001

    def write(file: object, rows: npt.NDArray[np.int16]) -> None:
        place = file.tell()  # type: ignore[attr-defined]
        room = fits - place
        if rows.nbytes > room:
            original(file, rows[: max(room, 0) // 6])  # type: ignore[arg-type]
            raise OSError(28, "No space left on device")
        original(file, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(growing, "_write_all", write)
    found = grown(tmp_path / "rows.npy", np.array_split(ROWS, 11))
    assert found.tolist() == ROWS.tolist()


@pytest.mark.usefixtures("_little_memory")
def test_the_file_of_a_mapped_array_is_saved_under_a_second_name(tmp_path: Path) -> None:
    found = grown(tmp_path / "rows.npy", [ROWS])
    save_array(tmp_path / "saved.npy", found)
    assert (tmp_path / "saved.npy").samefile(tmp_path / "rows.npy")
    save_array(tmp_path / "part.npy", found[:5])
    save_array(tmp_path / "copy.npy", ROWS)
    assert np.load(tmp_path / "part.npy").tolist() == ROWS[:5].tolist()
    (tmp_path / "rows.npy").unlink()
    for name in ("saved.npy", "copy.npy"):
        assert np.load(tmp_path / name).tolist() == ROWS.tolist()
    assert found.tolist() == ROWS.tolist()
    save_array(tmp_path / "again.npy", found)  # Its file is gone, what it mapped is not.
    assert np.load(tmp_path / "again.npy").tolist() == ROWS.tolist()
