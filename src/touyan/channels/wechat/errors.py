"""What WeChat's numbers mean: whether trying again can help, and a sentence for whoever looks after the town."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from touyan.channels.states import NotSent, Unwanted


@dataclass(frozen=True)
class Meaning:
    why: str | Promise
    for_good: bool = False
    """Trying again cannot help."""
    rest: bool = False
    """Nothing else would get there either: leave WeChat alone for a while."""


STALE = frozenset({40001, 40014, 42001})
"""The access token is not the one in force: another one is fetched, and it is tried once more."""
REFUSES = frozenset({43004, 43101, 43116, 50002})
"""Whoever it is for does not follow the account, or does not want to be told."""

_SETTINGS = _("WeChat does not know the account's AppID or AppSecret. Look at the settings.")
_TOKEN = _("WeChat does not accept its access token. Does another program use this AppSecret?")
_QUOTA = _("The account has used up what WeChat grants it; it is tried again later.")
_RIGHT = _("WeChat has not granted the account this right.")

MEANINGS: dict[int, Meaning] = {
    -1: Meaning(_("WeChat is busy.")),
    **dict.fromkeys(STALE, Meaning(_TOKEN, rest=True)),
    40002: Meaning(_SETTINGS, rest=True),
    40013: Meaning(_SETTINGS, rest=True),
    40125: Meaning(_SETTINGS, rest=True),
    41002: Meaning(_SETTINGS, rest=True),
    41004: Meaning(_SETTINGS, rest=True),
    40164: Meaning(
        _("This machine's address is not on the account's list (IP 白名单)."), rest=True
    ),
    40003: Meaning(_("WeChat does not know this person any more."), for_good=True),
    40007: Meaning(_("What was sent to WeChat, or from there, lies there no more."), for_good=True),
    40029: Meaning(_("WeChat's code does not fit. Begin again."), for_good=True),
    40163: Meaning(_("WeChat's code was used already. Begin again."), for_good=True),
    40036: Meaning(_("WeChat does not know the template. Look at the settings."), rest=True),
    40037: Meaning(_("WeChat does not know the template. Look at the settings."), rest=True),
    40009: Meaning(_("WeChat finds a picture too large."), for_good=True),
    45001: Meaning(_("WeChat finds a picture too large."), for_good=True),
    40113: Meaning(_("WeChat does not take pictures of this kind."), for_good=True),
    45002: Meaning(_("WeChat finds the text too long."), for_good=True),
    45003: Meaning(_("WeChat finds the title too long."), for_good=True),
    45004: Meaning(_("WeChat finds the summary too long."), for_good=True),
    45009: Meaning(_QUOTA, rest=True),
    45011: Meaning(_QUOTA, rest=True),
    45166: Meaning(_("WeChat does not take the text's content."), for_good=True),
    47001: Meaning(_("WeChat cannot read what it was sent."), for_good=True),
    47003: Meaning(_("A blank of the template does not fit. Look at the settings."), rest=True),
    48001: Meaning(_RIGHT, rest=True),
    48004: Meaning(_RIGHT, rest=True),
    50001: Meaning(_RIGHT, rest=True),
    46003: Meaning(_("The account has no menu."), for_good=True),
}


class Refusal(NotSent):
    """WeChat said no, by its number; its own words repeat what it was sent, and are not kept."""

    def __init__(self, code: int) -> None:
        meaning = MEANINGS.get(code) or Meaning(_("WeChat refused it."))
        super().__init__(f"{meaning.why} ({code})", for_good=meaning.for_good, rest=meaning.rest)
        self.code = code


class NotWanted(Refusal, Unwanted):
    """Nothing went wrong: it is simply not wanted."""


def refusal(code: int) -> Refusal:
    return NotWanted(code) if code in REFUSES else Refusal(code)
