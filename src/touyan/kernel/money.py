"""Amounts in fen, as they are written and as they are said."""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _


def yuan(fen: int) -> str:
    """`450` → `4.50`: for columns of figures."""
    return f"{Decimal(fen) / 100:.2f}"


def said_yuan(fen: int) -> str:
    """`450` → 4元5角, or 4.50 yuan: for reading out; `48000000` → 480,000元."""
    whole, rest = divmod(fen, 100)
    if rest == 0:
        return _("{n} yuan").format(n=f"{whole:,}")
    if get_language() == "en" or rest % 10:
        return _("{n} yuan").format(n=yuan(fen))
    tenths = f"{rest // 10}角"
    return f"{whole}元{tenths}" if whole else tenths
