"""Numbers from before the system: declared, replaced, taken back; each an entry of its own."""

from datetime import date

from django.utils.translation import gettext as _

from touyan.figures.models import Declared
from touyan.figures.reads.declared import standing
from touyan.figures.rules import must_declare
from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.town.models import Organisation


@act()
def declare(
    *,
    by: Actor,
    figure: str,
    organisation: Organisation,
    since: date,
    until: date,
    value: int,
    source: str,
    signer: str,
    at_least: bool = False,
) -> Event[Declared]:
    """Say what a figure was in a period, from where that is known, and who answers for it."""
    must_declare(by, organisation)
    if until < since:
        raise Refused(_("The last day lies before the first."), field="until")
    before = standing(figure, organisation, since, until)
    if before and (before.value, before.at_least, before.source, before.signer) == (
        value, at_least, source.strip(), signer.strip(),
    ):  # fmt: skip
        return Event(before, by, repeated=True)
    row = _entry(
        by, figure=figure, organisation=organisation, since=since, until=until, value=value,
        at_least=at_least, source=source, signer=signer, replaces=before,
    )  # fmt: skip
    return Event(row, by, _told(row), first=True)


@act()
def withdraw_declared(
    *, by: Actor, declared: Declared, reason: str, signer: str
) -> Event[Declared]:
    """Take back what was declared; both entries stay."""
    must_declare(by, declared.organisation)
    last = standing(declared.figure, declared.organisation, declared.since, declared.until)
    if last is None or last.pk != declared.pk or last.value is None:
        raise Refused(_("This number was replaced or taken back already. Open the page again."))
    row = _entry(
        by, figure=last.figure, organisation=last.organisation, since=last.since, until=last.until,
        value=None, at_least=False, source=reason, signer=signer, replaces=last,
    )  # fmt: skip
    return Event(row, by, _told(row), first=True)


def _entry(by: Actor, *, source: str, signer: str, **facts: object) -> Declared:
    for field, words in (("source", source), ("signer", signer)):
        if not words.strip():
            raise Refused(
                _("Say where the number comes from, and who answers for it."), field=field
            )
    row = Declared(
        **facts,
        source=source.strip()[:200],
        signer=signer.strip()[:60],
        at=clock.now(),
        by=by.signed,
    )
    row.save(force_insert=True)
    return row


def _told(row: Declared) -> dict[str, object]:
    return {
        "figure": row.figure, "organisation": row.organisation.code, "since": row.since,
        "until": row.until, "value": row.value, "at_least": row.at_least, "source": row.source,
        "signer": row.signer, "replaces": row.replaces_id,
    }  # fmt: skip
