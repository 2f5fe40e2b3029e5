"""Settings of the Discord side."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import BotSettings
from retrieval.errors import SettingsError
from retrieval.settings import RetrievalSettings


def test_defaults() -> None:
    settings = BotSettings.load()

    assert settings.token is None
    assert settings.log_level == "INFO"
    assert settings.answer_seconds == 20.0
    assert settings.max_questions == 64
    assert settings.cooldown_seconds == 2.0
    assert settings.digest_hours == 7 * 24
    assert (settings.shard_count, settings.shard_ids) == (None, ())
    assert (settings.metrics_port, settings.log_format) == (0, "console")


def test_the_token_is_read_from_env_without_blanks_and_never_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", " abc.def ")
    settings = BotSettings.load()

    assert settings.token is not None
    assert settings.token.get_secret_value() == "abc.def"
    assert "abc" not in repr(settings)


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_token_is_none(blank: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", blank)

    assert BotSettings.load().token is None


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("DISCORD_LOG_LEVEL=LOUD", "DISCORD_LOG_LEVEL"),
        ("DISCORD_ANSWER_SECONDS=0", "DISCORD_ANSWER_SECONDS"),
        ("DISCORD_MAX_QUESTIONS=many", "DISCORD_MAX_QUESTIONS"),
        ("DISCORD_COOLDOWN_SECONDS=-1", "DISCORD_COOLDOWN_SECONDS"),
        ("DISCORD_ATTACHMENT_HOSTS=http://files.example.org", "DISCORD_ATTACHMENT_HOSTS"),
        ("DISCORD_TOKN=abc", "DISCORD_TOKN"),
        ("DISCORD_LOG_FORMAT=xml", "DISCORD_LOG_FORMAT"),
        ("DISCORD_METRICS_PORT=70000", "DISCORD_METRICS_PORT"),
        ("DISCORD_SHARD_COUNT=0", "DISCORD_SHARD_COUNT"),
        ("DISCORD_SHARD_IDS=0", "DISCORD_SHARD_IDS: Value error, DISCORD_SHARD_COUNT has to say"),
        (
            "DISCORD_SHARD_COUNT=4\nDISCORD_SHARD_IDS=2-4",
            "DISCORD_SHARD_IDS: Value error, there is no shard 4: of 4 the last is 3",
        ),
        (
            "DISCORD_SHARD_COUNT=4\nDISCORD_SHARD_IDS=3-1",
            "DISCORD_SHARD_IDS: Value error, '3-1' is no number or range such as 0-3",
        ),
        (
            "DISCORD_SHARD_COUNT=4\nDISCORD_SHARD_IDS=1,",
            "DISCORD_SHARD_IDS: Value error, '' is no number or range such as 0-3",
        ),
    ],
)
def test_a_wrong_setting_is_named_on_one_line(line: str, named: str) -> None:
    Path(".env").write_text(f"{line}\n", encoding="utf-8")

    with pytest.raises(SettingsError) as caught:
        BotSettings.load()

    assert str(caught.value).startswith(named)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("said", "ids"),
    [("", ()), ("3", (3,)), ("0-2", (0, 1, 2)), (" 5, 0-1 ,1", (5, 0, 1))],
)
def test_shards_are_numbers_and_ranges(
    said: str, ids: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_SHARD_COUNT", "8")
    monkeypatch.setenv("DISCORD_SHARD_IDS", said)

    assert BotSettings.load().shard_ids == ids
    assert BotSettings.load().shard_count == 8


def test_every_setting_is_in_the_example() -> None:
    example = Path(__file__).parents[2].joinpath(".env.example").read_text(encoding="utf-8")
    named = {line.partition("=")[0] for line in example.splitlines() if line[:1].isupper()}

    for settings in (BotSettings, RetrievalSettings):
        prefix = settings.model_config.get("env_prefix", "")
        ours = {f"{prefix}{field}".upper() for field in settings.model_fields}
        assert {name for name in named if name.startswith(prefix)} == ours


def test_further_hosts_of_attachments_are_read_as_origins(monkeypatch: pytest.MonkeyPatch) -> None:
    assert BotSettings.load().attachment_hosts == ()

    monkeypatch.setenv(
        "DISCORD_ATTACHMENT_HOSTS", "https://Files.example.org/, http://127.0.0.1:81"
    )

    expected = ("https://files.example.org", "http://127.0.0.1:81")
    assert BotSettings.load().attachment_hosts == expected
