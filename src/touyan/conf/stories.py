"""What one room tells another, as `wiring` connects it: a listener joins the act that it listens to."""

import logging
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from touyan.kernel import clock
from touyan.kernel.acts import Event
from touyan.kernel.refused import Refused
from touyan.newsroom.acts import answer_story
from touyan.newsroom.reads import story_of
from touyan.orders.models import Order
from touyan.orders.states import Outcome
from touyan.programmes.acts import (
    add_session,
    change_session,
    count_deed,
    drop_speaker,
    hear_difficulty,
    keep_programme,
    open_programme,
    thank,
)
from touyan.programmes.models import Attendance, Programme, Session
from touyan.programmes.reads import programme_of_code
from touyan.programmes.states import DEEDS, RAISED, Carrier, Kind, SessionState
from touyan.projects.acts import tie_place
from touyan.projects.models import Project
from touyan.selections.acts import hold_stop, tie_stop
from touyan.selections.models import Candidate, Selection, TourStop
from touyan.selections.tasks import tell_of_gap
from touyan.town.acts import add_place
from touyan.town.models import Person
from touyan.town.states import SERVING_ROLES

log = logging.getLogger("touyan.stories")


def tell_no_more(event: Event[Order]) -> None:
    """What whoever asked hides, or what was erased, stands on no board any more."""
    story = story_of(event.about.ref)
    if story is not None and story.agreed_at is not None:
        answer_story(by=event.by, story=story, agrees=False)


def count_delivery(event: Event[Order]) -> None:
    """An order delivered by a member or a volunteer is a service, once however often it is delivered."""
    order = event.about
    person = order.agency_person or event.by
    if not isinstance(person, Person) or not _serves(person):
        return
    programme = programme_of_code(order.town, DEEDS)
    if programme is None:
        return
    try:
        count_deed(
            by=event.by, programme=programme, village=order.village, person=person,
            at=clock.now(), nonce=_deed(order),
        )  # fmt: skip
    except Refused as refused:  # whatever is wrong with the ledger of hours, the order is delivered
        log.info("order %s counts in no programme: %s", order.ref, refused)


def thank_for_delivery(event: Event[Order]) -> None:
    """Whoever asked says that it was put right: that confirms the service."""
    if event.data.get("set", {}).get("outcome") not in {Outcome.SOLVED, Outcome.PARTLY}:
        return
    served = Attendance.objects.filter(nonce=_deed(event.about), standing=True).first()
    if served is not None and event.by != served.person:
        thank(by=event.by, attendance=served)


def keep_difficulty(event: Event[Order]) -> None:
    """An order raised at a symposium stands with that symposium, by its number."""
    order = event.about
    number = order.source_ref.partition(":")[0]
    if order.source != RAISED or not number.isdigit():
        return
    session = Session.objects.filter(pk=int(number), town=order.town).first()
    if session is not None:
        hear_difficulty(by=event.by, session=session, order=order.ref)


def put_tour_on(event: Event[Selection]) -> None:
    """Winners become lecturers: each stop of theirs is a session of the contest's touring programme."""
    programme = _tour_of(event)
    for stop in event.made:
        speaker = stop.candidate.label
        there = add_session(
            by=event.by, programme=programme, host=stop.host, starts_at=stop.starts_at,
            where=stop.where, speaker=speaker, note=str(stop.get_audience_display()),
        )  # fmt: skip
        session = there.about
        if speaker not in session.speaker.split("、"):  # two winners before one audience
            both = f"{session.speaker}、{speaker}"[:80]
            change_session(by=event.by, session=session, speaker=both)
        tie_stop(by=event.by, stop=stop, session=session.pk)


def _tour_of(event: Event[Selection]) -> Programme:
    selection = event.about
    code = f"tour-{selection.pk}"
    there = programme_of_code(selection.town, code)
    if there is not None:
        return there
    said = gettext_noop("{contest}: the winners speak")
    with override("zh-hans"):
        name = gettext(said).format(contest=selection.name)
    english = said.format(contest=selection.name_en or selection.name)
    first = min(timezone.localdate(stop.starts_at) for stop in event.made)
    kept = keep_programme(
        by=event.by, host=selection.host, code=code, kind=Kind.TOUR, name=name[:80],
        name_en=english[:80], carrier=Carrier.REALISE, starts_on=first, public=True,
    ).about  # fmt: skip
    return open_programme(by=event.by, programme=kept).about


def keep_tour_stop(event: Event[Session]) -> None:
    """A session of a tour took place: the winners' stop did."""
    session = event.about
    if session.state != SessionState.HELD:
        return
    stops = TourStop.objects.filter(session=session.pk, held_on__isnull=True)
    for stop in stops.exclude(candidate__revoked_at__lte=session.starts_at):
        hold_stop(by=event.by, stop=stop, held_on=session.day)


def leave_tour(event: Event[Candidate]) -> None:
    """An honour was taken back: its winner is announced no more, and whoever plans the tour hears that one is missing."""
    candidate = event.about
    stops = TourStop.objects.filter(candidate=candidate, held_on__isnull=True)
    planned = Session.objects.filter(pk__in=stops.values("session"), state=SessionState.PLANNED)
    ahead = list(planned.filter(starts_at__gt=clock.now()).order_by("pk"))
    for session in ahead:
        drop_speaker(by=event.by, session=session, names=candidate.names)
    if ahead:
        tell_of_gap(event)


def put_place(event: Event[Project]) -> None:
    """What was built is a place from the day it opens: the plaque's code, its spaces, where it lies."""
    project = event.about
    if not project.place_kind or project.village is None or project.place_id:
        return
    place = add_place(
        by=event.by, village=project.village, code=f"{project.town.code}-P{project.pk}",
        name=project.name, name_en=project.name_en, kind=project.place_kind,
        latitude=project.latitude, longitude=project.longitude, spaces=project.spaces,
        accessible_spaces=project.accessible_spaces, opened_on=project.opened_on,
    ).about  # fmt: skip
    tie_place(by=event.by, project=project, place=place)


def _serves(person: Person) -> bool:
    return any(role.role in SERVING_ROLES for role in person.roles_today)


def _deed(order: Order) -> UUID:
    """The same order is the same deed, however often it is delivered."""
    return uuid5(NAMESPACE_URL, f"touyan:order:{order.pk}")
