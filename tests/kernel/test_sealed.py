"""Personal data at rest: unreadable without the secret, findable by a blind index, readable after rotation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touyan.kernel.sealed import Unreadable, blind, blinds, derived, seal, unseal

NEXT = "the next one, as long as a secret should be"


@given(st.text())
def test_what_is_sealed_is_read_again(text):
    assert unseal(seal(text)) == text


def test_the_same_text_is_sealed_otherwise_each_time():
    assert seal("13900001234") != seal("13900001234")
    assert "13900001234" not in seal("13900001234")


def test_nothing_stays_nothing():
    assert (seal(""), unseal(""), blind("", "phone")) == ("", "", "")


def test_a_blind_index_is_the_same_for_the_same_text_and_purpose_only():
    assert blind("13900001234", "phone") == blind("13900001234", "phone")
    assert blind("13900001234", "phone") != blind("13900001235", "phone")
    assert blind("13900001234", "phone") != blind("13900001234", "receipt")
    assert len(blind("13900001234", "phone")) == 64


def test_after_rotation_the_old_is_read_and_found_and_the_new_is_written(settings):
    sealed, old = seal("周桂英"), blind("周桂英", "name")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = NEXT
    assert unseal(sealed) == "周桂英"
    assert blinds("周桂英", "name") == [blind("周桂英", "name"), old]
    renewed = seal("周桂英")
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(renewed) == "周桂英"
    with pytest.raises(Unreadable):
        unseal(sealed)


def test_what_was_altered_is_not_read():
    sealed = seal("周桂英")
    middle = len(sealed) // 2
    altered = sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :]
    for wrong in (altered, "周桂英", sealed[:-8]):
        with pytest.raises(Unreadable):
            unseal(wrong)


def test_each_purpose_has_a_key_of_its_own():
    keys = {
        derived(secret, purpose) for secret in ("a", "b") for purpose in ("seal", "blind:phone")
    }
    assert [len(key) for key in keys] == [32] * 4
