"""How a piece comes to its readers and leaves them: approved by another, scheduled, sent back, withdrawn."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import TaskState

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused, Stale
from touyan.newsroom import rules
from touyan.newsroom.models import (
    Approval,
    Cleared,
    Index,
    Published,
    Sheet,
    ViewDay,
    publishing,
)
from touyan.newsroom.papers import Rendered, everything_said
from touyan.newsroom.reads import Reviewed, cleared, facts, imported_before
from touyan.newsroom.rules.redaction import Found, found
from touyan.newsroom.states import LISTED, Standing
from touyan.town.models import Organisation, Person


@act()
def approve(
    *, by: Person, town: Organisation, review: Reviewed, made: Rendered
) -> Event[Published]:
    """Let a piece go to its readers, now or when it was planned for. The one way by which anything does."""
    state = _still_waiting(review)
    _refuse(
        rules.approves(by, town, review.writers)
        or rules.complete(review.sheet)
        or _same_day(town, review.sheet)
        or _stopped(findings(town, review.sheet, made))
    )
    row, is_new = _row(town, review.sheet)
    with publishing():
        state.approve(user=by)
    approval = _approval(row, review, by)
    if approval.done_at:
        _out(row, approval, made, by)
    data = {"revision": review.revision.pk, "author": approval.author_id, "due": approval.due_at}
    return Event(row, by, {**data, "set": facts(row)}, first=is_new)


@act()
def release(*, by: Actor, approval: Approval, made: Rendered) -> Event[Published]:
    """What was approved for this moment goes out; the clock does it."""
    approval = _locked(approval)
    row = approval.published
    if approval.done_at or approval.ended_at:
        return Event(row, by, repeated=True)
    if approval.due_at > clock.now():
        raise Refused(_("Its moment has not come yet."))
    approval.done_at = clock.now()
    approval.save(update_fields=["done_at"])
    _out(row, approval, made, approval.by)
    return Event(row, by, {"revision": approval.revision_id, "set": facts(row)})


@act(personal=("reason",))
def send_back(*, by: Person, town: Organisation, review: Reviewed, reason: str) -> Event[Sheet]:
    """Give a piece back to its author, saying what should change."""
    state = _still_waiting(review)
    _refuse(rules.writes(by, town))
    if not reason.strip():
        raise Refused(_("Say in a few words what should change."), field="reason")
    with publishing():
        state.reject(user=by, comment=reason.strip()[:500])
    return Event(review.sheet, by, {"revision": review.revision.pk, "reason": reason.strip()[:500]})


@act()
def call_off(*, by: Person, approval: Approval) -> Event[Published]:
    """Keep what was scheduled from going out."""
    approval = _locked(approval)
    _refuse(rules.writes(by, approval.published.town))
    if approval.done_at or approval.ended_at:
        raise Refused(_("It has gone out already. Withdraw it instead."))
    approval.ended_at = clock.now()
    approval.save(update_fields=["ended_at"])
    return Event(approval.published, by, {"revision": approval.revision_id, "set": {}})


@act()
def withdraw(*, by: Person, published: Published, note: str) -> Event[Published]:
    """Take a piece away from its readers; its address keeps the note that says why."""
    row = Published.objects.select_for_update().select_related("town", "page").get(pk=published.pk)
    _refuse(rules.writes(by, row.town))
    if not row.is_out:
        raise Refused(_("It is not published."))
    if not note.strip():
        raise Refused(_("Say why: the note stands in its place."), field="note")
    row.state, row.withdrawn_at, row.withdrawn_note = (
        Standing.WITHDRAWN,
        clock.now(),
        note.strip()[:200],
    )
    row.listed_at = row.day = None
    row.save(update_fields=["state", "withdrawn_at", "withdrawn_note", "listed_at", "day"])
    row.approvals.filter(done_at__isnull=True, ended_at__isnull=True).update(ended_at=clock.now())
    with publishing():
        UnpublishPageAction(row.page.specific, user=by).execute(skip_permission_checks=True)
    return Event(row, by, {"set": facts(row)})


@act()
def clear(*, by: Person, town: Organisation, sheet: Sheet, one: Found, reason: str) -> Event[Sheet]:
    """Say that something the gate found may stand in this piece, and why."""
    _refuse(rules.writes(by, town))
    if not reason.strip():
        raise Refused(_("Say why it may be published."), field="reason")
    if not cleared(sheet.pk).isdisjoint(one.blinds):
        return Event(sheet, by, repeated=True)
    said = {"finding": one.finding, "reason": reason.strip()[:200], "by": by, "at": clock.now()}
    _row, made = Cleared.objects.get_or_create(page_id=sheet.pk, blind=one.blind, defaults=said)
    return Event(sheet, by, {"finding": one.finding, "reason": reason}, repeated=not made)


@act()
def take_in(*, by: Person, town: Organisation, sheet: Sheet) -> Event[Sheet]:
    """Put an imported piece among the drafts and ask for its review; the same origin is taken in once."""
    _refuse(rules.writes(by, town))
    if sheet.imported_from and (again := imported_before(sheet.imported_from)):
        return Event(again, by, repeated=True)
    sheet.owner, sheet.live, sheet.has_unpublished_changes = by, False, True
    Index.objects.get().add_child(instance=sheet)
    sheet.save_revision(user=by)
    sheet.get_workflow().start(sheet, by)
    return Event(sheet, by, {"from": sheet.imported_from})


def findings(town: Organisation, sheet: Sheet, made: Rendered) -> list[Found]:
    """What the gate stops at and nobody has cleared yet."""
    every = found(everything_said(sheet, made), known=[town.phone])
    passed = cleared(sheet.pk) if every and sheet.pk else set()
    return [one for one in every if passed.isdisjoint(one.blinds)]


def _stopped(stopping: list[Found]) -> str | None:
    if not stopping:
        return None
    return _("Resolve these first: {found}").format(
        found=_(", ").join(f"{one.label} ({one.around})" for one in stopping[:5])
    )


def _refuse(why: str | None) -> None:
    if why:
        raise Refused(why)


def _still_waiting(review: Reviewed) -> TaskState:
    """Locked; Stale where somebody was quicker, or the text is not the one that was read."""
    state = TaskState.objects.select_for_update().get(pk=review.state.pk)
    if state.status != TaskState.STATUS_IN_PROGRESS or state.revision_id != review.revision.pk:
        raise Stale(_("This has changed since you opened it. Read it again, please."))
    return state


def _locked(approval: Approval) -> Approval:
    rows = Approval.objects.select_for_update(of=("self",))
    return rows.select_related("published__town", "revision", "by").get(pk=approval.pk)


def _same_day(town: Organisation, sheet: Sheet) -> str | None:
    """Each day has one reading: what is out already, or was approved and waits for its moment."""
    day = getattr(sheet, "day", None)
    if day is None:
        return None
    there = Published.objects.filter(town=town, day=day).exclude(page_id=sheet.pk)
    waits = Approval.objects.filter(
        published__town=town, done_at__isnull=True, ended_at__isnull=True
    ).exclude(published__page_id=sheet.pk)
    days = [getattr(one.revision.as_object(), "day", None) for one in waits]
    return _("There is a reading for that day already.") if there.exists() or day in days else None


def _row(town: Organisation, sheet: Sheet) -> tuple[Published, bool]:
    row = Published.objects.select_for_update().filter(page_id=sheet.pk).first()
    if row is not None:
        return row, False
    row = Published(town=town, page_id=sheet.pk, kind=sheet.kind, state=Standing.SCHEDULED)
    row.title, row.dated_at = sheet.title, sheet.dated_at or sheet.planned_for or clock.now()
    row.responsible_editor, row.imported_from = sheet.responsible_editor, sheet.imported_from
    row.save(force_insert=True)
    return row, True


def _approval(row: Published, review: Reviewed, by: Person) -> Approval:
    now = clock.now()
    row.approvals.filter(done_at__isnull=True, ended_at__isnull=True).update(ended_at=now)
    planned: datetime | None = review.sheet.planned_for
    due = max(planned or now, now)
    return Approval.objects.create(
        published=row, revision=review.revision, author_id=review.author, by=by, at=now, due_at=due,
        done_at=None if due > now else now,
    )  # fmt: skip


def _out(row: Published, approval: Approval, made: Rendered, by: Person) -> None:
    """Copy the revision to where readers read, and let Wagtail know that it is live."""
    sheet, now = approval.revision.as_object(), clock.now()
    for name, value in _as_printed(sheet, made).items():
        setattr(row, name, value)
    if row.out_at is None:
        row.dated_at = sheet.dated_at or now
        row.out_at = now
    else:
        row.dated_at = sheet.dated_at or row.dated_at
        row.revised_at = now
    row.state, row.withdrawn_at, row.withdrawn_note = Standing.PUBLISHED, None, ""
    if sheet.imported_views and not row.views_before:
        _count_before(row, sheet.imported_views)
    row.listed_at = row.dated_at if row.kind in LISTED else None
    row.save()
    with publishing():
        approval.revision.publish(user=by, skip_permission_checks=True)


def _count_before(row: Published, views: int) -> None:
    """Take over what an earlier page had counted, as its sum and once; it is never mixed with what is counted here."""
    row.views_before = views
    day = timezone.localdate(row.dated_at)
    ViewDay.objects.create(published=row, day=day, views=views, before=True)


def _as_printed(sheet: Sheet, made: Rendered) -> dict[str, Any]:
    return {
        "title": sheet.title,
        "slug": sheet.slug if sheet.kind == "board" else "",
        "summary": sheet.summary,
        "html": made.html,
        "words": made.words,
        "image": made.image,
        "source": sheet.source,
        "responsible_editor": sheet.responsible_editor,
        "theme": sheet.theme,
        "day": getattr(sheet, "day", None),
        "until": getattr(sheet, "until", None),
        "imported_from": sheet.imported_from,
    }
