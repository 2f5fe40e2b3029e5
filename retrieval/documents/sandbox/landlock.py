"""Landlock: the kernel itself keeps a process to the files that it may read.

The rules are those of ``linux/landlock.h`` and the kernel's ``userspace-api/landlock.rst``; what a
kernel does not know yet is left out.
"""

from __future__ import annotations

import ctypes
import os
import struct
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.documents.sandbox.kernel import system_call

if TYPE_CHECKING:
    from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""Numbers of the system calls, the same on every architecture."""
_ASK_FOR_VERSION = 1
_PATH_BENEATH = 1

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_FILES = {1: 13, 2: 14, 3: 15, 5: 16}
"""How many rights over files, from running over writing to making, there are since which version."""
_NETWORK_SINCE, _TCP = 4, 0b11
"""Binding and connecting sockets of TCP."""
_SCOPES_SINCE, _SCOPES = 6, 0b11
"""Abstract UNIX sockets of other processes, and signals to them."""


def version() -> int:
    """Return the version of Landlock that the kernel has; 0 for none."""
    try:
        return system_call(_CREATE_RULESET, None, 0, _ASK_FOR_VERSION)
    except OSError:
        return 0


def restrict(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Forbid this process for good all other files, TCP, and signals to other processes.

    What is open stays open, and a thread that runs already is not restricted.

    :param readable: folders and files that may be read; those that do not exist are passed over.
    :param writable: files of those that may also be written.
    :raises OSError: if the kernel has no Landlock or does not let this process use it.
    """
    known = version()
    if not known:
        raise OSError("the kernel has no Landlock")
    everything = (1 << max(count for since, count in _FILES.items() if since <= known)) - 1
    rights = [everything]
    rights += [_TCP] if known >= _NETWORK_SINCE else []
    rights += [_SCOPES] if known >= _SCOPES_SINCE else []
    attributes = _buffer(struct.pack(f"{len(rights)}Q", *rights))
    rules = system_call(_CREATE_RULESET, attributes, len(attributes), 0)
    try:
        for path in readable:
            _allow(rules, path, _READ_FILE | (_READ_DIR if Path(path).is_dir() else 0))
        for path in writable:
            _allow(rules, path, _READ_FILE | _WRITE_FILE)
        system_call(_RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: str, access: int) -> None:
    try:
        file = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        system_call(_ADD_RULE, rules, _PATH_BENEATH, _buffer(struct.pack("=Qi", access, file)), 0)
    finally:
        os.close(file)


def _buffer(content: bytes) -> ctypes.Array[ctypes.c_char]:
    return ctypes.create_string_buffer(content, len(content))
