"""Days, sums and what stands between words, in the language of whoever reads."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from touyan.kernel.money import said_yuan
from touyan.kernel.written import aside, day, moment, month, said_of


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-hans", ["2021年9月7日", "2021年9月8日 00:12", "2021年9月", "照片：太大", "（密码）", "480,000元"]),
        ("en", ["7 Sep 2021", "8 Sep 2021 00:12", "Sep 2021", "照片: 太大", " (密码)", "480,000 yuan"]),
    ],
)  # fmt: skip
def test_it_is_written_as_people_write_it(language: str, said: list[str]) -> None:
    with translation.override(language):
        assert [
            day(date(2021, 9, 7)), moment(datetime(2021, 9, 7, 16, 12, tzinfo=UTC)), month(date(2021, 9, 1)),
            said_of("照片", "太大"), aside("密码"), said_yuan(48_000_000),
        ] == said  # fmt: skip


def test_what_has_not_happened_has_no_day() -> None:
    assert (day(None), moment(None)) == ("", "")
