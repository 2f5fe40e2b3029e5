"""What is added to the default model, so that it tells what answers from what is merely alike."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

Factors = tuple["npt.NDArray[np.float32]", "npt.NDArray[np.float32]"]
"""What an addition is multiplied from: shapes (outputs, rank) and (rank, inputs)."""

PACKAGED = "adapter.npz"

_DOWN, _UP = ".down", ".up"


@dataclass(frozen=True, slots=True)
class Adapter:
    """Low-rank additions to the weights of some layers (LoRA, Hu et al. 2021)."""

    revision: str
    """SHA-256 of the file."""
    factors: Mapping[str, Factors] = field(repr=False, compare=False)
    """By the layer's name."""

    def add_to(self, model: Any) -> None:
        """Add them to the weights of a model, which is as fast afterwards as before.

        :param model: the transformer, a ``torch.nn.Module`` with layers of these names.
        :raises ModelError: if it has no such layer, or one of another shape.
        """
        import torch  # noqa: PLC0415 - takes seconds; who has a model has loaded it.

        layers = dict(model.named_modules())
        for name, (up, down) in self.factors.items():
            weight = getattr(layers.get(name), "weight", None)
            if weight is None or tuple(weight.shape) != (len(up), down.shape[1]):
                raise ModelError(f"the adapter does not fit the model: it has no such {name}.")
            with torch.no_grad():
                weight += torch.from_numpy(up @ down)


def packaged_adapter() -> Adapter:
    """Return the adapter of the default model; ADAPTER.md tells where it comes from."""
    return _read(resources.files("retrieval.search").joinpath(PACKAGED).read_bytes(), PACKAGED)


def load_adapter(path: Path) -> Adapter:
    """Read an adapter.

    :raises ModelError: if the file cannot be read, or is none.
    """
    try:
        return _read(path.read_bytes(), str(path))
    except OSError as error:
        raise ModelError(
            f"the adapter {path} cannot be read: {error.strerror}. Set RETRIEVAL_ADAPTER to a file "
            "that `fit adapter` made, or leave it empty for the packaged one."
        ) from error


def average(adapters: Sequence[Adapter]) -> dict[str, Factors]:
    """Return the factors of an adapter that adds the mean of what these add.

    The mean of models that were fitted on different parts of the data generalises at least as well
    as one that was fitted on all of it ("model soups", Wortsman et al. 2022).

    :param adapters: with the same layers.
    """
    share = np.float32(1 / len(adapters))
    mean: dict[str, Factors] = {}
    for name in adapters[0].factors:
        ups, downs = zip(*(each.factors[name] for each in adapters), strict=True)
        mean[name] = share * np.concatenate(ups, axis=1), np.concatenate(downs, axis=0)
    return mean


def save_adapter(path: Path, factors: Mapping[str, Factors]) -> None:
    """Write an adapter, in half precision, which makes no difference to what it finds."""
    arrays: dict[str, Any] = {}
    for name, (up, down) in factors.items():
        arrays[name + _UP], arrays[name + _DOWN] = np.float16(up), np.float16(down)
    stored = io.BytesIO()
    np.savez_compressed(stored, **arrays)
    path.write_bytes(stored.getvalue())


def _read(content: bytes, name: str) -> Adapter:
    try:
        with np.load(io.BytesIO(content)) as stored:
            arrays = {key: np.asarray(stored[key], dtype=np.float32) for key in stored.files}
        factors = {
            key.removesuffix(_UP): (array, arrays[key.removesuffix(_UP) + _DOWN])
            for key, array in arrays.items()
            if key.endswith(_UP)
        }
    except (ValueError, KeyError, AttributeError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(f"{name} is no adapter; `fit adapter` makes them.") from error
    return Adapter(hashlib.sha256(content).hexdigest(), factors)
