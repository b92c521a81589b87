"""Whose key came along, what it opens, and how often it may come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _

from touyan.api.acts import came
from touyan.api.models import Client
from touyan.api.reads import client_of
from touyan.api.states import (
    KEY_MISSES,
    MISSES_WITHIN,
    READS_A_MINUTE,
    WRITES_AN_HOUR,
    Scope,
)
from touyan.api.v1.problems import Problem
from touyan.kernel import tries

SCHEME = "bearer"


@dataclass(frozen=True)
class Asker:
    """Who asks: a client by its key, or nobody in particular."""

    client: Client | None


def anybody(request: HttpRequest) -> Asker:
    """For what everybody may read. A wrong key is refused there too: whoever sends one wants more than that."""
    return Asker(_client(request))


def opened_by(*scopes: Scope) -> Callable[[HttpRequest], Asker]:
    """For what only a key with one of these scopes opens."""

    def opened(request: HttpRequest) -> Asker:
        client = _client(request)
        if client is None:
            raise _unknown(_("Send the key that the town gave you: Authorization: Bearer KEY"))
        if not any(client.may(scope) for scope in scopes):
            named = ", ".join(str(scope.value) for scope in scopes)
            why = _("Your key does not have the scope {scope}.").format(scope=named)
            raise Problem(403, why)
        return Asker(client)

    return opened


def asker(request: HttpRequest) -> Client | None:
    """Whom the door let in, before anything of the request was read."""
    client: Client | None = request.auth.client  # type: ignore[attr-defined]
    return client


def holder(request: HttpRequest) -> Client:
    """The same, where only a key opens."""
    client = asker(request)
    if client is None:
        raise LookupError("an address without `opened_by` has no holder of a key")
    return client


def _client(request: HttpRequest) -> Client | None:
    key = _key(request)
    if key is None:
        return None
    found = client_of(key)
    if found is None:
        guesses = f"api-key:{tries.line(request.META.get('REMOTE_ADDR', ''))}"
        tries.refuse_after(KEY_MISSES, guesses, window=MISSES_WITHIN)
        raise _unknown(_("This key is not in force. Ask the town's administrator for another."))
    came(found)
    _not_too_often(request, found)
    return found


def _key(request: HttpRequest) -> str | None:
    told = request.headers.get("Authorization", "")
    if not told.strip():
        return None
    scheme, _space, key = told.strip().partition(" ")
    if scheme.lower() != SCHEME or not key.strip():
        raise _unknown(_("Send the key that the town gave you: Authorization: Bearer KEY"))
    return key.strip()


def _unknown(why: str) -> Problem:
    return Problem(401, why, WWW_Authenticate='Bearer realm="touyan"')


def _not_too_often(request: HttpRequest, client: Client) -> None:
    """By the client, whichever addresses it comes from."""
    if request.method == "POST":
        tries.refuse_after(WRITES_AN_HOUR, f"{client.signed}:writes", window=timedelta(hours=1))
    else:
        tries.refuse_after(READS_A_MINUTE, f"{client.signed}:reads", window=timedelta(minutes=1))
