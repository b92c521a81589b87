"""A receipt: sixteen letters that open one page, for whoever holds them and for nobody else."""

import secrets
from unicodedata import normalize

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits that are not taken for one another on paper."""
LETTERS = 16


def fresh() -> str:
    """One that nobody guesses: 79 bits."""
    return "".join(secrets.choice(ALPHABET) for _n in range(LETTERS))


def heard(typed: str) -> str:
    """As it was given out; spaces, hyphens and capitals do not matter. Empty where nothing was typed."""
    return "".join(sign for sign in normalize("NFKC", typed).lower() if sign.isalnum())[:40]
