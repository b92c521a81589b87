"""Letting another system in and out: by an administrator, or at the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from touyan.api.acts import add_client, revoke_client
from touyan.api.models import Client
from touyan.api.reads import client_of
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


def told(*words: str) -> str:
    out = StringIO()
    call_command("client", *words, stdout=out)
    return out.getvalue()


def test_a_key_is_shown_once_and_kept_nowhere(town: Organisation):
    key = told("add", "热线", "--org", town.code).splitlines()[0]
    kept = repr(list(Client.objects.values())) + repr(list(Entry.objects.values("data")))
    assert (client_of(key), key in kept) == (Client.objects.get(), False)


def test_who_has_a_key_is_listed_and_shut_out_by_name(town: Organisation):
    told("add", "热线", "--org", town.code, "--until", "2027-12-31")
    assert "热线  有效  至2027-12-31" in told("list")
    told("revoke", "热线", "--org", town.code)
    assert "热线  已撤销" in told("list")


@pytest.mark.parametrize(
    "words",
    [
        ("add", "热线", "--org", "nowhere"),
        ("add", "热线", "--org", "340121103", "--until", "soon"),
        ("add", "热线", "--org", "340121103", "--until", "2020-01-01"),
        ("add", " ", "--org", "340121103"),
        ("revoke", "nobody", "--org", "340121103"),
    ],
)
def test_what_is_typed_wrongly_is_said_and_changes_nothing(
    town: Organisation, words: tuple[str, ...]
):
    with pytest.raises(CommandError):
        told(*words)
    assert Client.objects.count() == 0


def test_two_systems_of_one_town_have_two_names(town: Organisation):
    add_client(by=FOUNDER, organisation=town, name="热线")
    with pytest.raises(Refused):
        add_client(by=FOUNDER, organisation=town, name="热线")


def test_only_an_administrator_lets_in_or_shuts_out(
    town: Organisation, admin: Person, dispatcher: Person
):
    with pytest.raises(Refused):
        add_client(by=dispatcher, organisation=town, name="热线")
    client = add_client(by=admin, organisation=town, name="热线").about
    with pytest.raises(Refused):
        revoke_client(by=dispatcher, client=client)
    assert Client.objects.get().revoked_at is None


def test_what_a_key_opens_and_what_it_is_there_are_named(town: Organisation):
    told("add", "热线", "--org", town.code, "--scope", "orders:read", "--role", "dispatcher")
    client = Client.objects.get()
    assert (client.scopes, client.roles) == (["orders:read"], ["dispatcher"])
    assert "orders:read dispatcher" in told("list")


@pytest.mark.parametrize("more", [{"scopes": ["all"]}, {"scopes": []}, {"roles": ["admin"]}])
def test_no_key_opens_what_there_is_not(town: Organisation, more: dict[str, list[str]]):
    with pytest.raises(Refused):
        add_client(by=FOUNDER, organisation=town, name="热线", **more)
    assert Client.objects.count() == 0
