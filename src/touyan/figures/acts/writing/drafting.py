"""Making a brief of a template: its numbers frozen, put in, linked, and the rest looked through."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from touyan.figures.acts.writing.marking import mark
from touyan.figures.acts.writing.numbers import Frozen, frozen_for, numbers_of, words_of
from touyan.figures.models import Brief, BriefNumber, BriefTemplate
from touyan.figures.moves import LIFE
from touyan.figures.papers.filling import filled
from touyan.figures.papers.reading import Paragraph, paragraphs
from touyan.figures.reads.briefs import brief_with, digest_of, facts, locked, template_named
from touyan.figures.rules import must_brief
from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.figures import FIGURES, Scope
from touyan.kernel.refused import Refused
from touyan.town.models import Organisation, Person


@act()
def draft_brief(
    *,
    by: Actor,
    template: BriefTemplate,
    organisation: Organisation,
    since: date,
    until: date,
    key: UUID | None = None,
) -> Event[Brief]:
    """Write the brief of a place and period; the same `key` writes once."""
    if again := brief_with(key):
        return Event(again, by, repeated=True)
    must_brief(by, organisation)
    _fits(template, organisation, since, until)
    brief = Brief(
        template=template, organisation=organisation, since=since, until=until, key=key,
        drafted_by=by if isinstance(by, Person) else None,
    )  # fmt: skip
    _written(brief, by)
    return Event(brief, by, {**_told(brief), "set": facts(brief)}, first=True)


@act()
def redraft(*, by: Actor, brief: Brief) -> Event[Brief]:
    """Write it anew: today's numbers, the newest version of its template; what was edited in it is gone."""
    brief = locked(brief)
    LIFE.take("redraft", brief, by)
    newest = template_named(brief.template.name, brief.organisation)
    brief.template = newest or brief.template
    brief.numbers.all().delete()
    _written(brief, by)
    return Event(brief, by, {**_told(brief), "set": facts(brief)})


def _fits(template: BriefTemplate, organisation: Organisation, since: date, until: date) -> None:
    if until < since:
        raise Refused(_("The last day lies before the first."), field="until")
    if not organisation.path.startswith(template.organisation.path):
        raise Refused(_("This template is another place's."), field="template")


def _written(brief: Brief, by: Actor) -> None:
    """Fill the template as things are now and save what came of it."""
    unknown = [key for key in brief.template.figures if key not in FIGURES]
    if unknown:
        raise Refused(
            _("The template names figures that there are no more: {names}.").format(
                names=", ".join(unknown)
            )
        )
    scope = Scope(brief.organisation, brief.since, brief.until)
    rows = frozen_for(by, brief.template.figures, scope)
    words = words_of(scope, brief.organisation.name, rows)
    document = filled(bytes(brief.template.document), words, numbers_of(rows))
    brief.drafted_at, brief.edited = clock.now(), False
    hold(brief, document)
    brief.save()
    _kept(brief, rows)
    mark(brief, by)


def hold(brief: Brief, document: bytes) -> None:
    """Make this the brief's document, and its text what is read from it."""
    text = paragraphs(document)
    brief.document, brief.digest = document, digest_of(document)
    brief.text = [paragraph.as_json() for paragraph in text]
    brief.title = _title(text)[:200]


def _title(text: list[Paragraph]) -> str:
    said = [paragraph for paragraph in text if paragraph.text.strip()]
    titles = [paragraph for paragraph in said if paragraph.kind == "title"]
    return (titles or said)[0].text.strip() if said else _("Brief")


def _kept(brief: Brief, rows: list[Frozen]) -> None:
    BriefNumber.objects.bulk_create(
        BriefNumber(
            brief=brief, snapshot=row.snapshot, figure=row.snapshot.figure, shown=row.shown,
            rate=row.rate, declared=row.declared is not None, missing=row.missing,
        )
        for row in rows
    )  # fmt: skip


def _told(brief: Brief) -> dict[str, object]:
    numbers = brief.numbers.order_by("id").values_list("figure", "snapshot", "shown")
    return {
        "template": [brief.template.name, brief.template.version], "organisation": brief.organisation.code,
        "since": brief.since, "until": brief.until, "numbers": [list(number) for number in numbers],
    }  # fmt: skip
