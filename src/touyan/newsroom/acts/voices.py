"""What readers say, and what the office does with it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from touyan.kernel import clock, journal, receipts
from touyan.kernel.acts import Actor, Event, about, act
from touyan.kernel.models import Entry
from touyan.kernel.refused import Refused
from touyan.kernel.sealed import blind, blinds
from touyan.newsroom import rules
from touyan.newsroom.models import Comment, Published, Report
from touyan.newsroom.reads import facts
from touyan.newsroom.states import WORDS_MOST, Voice
from touyan.town.models import Person


@dataclass(frozen=True)
class Writer:
    """Who speaks: an account, or a name and a telephone that only the office sees."""

    nickname: str
    name: str = ""
    phone: str = ""
    person: Person | None = None


@act(personal=("words",))
def say(
    *,
    by: Actor,
    published: Published,
    words: str,
    writer: Writer,
    key: UUID,
    may_be_order: bool = False,
) -> Event[Comment]:
    """Say something beneath a piece or on the wall; others see it once the office has read it."""
    if again := Comment.objects.filter(key=key).first():
        return Event(again, by, repeated=True)
    if why := rules.may_comment(published):
        raise Refused(why)
    if writer.person is None and not (writer.name and writer.phone):
        raise Refused(_("Leave your name and telephone: only the office sees them."), field="name")
    receipt = receipts.fresh()
    comment = Comment.objects.create(
        town_id=published.town_id, published=published, words=_said(words), nickname=_nickname(writer),
        person=writer.person, name=writer.name[:60], phone=writer.phone,
        phone_blind=blind(writer.phone, "phone"), receipt=receipt, receipt_blind=blind(receipt, "voice"),
        key=key, may_be_order=may_be_order, at=clock.now(),
    )  # fmt: skip
    return Event(comment, by, {"words": comment.words, "set": facts(comment)}, first=True)


@act()
def show(*, by: Person, comment: Comment) -> Event[Comment]:
    """Let others read it; whoever objected before was heard."""
    comment = _reviewing(by, comment)
    return _decided(by, comment, Voice.SHOWN, "")


@act(personal=("reason",))
def refuse(*, by: Person, comment: Comment, reason: str) -> Event[Comment]:
    """Keep it from others, and tell its writer why."""
    comment = _reviewing(by, comment)
    if not reason.strip():
        raise Refused(_("Give the reason: its writer reads it."), field="reason")
    return _decided(by, comment, Voice.REFUSED, reason.strip()[:200])


@act(personal=("answer",))
def answer(*, by: Person, comment: Comment, words: str) -> Event[Comment]:
    """Answer it for the office, where everybody reads it."""
    comment = _reviewing(by, comment)
    if comment.state != Voice.SHOWN:
        raise Refused(_("Show it first; the answer stands beneath it."))
    comment.answer, comment.answered_by, comment.answered_at = _said(words), by, clock.now()
    comment.save(update_fields=["answer", "answered_by", "answered_at"])
    return Event(comment, by, {"answer": comment.answer, "set": {}})


@act()
def become_order(*, by: Person, comment: Comment, order: str) -> Event[Comment]:
    """Note the order that was made of it, if its writer agreed to that."""
    comment = _reviewing(by, comment)
    if not comment.may_be_order:
        raise Refused(_("Its writer did not agree to that."))
    if comment.order:
        return Event(comment, by, repeated=True)
    comment.order = order
    comment.save(update_fields=["order"])
    return Event(comment, by, {"set": facts(comment, ("order",))})


@act()
def take_back(*, by: Actor, comment: Comment) -> Event[Comment]:
    """Its writer takes it back: the words and who they were are gone for good."""
    comment = _locked(comment)
    if why := rules.may_take_back(comment):
        raise Refused(why)
    was_shown = comment.state == Voice.SHOWN
    comment.state, comment.words, comment.answer, comment.reports = Voice.TAKEN_BACK, "", "", 0
    comment.name = comment.phone = comment.phone_blind = ""
    comment.person = comment.answered_at = comment.answered_by = None
    comment.save()
    _count(comment, -1 if was_shown else 0)
    for entry in Entry.objects.filter(about=about(comment)):
        journal.shed(entry, ("words", "answer", "reason"))
    return Event(comment, by, {"set": facts(comment)})


@act()
def object_to(*, by: Actor, comment: Comment, reader: str, why: str = "") -> Event[Comment]:
    """A reader objects; it stays until somebody of the office has looked at it again."""
    comment = _locked(comment)
    theirs = Report.objects.filter(comment=comment, reader__in=blinds(reader, "reader"))
    if again := theirs.first():
        return Event(comment, by, repeated=True, made=again)
    row = Report.objects.create(
        comment=comment, reader=blind(reader, "reader"), why=why[:200], at=clock.now()
    )
    if comment.state != Voice.SHOWN:
        return Event(comment, by, repeated=True, made=row)
    comment.reports += 1
    comment.save(update_fields=["reports"])
    return Event(comment, by, {"set": facts(comment, ("reports",))}, made=row)


def _locked(comment: Comment) -> Comment:
    rows = Comment.objects.select_for_update(of=("self",))
    return rows.select_related("published", "town").get(pk=comment.pk)


def _reviewing(by: Person, comment: Comment) -> Comment:
    comment = _locked(comment)
    if why := rules.writes(by, comment.town) or rules.may_take_back(comment):
        raise Refused(why)
    return comment


def _decided(by: Person, comment: Comment, state: str, reason: str) -> Event[Comment]:
    change = (state == Voice.SHOWN) - (comment.state == Voice.SHOWN)
    comment.state, comment.reason, comment.reports = state, reason, 0
    comment.decided_by, comment.decided_at = by, clock.now()
    comment.save(update_fields=["state", "reason", "reports", "decided_by", "decided_at"])
    _count(comment, change)
    data = {"reason": reason} if reason else {}
    return Event(comment, by, {**data, "set": facts(comment, ("state", "reports"))})


def _count(comment: Comment, change: int) -> None:
    if change:
        rows = Published.objects.filter(pk=comment.published_id)
        rows.update(comments=F("comments") + change)


def _said(words: str) -> str:
    words = words.replace("\x00", "").strip()
    if not words:
        raise Refused(_("Please say it in a few words."), field="words")
    if len(words) > WORDS_MOST:
        raise Refused(
            _("That is too long: {most} characters fit.").format(most=WORDS_MOST), field="words"
        )
    return words


def _nickname(writer: Writer) -> str:
    return (writer.nickname.replace("\x00", "").strip() or _("A neighbour"))[:20]
