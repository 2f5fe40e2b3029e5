"""What is added to the default model: read, told apart, and added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from retrieval.errors import ModelError
from retrieval.search import NO_ADAPTER, Embedder, average, load_adapter, locate_model, save_adapter
from retrieval.search.adapter import packaged_adapter
from tests.retrieval.builders import packaged_model

if TYPE_CHECKING:
    from pathlib import Path

QUERY = "encoder.layer.0.attention.self.query"
UP = np.arange(6, dtype=np.float32).reshape(3, 2)
DOWN = np.array([[1, 0, 0, 0], [0, 1, 0, 1]], dtype=np.float32)


def adapter(folder: Path, name: str = QUERY, scale: float = 1.0) -> Path:
    """Write a small one."""
    save_adapter(folder / "adapter.npz", {name: (UP * scale, DOWN)})
    return folder / "adapter.npz"


def test_it_is_added_to_the_weights_of_its_layer_alone(tmp_path: Path) -> None:
    model = nn.ModuleDict({"own": nn.Linear(4, 3), "other": nn.Linear(4, 3)})
    before = {name: value.clone() for name, value in model.state_dict().items()}
    load_adapter(adapter(tmp_path, "own")).add_to(model)
    after = model.state_dict()
    assert torch.allclose(after["own.weight"] - before["own.weight"], torch.from_numpy(UP @ DOWN))
    assert all(
        torch.equal(after[name], before[name])
        for name in ("own.bias", "other.weight", "other.bias")
    )


def test_the_mean_of_several_adds_the_mean_of_what_they_add(tmp_path: Path) -> None:
    for number in (1, 2):
        save_adapter(tmp_path / f"{number}.npz", {"own": (UP * number, DOWN + number)})
    both = [load_adapter(tmp_path / f"{number}.npz") for number in (1, 2)]
    save_adapter(tmp_path / "mean.npz", average(both))
    models = [nn.ModuleDict({"own": nn.Linear(4, 3)}) for _ in range(3)]
    for model in models[1:]:
        model.load_state_dict(models[0].state_dict())
    for model, own in zip(models, (load_adapter(tmp_path / "mean.npz"), *both), strict=True):
        own.add_to(model)
    mean, one, two = (model.state_dict()["own.weight"] for model in models)
    assert torch.allclose(mean, (one + two) / 2, atol=1e-5)


@pytest.mark.parametrize("layers", [{"other": nn.Linear(4, 3)}, {"own": nn.Linear(3, 3)}])
def test_a_model_without_such_a_layer_is_an_error(
    layers: dict[str, nn.Module], tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="does not fit the model: it has no such own"):
        load_adapter(adapter(tmp_path, "own")).add_to(nn.ModuleDict(layers))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"text"])
def test_a_file_that_is_none_is_an_error(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "adapter.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"adapter\.npz is no adapter; `fit adapter` makes them"):
        load_adapter(path)


def test_arrays_without_their_other_half_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "adapter.npz"
    np.savez(path, **{f"{QUERY}.up": UP})  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="is no adapter"):
        load_adapter(path)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match=r"nothing\.npz cannot be read: No such file .*leave it empty"
    ):
        locate_model(adapter=str(tmp_path / "nothing.npz"))


def test_vectors_of_two_adapters_are_told_apart(tmp_path: Path) -> None:
    own = locate_model(adapter=str(adapter(tmp_path)))
    other = locate_model(adapter=str(adapter(tmp_path, scale=2.0)))
    none = locate_model(adapter=NO_ADAPTER)
    revisions = {own.revision, other.revision, none.revision, packaged_model().revision}
    assert len(revisions) == 4


def test_the_packaged_one_fits_and_changes_what_is_near(embedder: Embedder) -> None:
    model = packaged_model()
    assert model.adapter == packaged_adapter()
    plain = Embedder(locate_model(adapter=NO_ADAPTER), threads=1)
    asked = "when are the bins collected?"
    (before,), (after,) = plain.encode_questions([asked]), embedder.encode_questions([asked])
    assert 0.5 < before.vector @ after.vector < 0.999
