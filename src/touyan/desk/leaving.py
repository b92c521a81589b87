"""Who has come for a child: each with the way in which they may take it along, or the reason why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from touyan.kernel import tries
from touyan.town.models import Authority, Person
from touyan.town.rules import may_collect, same_name, same_person
from touyan.town.states import AuthorityKind

MISSES, WINDOW = 6, timedelta(minutes=15)


@dataclass(frozen=True)
class Comer:
    """One person on the list of those who may, as the teacher sees them."""

    authority: Authority
    why_not: str
    """Why not at all; the button is there, disabled, with this reason."""
    needs_code: bool
    """Nobody here has let them collect before."""

    @property
    def name(self) -> str:
        return self.authority.name

    @property
    def phone(self) -> str:
        return self.authority.phone


def comers(trusted: Iterable[Authority]) -> list[Comer]:
    """Bars are looked up among the rows at hand: no statement more for each who may come."""
    rows = list(trusted)
    bars = [row for row in rows if row.barred]
    return [_comer(row, bars) for row in rows if not row.barred]


def _comer(row: Authority, bars: list[Authority]) -> Comer:
    barred = any(same_person(bar, row) for bar in bars)
    known = row.kind == AuthorityKind.GUARDIAN or row.last_used_at is not None
    return Comer(row, _("They must not collect the child.") if barred else "", not known)


def refusal(authority: Authority, child: Person, code: str, *, known: bool) -> str | None:
    """Why not, counting wrong codes: six digits can be guessed by whoever may try often enough."""
    key = f"collect:{child.pk}"
    if code and tries.spent(MISSES, key):
        raise tries.too_many(key)
    why = may_collect(authority, child, code=code, known=known)
    if why and code:
        tries.count(key, window=WINDOW)
    return why


def warned_of(trusted: Iterable[Authority], name: str) -> list[Authority]:
    """Those who must not collect the child and go by this name."""
    return [row for row in trusted if row.barred and same_name(row.name, name)]


def called(trusted: Iterable[Authority], name: str) -> list[Authority]:
    """Those who may, and go by this name."""
    return [row for row in trusted if not row.barred and same_name(row.name, name)]
