"""Names as they are typed on a Chinese keyboard, by their initials."""

import pytest

from touyan.kernel.initials import initials


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("唐秀英", "txy"),
        ("葛 秀", "gx"),
        ("单晓雯", "sxw"),
        ("曾长根", "zcg"),
        ("解爱民", "xam"),
        ("查家宝", "zjb"),
        ("Anna Li", "annali"),
        ("2号楼", "2hl"),
        ("", ""),
        ("（）", ""),
    ],
)
def test_a_name_is_found_by_its_initials_and_a_surname_by_how_it_sounds(name, said):
    assert initials(name) == said


def test_initials_fit_into_their_column():
    assert len(initials("唐" * 200)) == 60
