"""Letting another system in, and shutting it out again."""

import secrets
from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from touyan.api.models import Client, Sent
from touyan.api.states import ANSWERS_KEPT, CLIENT_ROLES, KEY_BYTES, Scope
from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.kernel.sealed import blind
from touyan.town.models import Organisation
from touyan.town.rules import must_administer


@act()
def add_client(
    *,
    by: Actor,
    organisation: Organisation,
    name: str,
    scopes: Collection[str] = (Scope.OPEN311,),
    roles: Collection[str] = (),
    expires_on: date | None = None,
    key: str = "",
) -> Event[Client]:
    """Let a system in; `made` is its key, which nobody can read again. Only the demonstration names one."""
    must_administer(organisation, by)
    name = name.strip()[:60]
    _check_client(organisation, name, scopes, roles, expires_on)
    key = key or secrets.token_urlsafe(KEY_BYTES)
    may = {"name": name, "scopes": sorted(scopes), "roles": sorted(roles), "expires_on": expires_on}
    client = Client.objects.create(
        organisation=organisation, key_blind=blind(key, "client"), made_at=clock.now(), **may
    )
    return Event(client, by, {**may, "set": {}}, first=True, made=key)


def _check_client(
    organisation: Organisation,
    name: str,
    scopes: Collection[str],
    roles: Collection[str],
    expires_on: date | None,
) -> None:
    if not name:
        raise Refused(_("Please name the system."), field="name")
    if not scopes or not set(scopes) <= set(Scope.values):
        raise Refused(_("Choose what the key opens, from the list."), field="scopes")
    if not set(roles) <= set(CLIENT_ROLES):
        raise Refused(_("A system can only be what is on the list."), field="roles")
    if expires_on is not None and expires_on < clock.today():
        raise Refused(_("That day is over. Choose a later one."), field="expires_on")
    if Client.objects.filter(organisation=organisation, name=name).exists():
        raise Refused(_("A system of this name has a key already."), field="name")


@act()
def revoke_client(*, by: Actor, client: Client) -> Event[Client]:
    """Shut a system out at once; what it brought stays."""
    client = Client.objects.select_for_update(of=("self",)).select_related("organisation").get(
        pk=client.pk
    )  # fmt: skip
    must_administer(client.organisation, by)
    if client.revoked_at is not None:
        return Event(client, by, repeated=True)
    client.revoked_at = clock.now()
    client.save(update_fields=["revoked_at"])
    return Event(client, by, {"set": {}})


def forget_answers() -> int:
    """Drop what was answered too long ago to be asked again; for the worker."""
    return Sent.objects.filter(at__lt=clock.now() - ANSWERS_KEPT).delete()[0]


def came(client: Client) -> None:
    """Note the day on which a client last came: no act, and one statement a day."""
    today = clock.today()
    if client.used_on != today:
        Client.objects.filter(pk=client.pk).update(used_on=today)
