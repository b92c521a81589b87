"""Personal data at rest: encrypted with keys made from the installation's secret, found by a blind index."""

import base64
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models


class Unreadable(Exception):
    """A sealed value that none of the configured keys opens."""


def derived(secret: str, purpose: str) -> bytes:
    """A 32-byte key for one purpose (HKDF-SHA256, RFC 5869)."""
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"touyan:{purpose}".encode())
    return kdf.derive(secret.encode())


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(derived(key, "seal"))) for key in keys])


@lru_cache(maxsize=16)
def _blind_key(secret: str, purpose: str) -> bytes:
    return derived(secret, f"blind:{purpose}")


def _keys() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def fingerprints() -> list[str]:
    """What each configured key may be called in public, newest first."""
    return [derived(key, "fingerprint")[:4].hex() for key in _keys()]


def seal(text: str) -> str:
    return _box(_keys()).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    try:
        return _box(_keys()).decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken as error:
        raise Unreadable("No configured key opens this value.") from error


def blind(text: str, purpose: str) -> str:
    """A digest to look a sealed value up by; the same text has another digest for another purpose."""
    if not text:
        return ""
    return hmac.new(_blind_key(settings.SECRET_KEY, purpose), text.encode(), "sha256").hexdigest()


def blinds(text: str, purpose: str) -> list[str]:
    """The digests under every configured key, newest first: rotation keeps old rows findable."""
    return [
        hmac.new(_blind_key(key, purpose), text.encode(), "sha256").hexdigest() for key in _keys()
    ]


class SealedField(models.TextField):  # type: ignore[type-arg]
    """Text that is plain in Python and sealed in the database. It cannot be searched: add a blind index."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if value is None else seal(value)

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return value if value is None else unseal(value)
