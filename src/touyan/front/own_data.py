"""Whose data a page is about: one's own, or one's child's. Others find nothing here."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from touyan.front.data_copy import shown
from touyan.front.reads import PAGE
from touyan.front.visitors import signed_in
from touyan.kernel.held import Holding, Value, Words
from touyan.programmes.reads.children import guarded
from touyan.town.models import Erasure, Person

DAY = timedelta(days=1)
COPIES_A_DAY = 6


@dataclass(frozen=True)
class Mine:
    person: Person
    subject: Person

    @property
    def is_child(self) -> bool:
        return self.subject.pk != self.person.pk

    def query(self, **more: Any) -> str:
        """What an address carries, so that the next page is about the same person."""
        whose = {"child": self.subject.pk} if self.is_child else {}
        return urlencode({**whose, **more})

    @property
    def title(self) -> str:
        if self.is_child:
            return _("What is held about {name}").format(name=self.subject.name)
        return _("My data")

    @property
    def whose(self) -> str:
        query = self.query()
        return f"?{query}" if query else ""


def mine_of(request: HttpRequest) -> Mine:
    """The person who asks; with `?child=` a child of theirs, if nobody keeps them from it."""
    person = signed_in(request)
    typed = request.GET.get("child", "")
    if not typed:
        return Mine(person, person)
    child = next((one for one in guarded(person) if str(one.pk) == typed and one.is_child), None)
    if child is None:
        raise Http404
    return Mine(person, child)


def asked_of(subject: Person) -> Erasure | None:
    """The erasure that was asked for and is not over."""
    return Erasure.objects.filter(
        subject=subject, cancelled_at__isnull=True, done_at__isnull=True
    ).first()


def page_of(
    holding: Holding[Any], subject: Person, request: HttpRequest
) -> tuple[list[list[tuple[Words, str]]], str]:
    """Some lines, newest first, each as what is said under which name; and the address of those that follow."""
    typed, rows = request.GET.get("before", ""), holding.rows(subject)
    if typed.isascii() and typed.isdigit() and len(typed) < 19:
        rows = rows.filter(pk__lt=int(typed))
    found = list(rows.order_by("-pk")[: PAGE + 1])
    wishes = request.GET.copy()
    if len(found) > PAGE:
        wishes["before"] = str(found[PAGE - 1].pk)
    lines = [_told(holding, line) for line in holding.lines(found[:PAGE])]
    return lines, f"?{wishes.urlencode()}" if len(found) > PAGE else ""


def _told(holding: Holding[Any], line: list[Value]) -> list[tuple[Words, str]]:
    named = [
        (column.label, shown(value)) for column, value in zip(holding.columns, line, strict=True)
    ]
    return [(label, value) for label, value in named if value]
