"""Which channels are open here, when somebody may be disturbed, and when to try again."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from touyan.channels.models import Choice
from touyan.channels.states import CODE_DIGITS, CODE_WITHIN, DELAYS, GROUP, OLD_NEWS, Channel
from touyan.kernel import clock
from touyan.kernel.sealed import blinds

MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)


def is_open(channel: str) -> bool:
    """Whether whoever runs this installation has set the channel up."""
    here = {
        Channel.WEBHOOK: True,
        Channel.MAIL: settings.MAIL_ON,
        Channel.SMS: settings.SMS.on,
        Channel.WECHAT: settings.WECHAT.on,
    }
    return bool(here[Channel(channel)])


def awake(choice: Choice, at: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours into which it falls."""
    local = timezone.localtime(at)
    since, until, now = choice.quiet_from, choice.quiet_until, local.time()
    if since == until:
        return at
    quiet = since <= now < until if since < until else now >= since or now < until
    if not quiet:
        return at
    morning = local.replace(
        hour=until.hour, minute=until.minute, second=until.second, microsecond=0
    )
    return morning if morning > local else morning + timedelta(days=1)


def when(choice: Choice, at: datetime, *, urgent: bool) -> datetime:
    """When a message should leave: urgent ones at once, others together and not at night."""
    if urgent:
        return at
    return awake(choice, at + GROUP if choice.grouped else at)


def again_at(attempts: int) -> datetime | None:
    """When to try once more after so many attempts; None where it is given up."""
    if attempts > len(DELAYS):
        return None
    return clock.now() + DELAYS[attempts - 1]


def is_old_news(at: datetime) -> bool:
    """Whether an act tells of another time, as an imported ledger does. The clock that a ledger sets is
    compared with the machine's."""
    return at < datetime.now(UTC) - OLD_NEWS


def wrong_address(address: str) -> str | None:
    try:
        validate_email(address)
    except ValidationError:
        return _("This is not a mail address. It looks like name@example.cn.")
    return None


def plain_mobile(typed: str) -> str:
    """The eleven digits of a Chinese mobile number, however it was typed; "" where it is none."""
    plain = re.sub(r"[\s()（）-]", "", typed)
    plain = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", plain)
    return plain if MOBILE.fullmatch(plain) else ""


def wrong_mobile(phone: str) -> str | None:
    if MOBILE.fullmatch(phone):
        return None
    return _("Text messages need a Chinese mobile number: eleven digits, beginning with 1.")


def codes_of(choice: Choice) -> list[str]:
    """The six digits that prove this number, under each key in force; nothing of them is stored. None once they are too old."""
    if choice.asked_at is None or clock.now() >= choice.asked_at + CODE_WITHIN:
        return []
    told = f"{choice.pk}:{choice.address}:{choice.asked_at.astimezone(UTC).isoformat()}"
    size = 10**CODE_DIGITS
    return [f"{int(one[:12], 16) % size:0{CODE_DIGITS}d}" for one in blinds(told, "phone code")]


def wrong_url(url: str) -> str | None:
    """What a webhook's address must be before anybody looks where it leads."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and "@" not in parts.netloc and (parts.port or 443) > 0
    except ValueError:
        named = False
    secure = named and (parts.scheme == "https" or parts.netloc in settings.WEBHOOKS_MAY_REACH)
    if secure and len(url) <= 300 and url.isprintable() and " " not in url:
        return None
    return _("Give an address that begins with https:// and carries no name or password.")
