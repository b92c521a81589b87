"""Names as they are typed on a Chinese keyboard, by their initials."""

import subprocess
import sys

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
        ("李朝霞", "lzx"),
        ("张朝阳", "zcy"),
        ("陈国乐", "cgl"),
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


def test_the_words_of_texts_are_not_loaded_for_names():
    """They would hold 44 MB in every town."""
    said = "import sys, touyan.kernel.initials; print('pypinyin.phrases_dict' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
