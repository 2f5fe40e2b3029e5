"""System calls that Python has no function for."""

from __future__ import annotations

import ctypes
import os
import sys

_PR_SET_NO_NEW_PRIVS = 38
"""From ``linux/prctl.h``: no program that is started gains rights through its file's mode."""


def system_call(number: int, *arguments: int | ctypes.Array[ctypes.c_char] | None) -> int:
    """Call the kernel of Linux.

    :param arguments: numbers, buffers for it to read, or ``None`` for the null pointer.
    :raises OSError: if it fails, or if the system is not Linux.
    """
    if sys.platform != "linux":
        raise OSError(f"{sys.platform} has no system calls of Linux")
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    passed = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    result = int(library.syscall(ctypes.c_long(number), *passed))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def forbid_new_privileges() -> None:
    """Forbid this process for good to gain rights, without which it may not confine itself."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
