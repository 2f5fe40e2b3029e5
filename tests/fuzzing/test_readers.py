"""Every reader against the same broken files in every run; ``make fuzz`` tries new ones."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzzing.mutations import files, noise
from tests.fuzzing.properties import check, read_in_time
from tests.fuzzing.samples import NAMES, PARAGRAPH, sample

EXAMPLES = 60
BOUNDED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,  # ``check`` has its own.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NAMED = [pytest.param(format_, id=format_) for format_ in NAMES]


@pytest.mark.parametrize("format_", NAMED)
def test_the_whole_sample_is_read(format_: str) -> None:
    contents = read_in_time(sample(format_), NAMES[format_])
    assert [part.refused for part in contents] == [""] * len(contents)
    for part in contents:
        assert any(PARAGRAPH in document.text for document in part.documents)


@pytest.mark.parametrize("format_", NAMED)
@BOUNDED
@given(st.data())
def test_a_broken_file_is_read_soundly_or_refused(format_: str, data: st.DataObject) -> None:
    check(data.draw(files(format_)), NAMES[format_])


@BOUNDED
@given(noise(), st.sampled_from(sorted(set(NAMES.values()))))
def test_noise_is_read_soundly_or_refused(content: bytes, name: str) -> None:
    check(content, name)
