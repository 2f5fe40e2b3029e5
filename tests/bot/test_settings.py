"""Settings of the Discord side."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import BotSettings
from retrieval.errors import SettingsError


def test_defaults() -> None:
    settings = BotSettings.load()

    assert settings.token is None
    assert settings.log_level == "INFO"
    assert settings.answer_seconds == 20.0
    assert settings.max_questions == 64
    assert settings.cooldown_seconds == 2.0


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
        ("DISCORD_TOKN=abc", "DISCORD_TOKN"),
    ],
)
def test_a_wrong_setting_is_named_on_one_line(line: str, named: str) -> None:
    Path(".env").write_text(f"{line}\n", encoding="utf-8")

    with pytest.raises(SettingsError) as caught:
        BotSettings.load()

    assert str(caught.value).startswith(named)
    assert "\n" not in str(caught.value)
