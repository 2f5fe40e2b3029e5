"""A filter of system calls (``seccomp(2)``): what reading a document never needs, the kernel refuses.

The filter is a program of the classic packet filter that looks at the number of a call and, for a
few, at its first argument. A call that is refused fails with ``EPERM``, which libraries can take.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

from retrieval.documents.sandbox.kernel import system_call

_NUMBERS = {
    # Name: the numbers on x86_64 and aarch64; -1 where there is none.
    "seccomp": (317, 277),
    # Network, and the calls that could be handed one unseen.
    "socket": (41, 198), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    # Other programs.
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, -1), "vfork": (58, -1),
    "memfd_create": (319, 279),
    # Other processes.
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438),
    # The kernel and its view of files.
    "mknod": (133, -1), "mknodat": (259, 33), "mount": (165, 40), "umount2": (166, 39),
    "unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "keyctl": (250, 219),
    # Allowed for this process alone, or for a new thread alone.
    "kill": (62, 129), "tgkill": (234, 131), "prlimit64": (302, 261), "clone": (56, 220),
    "clone3": (435, 435),
}  # fmt: skip
_ON_ITSELF = ("kill", "tgkill", "prlimit64")
_SPECIAL = frozenset({"seccomp", *_ON_ITSELF, "clone", "clone3"})
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Column above, and the name in ``linux/audit.h``."""
_X32 = 0x40000000
"""From here on, x86_64 numbers the same calls once more for programs with short pointers."""
_CLONE_THREAD = 0x10000

_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_AT_NUMBER, _AT_ARCHITECTURE, _AT_ARGUMENT = 0, 4, 16
"""Places in ``struct seccomp_data``; of the argument, the lower half."""
_ALLOW = 0x7FFF0000
_FAIL = 0x00050000
_REFUSE = _FAIL | errno.EPERM

_Instruction = tuple[int, int, int, int]
"""Code, jumps if true and if false, and value."""


def restrict() -> None:
    """Have the kernel refuse this process and all its threads, for good, what it never needs.

    :raises OSError: if the kernel or the architecture is another, or does not allow it.
    """
    machine = os.uname().machine if hasattr(os, "uname") else ""
    if machine not in _ARCHITECTURES:
        raise OSError(f"there is no filter for {machine or 'this system'}")
    column, architecture = _ARCHITECTURES[machine]
    numbers = {name: both[column] for name, both in _NUMBERS.items() if both[column] >= 0}
    instructions = _program(numbers, architecture, os.getpid())
    code = b"".join(struct.pack("=HBBI", *each) for each in instructions)
    held = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("@HP", len(instructions), ctypes.addressof(held))
    pointer = ctypes.create_string_buffer(program, len(program))
    system_call(numbers["seccomp"], _SET_MODE_FILTER, _ALL_THREADS, pointer)


def _program(numbers: dict[str, int], architecture: int, process: int) -> list[_Instruction]:
    program = [
        (_LOAD, 0, 0, _AT_ARCHITECTURE),
        (_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, _AT_NUMBER),
        (_IF_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _REFUSE),
    ]
    for name, number in numbers.items():
        if name not in _SPECIAL:
            program += _for(number, [(_RETURN, 0, 0, _REFUSE)])
    for name in _ON_ITSELF:
        own = [(_IF_EQUAL, 1, 0, process)]
        if name == "prlimit64":  # There, 0 is the process itself; for the others, its whole group.
            own = [(_IF_EQUAL, 2, 0, process), (_IF_EQUAL, 1, 0, 0)]
        program += _for(numbers[name], [(_LOAD, 0, 0, _AT_ARGUMENT), *own, *_REFUSE_OR_ALLOW])
    thread = [(_LOAD, 0, 0, _AT_ARGUMENT), (_IF_BITS, 1, 0, _CLONE_THREAD)]
    program += _for(numbers["clone"], [*thread, *_REFUSE_OR_ALLOW])
    # Its flags are in memory, where a filter cannot look; the C library goes back to clone then.
    program += _for(numbers["clone3"], [(_RETURN, 0, 0, _FAIL | errno.ENOSYS)])
    return [*program, (_RETURN, 0, 0, _ALLOW)]


_REFUSE_OR_ALLOW = [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]


def _for(number: int, then: list[_Instruction]) -> list[_Instruction]:
    return [(_IF_EQUAL, 0, len(then), number), *then]
