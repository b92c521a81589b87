"""Numbers that are read out over a telephone: digits only, the last one checks the others."""

from unicodedata import normalize

# The Damm algorithm's table: finds every wrong digit and every swapped neighbour (Damm, 2004).
_TABLE = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def check_digit(digits: str) -> str:
    interim = 0
    for digit in digits:
        interim = int(_TABLE[interim][int(digit)])
    return str(interim)


def spoken(number: int) -> str:
    """A row's number as people say it: at least six digits, the last a check digit."""
    digits = f"{number:05d}"
    return digits + check_digit(digits)


def heard(text: str) -> int | None:
    """The row's number from what was typed or said; None where a digit must be wrong."""
    digits = "".join(c for c in normalize("NFKC", text) if c.isalnum())
    if not (digits.isascii() and digits.isdigit() and 6 <= len(digits) <= 18):
        return None
    if spoken(int(digits[:-1])) != digits:
        return None
    return int(digits[:-1])
