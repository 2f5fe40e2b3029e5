"""Which files a path stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.documents import find_files
from retrieval.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from pathlib import Path


def nothing(error: OSError) -> None:
    """Expect no folder that cannot be read."""
    raise AssertionError(error)


def test_a_file_stands_for_itself(tmp_path: Path) -> None:
    file = tmp_path / ".hidden.txt"
    file.write_text("Text.")
    assert list(find_files(file, nothing)) == [file]


def test_a_folder_stands_for_its_files_in_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.txt", "a/.git/config", ".DS_Store", "a/b/c.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Text.")
    assert [path.relative_to(tmp_path).as_posix() for path in find_files(tmp_path, nothing)] == [
        "a/b/c.md",
        "a/z.txt",
        "b.md",
    ]


def test_a_hidden_folder_is_read_when_it_is_named(tmp_path: Path) -> None:
    folder = tmp_path / ".documents"
    folder.mkdir()
    (folder / "a.md").write_text("Text.")
    assert list(find_files(folder, nothing)) == [folder / "a.md"]


def test_nothing_at_a_path_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        list(find_files(tmp_path / "none", nothing))
    assert str(caught.value) == (
        f"there is no file or folder at {tmp_path / 'none'}; check the path."
    )


@pytest.mark.parametrize("mark", ["catalogue.db", ".migrate.lock"])
def test_a_library_built_below_the_folder_is_no_document_of_it(tmp_path: Path, mark: str) -> None:
    """Whether its catalogue lies there as well, or in a database elsewhere."""
    for name in ("a.md", f"index/{mark}", "index/libraries/shared/x/acronyms.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Text.")
    assert list(find_files(tmp_path, nothing)) == [tmp_path / "a.md"]
