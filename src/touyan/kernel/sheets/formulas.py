"""Text that a spreadsheet program would take for a formula.

In .csv nothing but a leading apostrophe stops it. Text that already begins with apostrophes and
such a sign gets one more, so that what is written can be read back exactly.
"""

import re

# The full-width signs too: spreadsheet programs set to Chinese or Japanese take them for the others.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_GUARDABLE = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def looks_like_one(text: str) -> bool:
    return _FORMULA.match(text) is not None


def guarded(text: str) -> str:
    return f"'{text}" if _GUARDABLE.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text
