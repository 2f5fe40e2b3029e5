"""What a process that reads documents cannot do, each tried from inside of it."""

from __future__ import annotations

import os
import platform
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from retrieval.documents.reading import read
from retrieval.documents.sandbox import confinement, landlock
from retrieval.documents.sandbox.confinement import is_within
from retrieval.documents.sandbox.parser import Parser, ParsingLimits
from retrieval.errors import UnreadableDocumentError
from tests.fuzzing.samples import NAMES, sample

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[4]
LIMITS = ParsingLimits(seconds=30, memory=300_000_000)
READER = "tests.retrieval.documents.sandbox.misbehaving:read"


landlocked = pytest.mark.skipif(not landlock.version(), reason="the kernel has no Landlock")
filtered = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"),
    reason="there is no filter of system calls for it",
)


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    """Return a parser of misbehaving files."""
    with Parser(LIMITS, reader=READER) as parser:
        yield parser


@pytest.fixture(scope="module")
def real_parser() -> Iterator[Parser]:
    """Return a parser with the real readers."""
    with Parser() as parser:
        yield parser


def outcome(parser: Parser, deed: str) -> str:
    """Return what a deed led to: what was forbidden, or the text that was read."""
    try:
        return parser.read(deed.encode(), "a.txt")[0].documents[0].text
    except UnreadableDocumentError as refused:
        return str(refused)


@pytest.mark.parametrize(
    ("deed", "event"),
    [
        ("look_up example.org", "socket.getaddrinfo"),
        ("run /bin/true", "subprocess.Popen"),
        ("fork", "os.fork"),
        ("execute /bin/true", "os.exec"),
        ("system true", "os.system"),
        ("kill 1", "os.kill"),
        ("load libm.so.6", "ctypes.dlopen"),
    ],
)
def test_no_reader_reaches_out(parser: Parser, deed: str, event: str) -> None:
    assert outcome(parser, deed) == f"forbidden: a reader may not use {event}"


def test_no_reader_connects_to_a_server_that_is_there(parser: Parser) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        port = server.getsockname()[1]
        assert outcome(parser, f"connect {port}").startswith(
            "forbidden: a reader may not use socket"
        )
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize("deed", ["write", "append", "open_to_write"])
def test_no_reader_writes_a_file(parser: Parser, tmp_path: Path, deed: str) -> None:
    there, new = tmp_path / "there.txt", tmp_path / "new.txt"
    there.write_text("kept", encoding="utf-8")
    for path in (there, new):
        assert outcome(parser, f"{deed} {path}") == f"forbidden: a reader may not write '{path}'"
    assert there.read_text(encoding="utf-8") == "kept"
    assert not new.exists()


def test_no_reader_removes_a_file(parser: Parser, tmp_path: Path) -> None:
    path = tmp_path / "there.txt"
    path.touch()
    assert outcome(parser, f"remove {path}") == "forbidden: a reader may not use os.remove"
    assert path.exists()


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", str(ROOT / "pyproject.toml"), f"{sys.prefix}/../../../../../../etc/passwd"],
)
def test_no_reader_looks_into_other_files(parser: Parser, path: str) -> None:
    assert outcome(parser, f"look {path}") == f"forbidden: a reader may not look into '{path}'"


def test_a_link_lies_where_it_leads(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "inside-not"
    inside.mkdir()
    outside.mkdir()
    (inside / "out").symlink_to(outside)
    (inside / "in").symlink_to(inside)
    roots = [str(inside)]
    assert is_within(str(inside), roots)
    assert is_within(str(inside / "in" / "a.txt"), roots)
    assert not is_within(str(inside / "out"), roots)
    assert not is_within(str(inside / "out" / "a.txt"), roots)
    assert not is_within(str(inside / ".." / "a.txt"), roots)
    assert not is_within(str(outside), roots)


def test_no_reader_lists_other_folders(parser: Parser, tmp_path: Path) -> None:
    assert (
        outcome(parser, f"list {tmp_path}") == f"forbidden: a reader may not look into '{tmp_path}'"
    )


def test_a_reader_may_look_into_its_own_package(parser: Parser) -> None:
    assert "py.typed" in outcome(parser, f"list {ROOT / 'retrieval'}").split()


@pytest.mark.skipif(sys.platform != "linux", reason="what the kernel says of a process")
def test_the_kernel_holds_the_limits(parser: Parser) -> None:
    limits = outcome(parser, "limits").split()
    assert {"FSIZE=0", "CORE=0", "NOFILE=64", "NPROC=0", "NO_NEW_PRIVS=1"} <= set(limits)
    space = next(int(limit.removeprefix("AS=")) for limit in limits if limit.startswith("AS="))
    assert 300_000_000 < space < 700_000_000
    time = next(int(limit.removeprefix("CPU=")) for limit in limits if limit.startswith("CPU="))
    assert 31 <= time <= 60


@landlocked
def test_native_code_reads_no_other_file(parser: Parser, tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("secret", encoding="utf-8")
    assert outcome(parser, f"natively open {path} {os.O_RDONLY}") == "returned -1"
    module = ROOT / "retrieval" / "errors.py"
    assert outcome(parser, f"natively open {module} {os.O_RDONLY}") != "returned -1"
    assert outcome(parser, f"natively open {module} {os.O_RDWR}") == "returned -1"


@landlocked
def test_native_code_makes_no_file(parser: Parser, tmp_path: Path) -> None:
    path = tmp_path / "new"
    flags = os.O_WRONLY | os.O_CREAT
    assert outcome(parser, f"natively open {path} {flags} {0o600}") == "returned -1"
    assert outcome(parser, f"natively mkfifo {path} {0o600}") == "returned -1"
    assert not path.exists()


@filtered
@pytest.mark.parametrize(
    "call",
    [
        f"socket {int(socket.AF_INET)} {int(socket.SOCK_DGRAM)} 0",
        "execl /bin/true true 0",
        "fork",
        "kill {pid} 0",
        "ptrace 16 {pid} 0 0",
    ],
)
def test_native_code_reaches_nothing_outside(parser: Parser, call: str) -> None:
    assert outcome(parser, f"natively {call.format(pid=os.getpid())}") == "returned -1"


def test_a_library_may_start_a_thread(parser: Parser) -> None:
    assert outcome(parser, "start_thread done") == "done"


def test_a_fence_that_the_kernel_lacks_is_told(caplog: pytest.LogCaptureFixture) -> None:
    def restrict() -> None:
        raise OSError("no such call")

    confinement._fence("files", restrict)  # noqa: SLF001
    assert caplog.messages == ["files are not restricted by the kernel: no such call"]


@pytest.mark.parametrize(("user", "version", "told"), [(0, 0, 1), (0, 7, 0), (1000, 0, 0)])
def test_root_without_landlock_is_warned_once(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    user: int,
    version: int,
    told: int,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(landlock, "version", lambda: version)
    confinement.warn_if_weak.cache_clear()
    confinement.warn_if_weak()
    confinement.warn_if_weak()
    confinement.warn_if_weak.cache_clear()
    assert len(caplog.messages) == told


@pytest.mark.parametrize("format_", NAMES)
def test_every_format_is_read_as_well_as_outside(real_parser: Parser, format_: str) -> None:
    content, name = sample(format_), NAMES[format_]
    assert real_parser.read(content, name, explain=True) == read(content, name)
