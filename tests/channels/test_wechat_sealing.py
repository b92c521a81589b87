"""WeChat's signature and encryption, by the vectors of WeChat's own sample programs, and by what is wrong with them."""

import base64
import contextlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as some

from touyan.channels.wechat.sealing import Unfit, decrypted, encrypted, fits, signature

KEY = base64.b64decode("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG=")
APP = "wx2c2769f8efd9abc2"
# From the sample that WeChat hands out with its documentation of 消息加解密.
TOKEN, AT, NONCE = "spamtest", "1409735669", "1320562132"
SIGNED = "5d197aaffba7e9b25a30732f161a50dee96bd5fa"
SEALED = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXp"
    "bUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlp"
    "Kn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD"
    "1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)


def test_wechats_own_sample_is_signed_as_it_says() -> None:
    assert signature(TOKEN, AT, NONCE, SEALED) == SIGNED
    assert signature(NONCE, SEALED, TOKEN, AT) == SIGNED
    assert signature("789", "456", "123") == "f7c3bc1d808e04732adf679965ccc34ca7ae3441"


def test_wechats_own_sample_is_read() -> None:
    plain = decrypted(SEALED, KEY, APP).decode()
    assert "<FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]></FromUserName>" in plain
    assert "<Content><![CDATA[abcdteT]]></Content>" in plain
    assert "<MsgId>6054768590064713728</MsgId>" in plain


def test_another_signature_does_not_fit() -> None:
    assert fits(SIGNED, TOKEN, AT, NONCE, SEALED)
    assert not fits(SIGNED.upper(), TOKEN, AT, NONCE, SEALED)
    assert not fits("", TOKEN, AT, NONCE, SEALED)
    assert not fits("é", TOKEN, AT, NONCE, SEALED)
    assert not fits(SIGNED, "another", AT, NONCE, SEALED)


def test_what_is_for_another_account_is_not_read() -> None:
    with pytest.raises(Unfit):
        decrypted(SEALED, KEY, "wx2c2769f8efd9abc3")
    with pytest.raises(Unfit):
        decrypted(encrypted(b"x", KEY, "wxanother"), KEY, APP)


@given(some.binary(max_size=400), some.text(string.ascii_lowercase, min_size=1, max_size=30))
def test_whatever_is_encrypted_is_read_again(text: bytes, app: str) -> None:
    sealed = encrypted(text, KEY, app)
    assert decrypted(sealed, KEY, app) == text
    assert len(base64.b64decode(sealed)) % 32 == 0


def test_the_same_words_never_look_the_same() -> None:
    assert encrypted("路灯".encode(), KEY, APP) != encrypted("路灯".encode(), KEY, APP)


@given(some.integers(0, 10_000), some.integers(1, 255))
def test_a_byte_that_was_changed_breaks_nothing_and_its_signature_does_not_fit(
    where: int, by: int
) -> None:
    whole = bytearray(base64.b64decode(SEALED))
    whole[where % len(whole)] ^= by
    changed = base64.b64encode(whole).decode()
    assert not fits(SIGNED, TOKEN, AT, NONCE, changed)
    with contextlib.suppress(Unfit):
        decrypted(changed, KEY, APP)


@pytest.mark.parametrize("nonsense", ["", "not base64!", "QUJD", SEALED[:-4], SEALED[:24], "QQ=="])
def test_nonsense_is_not_read_and_one_reason_is_given(nonsense: str) -> None:
    with pytest.raises(Unfit, match=r"^encryption$"):
        decrypted(nonsense, KEY, APP)


def test_a_length_beyond_the_end_is_not_read() -> None:
    """As if somebody had the key: what a message says of itself is not believed either."""
    sealed = encrypted(b"", KEY, "")
    with pytest.raises(Unfit):
        decrypted(sealed, KEY, APP)
