"""The initials of a name as it is spoken, by which people look each other up on a Chinese keyboard."""

import os

# Words of texts, which hold 44 MB in every town: of a hundred thousand names they read 150 otherwise, as often worse.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
from pypinyin import Style, lazy_pinyin, load_phrases_dict

SURNAMES = {
    "单": "s", "曾": "z", "解": "x", "查": "z", "仇": "q", "区": "o", "翟": "z", "覃": "q",
    "种": "c", "秘": "b", "乐": "y", "尉": "y", "召": "s", "祭": "z", "黑": "h", "盖": "g",
}  # fmt: skip
"""Characters that sound otherwise when they are a surname."""
GIVEN = {"长": "常", "重": "崇"}
"""Characters that sound otherwise in most given names: one that sounds like it."""

load_phrases_dict({f"朝{other}": [["zhāo"], [said]] for other, said in
                   (("霞", "xiá"), ("晖", "huī"), ("辉", "huī"), ("露", "lù"), ("云", "yún"))})  # fmt: skip
"""The morning, which is a name more often than the court is."""


def initials(name: str) -> str:
    """`单晓雯` → `sxw`; letters and digits stay as they are, in lower case; everything else is left out."""
    plain = "".join(c for c in name if c.isalnum())
    first, rest = plain[:1], plain[1:]
    if first in SURNAMES:
        return SURNAMES[first] + _spoken(rest)
    return _spoken(plain)


def _spoken(text: str) -> str:
    text = "".join(GIVEN.get(c, c) for c in text)
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()[:60]
