"""`touyan demo`: the demonstration town, once."""

import sys
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from touyan.api.acts import add_client
from touyan.api.states import DEMONSTRATION_KEY, DEMONSTRATION_TOWN_KEY, Scope
from touyan.channels import demo as channels_demo
from touyan.conf.commands import TownCommand
from touyan.figures import demo as figures_demo
from touyan.kernel import clock
from touyan.kernel.acts import Actor, batch
from touyan.kernel.postgresql.planner import tell_planner
from touyan.newsroom import demo as newsroom_demo
from touyan.orders import demo
from touyan.orders.models import Requester
from touyan.orders.reads import public
from touyan.orders.states import State
from touyan.plans import demo as plans_demo
from touyan.programmes import demo as programmes_demo
from touyan.programmes.acts import hold
from touyan.programmes.founding import found_programmes
from touyan.programmes.models import Session
from touyan.projects import demo as projects_demo
from touyan.selections import demo as selections_demo
from touyan.selections.models import TourStop
from touyan.town import demo as town_demo
from touyan.town.models import Organisation
from touyan.town.reads import home_town
from touyan.town.rules import FOUNDER
from touyan.town.states import RoleCode


def _found(town: Organisation) -> None:
    """What orders that are delivered count in, before the first of them."""
    found_programmes(by=FOUNDER, town=town, starts_on=clock.today())
    town_demo.put(town)


def _told_news(scene: demo.Scene) -> None:
    """Before the brief, which counts how often the news was read."""
    editor, approver, resident = (scene.people[who] for who in ("editor", "admin", "resident"))
    newsroom_demo.tell(scene.town, editor, approver, resident)
    newsroom_demo.tell_stories(scene.town, editor, _closed)


def _closed(words: str) -> tuple[str, Actor, datetime] | None:
    """The closed order whose public words begin like this: its number, who asked for it, and when it was closed."""
    orders = public().filter(state=State.CLOSED, public_words__startswith=words)
    asked = Requester.objects.filter(first=True, order__in=orders).select_related("order").first()
    if asked is None or asked.order.closed_at is None:
        return None
    return asked.order.ref, asked, asked.order.closed_at


def _toured(scene: demo.Scene) -> None:
    """The winners' stops of 2021 took place, as their hosts said the same day."""
    put_on = TourStop.objects.filter(session__isnull=False).values("session")
    for session in Session.objects.filter(pk__in=put_on).order_by("starts_at"):
        with clock.at(session.ends_at):
            hold(by=scene.people["dispatcher"], session=session)


class Command(TownCommand):
    help = (
        "Fill an empty database with the demonstration town; one that is not empty stays as it is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                _("The demonstration has a public password; it is not for an installation that serves people.")
            )  # fmt: skip
        if home_town() is not None:
            self.stdout.write(_("There is a town already: nothing was changed."))
            return
        with batch():
            now = clock.now()
            scene = demo.tell(now, self._progress, _found)
            cast = programmes_demo.tell(now, scene.town, scene.people)
            plans_demo.tell(now, scene.town, scene.people, cast.members)
            selections_demo.tell(now, scene.town, scene.people, cast.members)
            _toured(scene)
            projects_demo.tell(now, scene.town, scene.people)
            town_demo.look_after(now, scene.people["admin"], scene.people["resident"])
            _told_news(scene)
            tell_planner()  # before the brief, which counts everything
            figures_demo.tell(scene.people["dispatcher"])
            _let_systems_in(scene.town)
            channels_demo.tell(scene.town, scene.people)
        self.stdout.write(_("The demonstration town is there."))

    def _progress(self, done: int, everything: int) -> None:
        if sys.stdout.isatty() and (done % 20 == 0 or done == everything):
            said = _("{done} of {all}").format(done=done, all=everything)
            self.stdout.write(f"\r{said}", ending="\n" if done == everything else "")
            self.stdout.flush()


def _let_systems_in(town: Organisation) -> None:
    """A civic app, which brings orders; and the hotline's system, which dispatches them."""
    add_client(
        by=FOUNDER, organisation=town, name="随手拍", key=DEMONSTRATION_KEY,
        scopes=[Scope.OPEN311, Scope.PLACE, Scope.READ, Scope.MOVE],
    )  # fmt: skip
    add_client(
        by=FOUNDER, organisation=town, name="民意热线平台", key=DEMONSTRATION_TOWN_KEY,
        scopes=[Scope.READ, Scope.PLACE, Scope.MOVE, Scope.FIGURES], roles=[RoleCode.DISPATCHER],
    )  # fmt: skip
