"""What a client asked: the town, the key, dates and lists. An empty parameter is one that was not sent."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from touyan.api.acts import came
from touyan.api.models import Client
from touyan.api.open311.answers import Problem
from touyan.api.reads import client_of, towns
from touyan.api.states import KEY_MISSES, MISSES_WITHIN, Scope
from touyan.kernel import clock, tries
from touyan.town.models import Organisation

SPAN = timedelta(days=90)
MOST = 1000
"""A list is ninety days or a thousand rows, whichever is smaller."""


def town_of(sent: QueryDict) -> Organisation:
    """The jurisdiction: a town by its code; where there is only one, nobody has to name it."""
    code, found = sent.get("jurisdiction_id", "").strip(), list(towns())
    if not code and len(found) == 1:
        return found[0]
    if not code:
        raise Problem(400, _("jurisdiction_id was not provided: say which town, by its code."))
    for town in found:
        if town.code == code:
            return town
    raise Problem(404, _("jurisdiction_id was not found: there is no town with this code."))


def _key(request: HttpRequest) -> str:
    """As GeoReport has it, or where no log of a proxy holds it: `Authorization: Bearer …`."""
    told = request.GET.get("api_key") or request.POST.get("api_key")
    way, _space, key = request.headers.get("Authorization", "").strip().partition(" ")
    return told or (key.strip() if way.lower() == "bearer" else "")


def client(request: HttpRequest, town: Organisation) -> Client | None:
    """Whose key came along; None where none did. A wrong one is refused, and guessing is slowed down."""
    key = _key(request)
    if not key:
        return None
    guesses = f"api-key:{tries.line(request.META.get('REMOTE_ADDR', ''))}"
    if tries.spent(KEY_MISSES, guesses):
        raise tries.too_many(guesses)
    found = client_of(key)
    if found is None or not town.path.startswith(found.organisation.path):
        tries.count(guesses, window=MISSES_WITHIN)
        raise Problem(403, _("api_key: this key is not in force here."))
    if Scope.OPEN311 not in found.scopes:
        raise Problem(403, _("api_key: this key does not open Open311."))
    came(found)
    return found


def client_that_writes(request: HttpRequest, town: Organisation) -> Client:
    found = client(request, town)
    if found is None:
        raise Problem(
            403, _("api_key was not provided: the town gives out keys to systems it knows.")
        )
    return found


def listed(sent: QueryDict, name: str) -> list[str]:
    """A parameter that names several, separated by commas."""
    return [part.strip() for part in sent.get(name, "").split(",") if part.strip()][:MOST]


def moment(sent: QueryDict, name: str) -> datetime | None:
    """A W3C date with its zone; a date alone, or one without a zone, is the town's own."""
    text = sent.get(name, "").strip().replace(" ", "+")
    if not text:
        return None
    try:
        at = parse_datetime(text)
        day = parse_date(text) if at is None else None
    except ValueError:
        at = day = None
    if at is None and day is not None:
        at = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - made aware below
    if at is None:
        raise Problem(
            400, _("{name} must be a date such as 2026-11-26T08:00:00+08:00.").format(name=name)
        )
    return at if timezone.is_aware(at) else timezone.make_aware(at)


@dataclass(frozen=True)
class Span:
    """From a moment to a moment, ninety days at most."""

    since: datetime
    until: datetime

    @property
    def days(self) -> tuple[date, date]:
        return timezone.localdate(self.since), timezone.localdate(self.until)


def span(sent: QueryDict) -> Span:
    """The days that are asked for; without any, the last ninety."""
    since, until = moment(sent, "start_date"), moment(sent, "end_date")
    try:
        if until is None:
            until = clock.now() if since is None else min(clock.now(), since + SPAN)
        since = until - SPAN if since is None else since
    except OverflowError as error:
        raise Problem(
            400, _("start_date and end_date must be days that a calendar has.")
        ) from error
    if until < since:
        raise Problem(400, _("end_date lies before start_date."))
    if until - since > SPAN:
        raise Problem(400, _("start_date and end_date may span ninety days at most."))
    return Span(since.astimezone(UTC), until.astimezone(UTC))


def page(sent: QueryDict) -> tuple[int, int]:
    """Where a page begins, and how many rows it has."""
    size = min(MOST, max(1, _number(sent, "page_size", MOST)))
    return (max(1, _number(sent, "page", 1)) - 1) * size, size


def _number(sent: QueryDict, name: str, otherwise: int) -> int:
    text = sent.get(name, "").strip()
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise Problem(400, _("{name} must be a number.").format(name=name))
    return int(text)
