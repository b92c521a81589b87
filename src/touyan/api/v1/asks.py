"""The moves of an order as another system sees them: what each asks for, and the form that reads it."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from touyan.api.models import Client
from touyan.api.states import Scope
from touyan.api.v1.problems import Problem, wrong
from touyan.api.v1.shapes.orders import Action, Asks, Choice, Kind, MoveBody
from touyan.kernel import evidence
from touyan.kernel.lifecycle import Offer
from touyan.orders.forms import FORMS, MoveForm, PhotosField
from touyan.orders.models import Order
from touyan.orders.moves import LIFE

NOT_HERE = frozenset({"seen", "draft", "person"})
"""Fields of a page; a system names units, not people."""


def actions(order: Order, client: Client | None) -> list[Action]:
    """Every move that is the client's to make from here; each not allowed says why."""
    if client is None:
        return []
    return [_action(order, client, offer) for offer in LIFE.offers(order, client)]


def _action(order: Order, client: Client, offer: Offer) -> Action:
    why = str(offer.why_not or "") or None
    if why is None and not client.may(Scope.MOVE):
        why = _("Your key does not have the scope {scope}.").format(scope=str(Scope.MOVE.value))
    return Action(
        move=offer.name, label=str(offer.label), allowed=why is None, why_not=why,
        leads_to=[str(state) for state in offer.move.ends],
        href=reverse("v1:move", args=[order.ref, offer.name]),
        asks=[_ask(name, field) for name, field in fields_of(_form(order, client, offer.name))],
    )  # fmt: skip


def fields_of(form: MoveForm) -> list[tuple[str, forms.Field]]:
    return [(name, field) for name, field in form.fields.items() if name not in NOT_HERE]


def _ask(name: str, field: forms.Field) -> Asks:
    return Asks(
        name=name, label=str(field.label), required=field.required, type=_type(field),
        choices=_choices(field),
    )  # fmt: skip


def _type(field: forms.Field) -> Kind:
    return next((told for kind, told in KINDS.items() if isinstance(field, kind)), "text")


KINDS: dict[type[forms.Field], Kind] = {
    PhotosField: "photos",
    forms.ModelMultipleChoiceField: "codes",
    forms.ModelChoiceField: "code",
    forms.ChoiceField: "choice",
    forms.IntegerField: "integer",
    forms.DateField: "date",
}
"""The narrower before the wider."""


def _choices(field: forms.Field) -> list[Choice] | None:
    """Where there are few; organisations and categories have addresses of their own."""
    if _type(field) != "choice" or not isinstance(field, forms.ChoiceField):
        return None
    pairs: list[tuple[Any, Any]] = list(field.choices)  # type: ignore[arg-type]
    return [Choice(value=str(value), label=str(label)) for value, label in pairs if value]


def _form(order: Order, client: Client, name: str, data: QueryDict | None = None) -> MoveForm:
    """The desk's own form, in which organisations and categories are named by their codes."""
    form = FORMS[name](data, order=order, by=client)
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField):
            field.to_field_name = "code"
    return form


def read(order: Order, client: Client, name: str, body: MoveBody) -> dict[str, Any]:
    """What the act takes; a Problem names every field that is wrong."""
    sent = body.model_dump(exclude_none=True, mode="json")
    form = _form(order, client, name, _as_form(sent))
    known = {"seen", *(field for field, _field in fields_of(form))}
    if unknown := sorted(set(sent) - known):
        raise _wrong([(field, _("This move does not ask for it.")) for field in unknown])
    if not form.is_valid():
        raise _of_form(form)
    said = {key: value for key, value in form.cleaned_data.items() if key not in NOT_HERE}
    if "photos" in said:
        said["photos"] = waiting(client, body.photos) if body.photos else None
    return said


def waiting(client: Client, key: str) -> UUID:
    """The key of photos that this client sent ahead; nobody else's, and none that belong to something already."""
    owner = evidence.draft(str(UUID(key)))
    if not evidence.of(owner).filter(by=client.signed).exists():
        raise wrong(
            "photos", _("No photos wait under this key. Send them first, and within a day.")
        )
    return UUID(key)


def _as_form(sent: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in sent.items():
        data.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
    return data


def _of_form(form: MoveForm) -> Problem:
    if stale := form.non_field_errors():
        return Problem(409, str(stale[0]))
    return _wrong([(name, str(why)) for name, whys in form.errors.items() for why in whys])


def _wrong(fields: list[tuple[str, str]]) -> Problem:
    errors = [{"in": "body", "name": name, "detail": why} for name, why in fields]
    return Problem(422, errors[0]["detail"], errors=errors)
