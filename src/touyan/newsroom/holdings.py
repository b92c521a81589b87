"""What the newsroom holds about a person: what they said beneath its pieces."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from touyan.kernel.acts import Actor
from touyan.kernel.held import Column, Holding
from touyan.newsroom.acts import take_back
from touyan.newsroom.models import Comment
from touyan.newsroom.states import Voice
from touyan.town.models import Person


def _said(person: Person) -> QuerySet[Comment]:
    return Comment.objects.filter(person=person).select_related("published")


def _erase(by: Actor, person: Person) -> None:
    for comment in Comment.objects.filter(person=person).exclude(state=Voice.TAKEN_BACK):
        take_back(by=by, comment=comment)


COMMENTS = Holding(
    "comments",
    _("What you said"),
    _("Beneath pieces and on the wall, with your nickname outside. Kept until you take it back."),
    _said,
    (
        Column("beneath", _("Beneath"), lambda row: row.published.title),
        Column("at", _("When"), lambda row: row.at),
        Column("nickname", _("Nickname"), lambda row: row.nickname),
        Column("words", _("Your words"), lambda row: row.words),
        Column("state", _("State"), lambda row: row.get_state_display()),
        Column("answer", _("Answer"), lambda row: row.answer),
        Column("name", _("Name that you left"), lambda row: row.name),
        Column("phone", _("Telephone that you left"), lambda row: row.phone),
    ),
    _("Taken back: your words and who you were are gone."),
    erase=_erase,
)
ALL = (COMMENTS,)
