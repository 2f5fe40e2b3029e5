"""Reading in a process of its own: whatever a file does there costs only that file."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from retrieval.documents.sandbox.parser import Parser, ParsingLimits
from retrieval.errors import TryAgainError, UnreadableDocumentError
from tests.retrieval.documents.sandbox.misbehaving import HARMLESS

if TYPE_CHECKING:
    from collections.abc import Iterator

READER = "tests.retrieval.documents.sandbox.misbehaving:read"
LIMITS = ParsingLimits(
    seconds=30, memory=300_000_000, input_bytes=10_000, output_characters=100_000
)
WITHOUT_LINES = dataclasses.replace(HARMLESS, lines=())


@pytest.fixture(scope="module")
def shared() -> Iterator[Parser]:
    """Return a parser of misbehaving files."""
    with Parser(LIMITS, reader=READER) as parser:
        yield parser


@pytest.fixture
def parser(shared: Parser) -> Iterator[Parser]:
    """Return a parser, and check that the next file is read whatever the last one did."""
    yield shared
    assert shared.read(b"do_nothing", "next.txt") == (WITHOUT_LINES,)


def refusal(parser: Parser, deed: str) -> str:
    """Return why a file is refused."""
    with pytest.raises(UnreadableDocumentError) as refused:
        parser.read(deed.encode(), "bad.pdf")
    return str(refused.value)


def pid_of(parser: Parser) -> int:
    """Return the number of the worker process."""
    return int(parser.read(b"process", "a.txt")[0].documents[0].text)


def is_running(pid: int) -> bool:
    """Tell whether a process exists; one of ours that ended and was waited for does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for_end(pid: int) -> None:
    """Wait for a process that is not ours to be gone, or at least dead."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return
        if state[0] == "Z":
            return
        time.sleep(0.01)
    pytest.fail(f"process {pid} is still running")


def test_a_file_is_read_as_its_reader_reads_it(parser: Parser) -> None:
    assert parser.read(b"do_nothing", "a.txt") == (WITHOUT_LINES,)


def test_the_account_of_lines_comes_only_when_asked_for(parser: Parser) -> None:
    assert parser.read(b"do_nothing", "a.txt", explain=True) == (HARMLESS,)


def test_one_process_reads_many_files(parser: Parser) -> None:
    assert pid_of(parser) == pid_of(parser)


def test_a_real_document_is_read_by_the_real_reader() -> None:
    with Parser() as parser:
        contents = parser.read("# Bins\n\nIt’s emptied on Mondays.\n".encode(), "bins.md")
    assert contents[0].documents[0].text == "Bins\n\nIt’s emptied on Mondays."
    assert contents[0].documents[0].metadata.title == "Bins"


def test_a_refusal_keeps_its_sentence(parser: Parser) -> None:
    assert refusal(parser, "refuse bad.pdf is encrypted.") == "bad.pdf is encrypted."


def test_a_bug_in_a_reader_is_a_refusal_with_its_type(
    parser: Parser, caplog: pytest.LogCaptureFixture
) -> None:
    assert refusal(parser, "fail the divisor is 0") == (
        "bad.pdf could not be read because the reader failed at it (ZeroDivisionError); "
        "save it as plain text, and add it again."
    )
    assert "ZeroDivisionError: the divisor is 0" in caplog.text


@pytest.mark.parametrize("deed", ["loop", "sleep 60", "hold_on"])
def test_the_time_limit_holds(deed: str) -> None:
    with Parser(dataclasses.replace(LIMITS, seconds=0.5), reader=READER) as parser:
        pid = pid_of(parser)
        begun = time.monotonic()
        assert refusal(parser, deed) == (
            "bad.pdf took more than 0.5 seconds to read; "
            "split it or save it as plain text, and add it again."
        )
        assert time.monotonic() - begun < 2
        assert not is_running(pid)
        assert parser.read(b"do_nothing", "next.txt") == (WITHOUT_LINES,)


@pytest.mark.parametrize("deed", ["take_memory 3000000000", "take_memory_bit_by_bit"])
def test_the_memory_limit_holds(parser: Parser, deed: str) -> None:
    assert refusal(parser, deed) == (
        "bad.pdf took more than 300 MB of memory to read; "
        "split it or save it as plain text, and add it again."
    )


@pytest.mark.parametrize("characters", [100_001, 10**8])
def test_the_output_limit_holds(parser: Parser, characters: int) -> None:
    assert refusal(parser, f"long_text {characters}") == (
        "bad.pdf holds more than 100,000 characters of text; split it, and add the parts."
    )


def test_text_up_to_the_output_limit_is_read(parser: Parser) -> None:
    contents = parser.read(b"long_text 100000", "a.txt")
    assert contents[0].documents[0].text == "x" * 100_000


def test_a_file_that_is_too_large_is_not_even_sent(parser: Parser) -> None:
    with pytest.raises(UnreadableDocumentError) as refused:
        Parser().read(bytes(100_000_001), "big.pdf")
    assert str(refused.value) == (
        "big.pdf has 100 MB, and at most 100 MB are read; "
        "split it or save it as plain text, and add it again."
    )


@pytest.mark.parametrize(
    "deed", ["crash", "overflow", "exit 0", "exit 1", "leave", "lies", "nothing"]
)
def test_a_file_that_takes_its_parser_along_is_refused(parser: Parser, deed: str) -> None:
    assert refusal(parser, deed) == (
        "bad.pdf made its parser crash; save it as plain text, and add it again."
    )


def test_a_file_of_too_many_blocks_is_refused() -> None:
    with Parser(dataclasses.replace(LIMITS, output_characters=300_000), reader=READER) as parser:
        assert refusal(parser, "many_blocks 200001") == (
            "bad.pdf holds more than 200,000 paragraphs, rows and headings; "
            "split it, and add the parts."
        )


def test_what_a_library_prints_or_asks_for_does_not_disturb(parser: Parser) -> None:
    assert parser.read(b"print +garbage", "a.txt") == (WITHOUT_LINES,)


def test_no_secret_of_the_environment_reaches_the_parser(
    parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    with Parser(LIMITS, reader=READER) as fresh:
        names = fresh.read(b"environment", "a.txt")[0].documents[0].text.split()
    assert set(names) <= {
        "LANG", "LC_ALL", "LC_CTYPE", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONUTF8", "TZ",
        "OMP_WAIT_POLICY",  # Set by this package itself, in every process.
    }  # fmt: skip


def test_a_parser_that_is_killed_from_outside_means_try_again() -> None:
    with Parser(LIMITS, reader=READER) as parser:
        pid = pid_of(parser)
        killer = threading.Timer(0.3, os.kill, (pid, signal.SIGKILL))
        killer.start()
        with pytest.raises(TryAgainError) as transient:
            parser.read(b"sleep 20", "a.txt")
        killer.join()
        assert str(transient.value) == (
            "a.txt was not read because its parser was ended from outside (signal 9); try again."
        )
        assert parser.read(b"sleep 0", "a.txt") == (WITHOUT_LINES,)


def test_a_parser_that_was_killed_between_two_files_is_replaced() -> None:
    with Parser(LIMITS, reader=READER) as parser:
        pid = pid_of(parser)
        os.kill(pid, signal.SIGKILL)
        wait_for_end(pid)
        assert pid_of(parser) != pid


def test_a_parser_that_does_not_start_means_try_again() -> None:
    with (
        Parser(LIMITS, reader="retrieval.no_such_module:read") as parser,
        pytest.raises(TryAgainError) as transient,
    ):
        parser.read(b"", "a.txt")
    assert str(transient.value) == (
        "a.txt was not read because the parser did not start (ModuleNotFoundError: "
        "No module named 'retrieval.no_such_module'); try again, and if it goes on, install again."
    )


def test_a_worker_is_replaced_after_its_share_of_files() -> None:
    with Parser(LIMITS, reader=READER, files_per_worker=2) as parser:
        first, second, third = pid_of(parser), pid_of(parser), pid_of(parser)
    assert first == second != third


def test_a_worker_that_keeps_much_memory_is_replaced(parser: Parser) -> None:
    before = pid_of(parser)
    parser.read(b"keep_memory 50000000", "a.txt")
    assert pid_of(parser) == before
    parser.read(b"keep_memory 50000000", "a.txt")
    assert pid_of(parser) != before


def test_nothing_is_left_after_close() -> None:
    threads = threading.active_count()
    files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    with Parser(LIMITS, reader=READER) as parser:
        pid = pid_of(parser)
    assert not is_running(pid)
    assert threading.active_count() == threads
    assert len(os.listdir("/proc/self/fd")) == files  # noqa: PTH208


def test_two_threads_take_turns(parser: Parser) -> None:
    found: list[int] = []

    def read(length: int) -> None:
        for _ in range(5):
            text = parser.read(f"slow_text {length}".encode(), "a.txt")[0].documents[0].text
            found.append(len(text) - length)

    threads = [threading.Thread(target=read, args=(length,)) for length in (10, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [0] * 10


@pytest.mark.parametrize("deed", ["sleep 60", "hold_on"])
def test_no_parser_outlives_its_parent(deed: str) -> None:
    program = (
        "import sys\n"
        "from retrieval.documents.sandbox.parser import Parser\n"
        f"parser = Parser(reader={READER!r})\n"
        "print(parser.read(b'process', 'a')[0].documents[0].text, flush=True)\n"
        f"parser.read({deed.encode()!r}, 'a')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=Path(__file__).parents[4]
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        time.sleep(0.2)  # Not needed for the outcome; the file is being read then.
        parent.kill()
    wait_for_end(worker)


def test_reading_documents_does_not_load_the_library() -> None:
    program = (
        "import sys, retrieval.documents.sandbox.worker\n"
        "print([name for name in ('faiss', 'sqlalchemy', 'torch', 'retrieval.library')"
        " if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[4],
    )
    assert done.stdout == "[]\n"
