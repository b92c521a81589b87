"""Which passwords are too easy here: those that are little more than words lying at hand in this town."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from touyan.town.models import Person
from touyan.town.reads import site

AT_HAND = (
    "touyan",
    "头雁",
    "password",
    "passwd",
    "密码",
    "口令",
    "admin",
    "管理员",
    "secretary",
    "书记",
)
"""Beside the town's own names and whoever's password it is. docs/security.md says so to whoever asks."""
FEW = 4
"""Signs that must be left once such words are taken out."""
_BETWEEN = re.compile(r"[\W\d_]+")


class AtHand:
    def validate(self, password: str, user: Person | None = None) -> None:
        letters = _BETWEEN.sub("", password.lower())
        left = letters
        for word in sorted(_known(user), key=len, reverse=True):
            left = left.replace(word, "")
        if left != letters and len(left) < FEW:
            raise ValidationError(self.get_help_text(), code="at_hand")

    def get_help_text(self) -> str:
        return _(
            "Names of the town, of people and of this program are guessed first. Take other words."
        )


def _known(user: Person | None) -> set[str]:
    town = site()
    said = [town["name"], town["name_en"], *AT_HAND]
    if user is not None:
        said += [user.name, user.login or "", user.initials]
    words = {word for one in said for word in _BETWEEN.sub(" ", one.lower()).split()}
    # 吴山镇 is 吴山 to whoever lives there.
    return {word for word in words | {w.rstrip("镇乡县市") for w in words} if len(word) > 1}
