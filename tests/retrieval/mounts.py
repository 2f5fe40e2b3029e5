"""Disks that are full or cannot be written to: real ones where the tests may mount them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


class SmallDisk:
    """A file system in memory, mounted on a folder until it is closed.

    The test is skipped where it may not mount one.
    """

    def __init__(self, folder: Path, size: str) -> None:
        """Mount it.

        :param size: what fits, such as ``900k``.
        """
        if sys.platform != "linux" or os.geteuid():
            pytest.skip("only root may mount a small disk, on Linux")
        folder.mkdir()
        self.folder = folder
        done = _run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
        if done.returncode:
            pytest.skip(f"a small disk could not be mounted: {done.stderr.strip()}")

    def grow(self, size: str) -> None:
        """Make room."""
        self._remount(f"size={size}")

    def protect(self) -> None:
        """Let nobody write."""
        self._remount("ro")

    def unprotect(self) -> None:
        """Let everybody write again."""
        self._remount("rw")

    def close(self) -> None:
        """Take it away."""
        _run("umount", "--lazy", str(self.folder))

    def _remount(self, option: str) -> None:
        done = _run("mount", "-o", f"remount,{option}", str(self.folder))
        assert not done.returncode, done.stderr


class ProtectedFolder:
    """A folder that its owner may not write to, for those to whom permissions apply."""

    def __init__(self, folder: Path) -> None:
        """Make the folder."""
        folder.mkdir()
        self.folder = folder

    def protect(self) -> None:
        """Let nobody write."""
        self._change(0o555, 0o444)

    def unprotect(self) -> None:
        """Let the owner write again."""
        self._change(0o755, 0o644)

    def close(self) -> None:
        """Let pytest remove it."""
        self.unprotect()

    def _change(self, folder_mode: int, file_mode: int) -> None:
        self.folder.chmod(0o755)
        for path in self.folder.rglob("*"):
            path.chmod(folder_mode if path.is_dir() else file_mode)
        self.folder.chmod(folder_mode)


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)
