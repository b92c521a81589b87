"""Who gets which page of events and volunteering: those of the place, and above it; residents what is public."""

from datetime import timedelta
from typing import Any

from touyan.kernel import clock
from touyan.programmes import acts
from touyan.programmes.models import Attendance, Session
from touyan.programmes.reads.by_code import calendar_of, poster_of, receipt_of, thanks_of
from touyan.programmes.states import Eligibility, Kind
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

#                                               visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
RESIDENTS = """
GET  /programmes/                               200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /programmes/                               405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /programmes/calendar.ics                   200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /programmes/calendar.ics                   405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /programmes/{programme}/                   200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /programmes/{programme}/                   405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /programmes/{programme}/calendar.ics       200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /programmes/{programme}/calendar.ics       405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /programmes/sessions/{session}/            200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /programmes/sessions/{session}/            405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /programmes/r/{seat}/                      200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /programmes/r/{seat}/                      405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /programmes/r/{seat}/badge.svg             200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /programmes/r/{seat}/badge.svg             405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /programmes/r/{seat}/calendar.ics          200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /programmes/r/{seat}/calendar.ics          405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /programmes/mine/{calendar}/calendar.ics   200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /programmes/mine/{calendar}/calendar.ics   405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /programmes/thanks/{thanks}/               200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /programmes/thanks/{thanks}/               405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /programmes/certificates/{certificate}/    200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /programmes/certificates/{certificate}/    405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /programmes/?show=programmes               200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /programmes/{draft}/                       404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /programmes/sessions/{hidden}/             404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /programmes/r/1-guessed/                   404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /programmes/r/1-guessed/badge.svg          404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /programmes/r/1-guessed/calendar.ics       404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /programmes/mine/1-guessed/calendar.ics    404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /programmes/thanks/1-guessed/              404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /programmes/check-in/1-guessed/            404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /programmes/certificates/guessed/          404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /programmes/sessions/{session}/book/       405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /programmes/sessions/{session}/book/       422  303  303  303  303  303  303  303  303  303  303  303  303  303  303  303
POST /programmes/sessions/{hidden}/book/        404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /programmes/r/{seat}/cancel/               405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /programmes/r/{seat}/cancel/               303  303  303  303  303  303  303  303  303  303  303  303  303  303  303  303
POST /programmes/r/1-guessed/cancel/            404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /programmes/r/{seat}/photo/                405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /programmes/r/{seat}/photo/back/           405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /programmes/r/{seat}/photo/                404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /programmes/r/{seat}/photo/back/           404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /programmes/check-in/{poster}/             200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /programmes/check-in/{poster}/             422  409  409  409  409  409  409  409  409  409  409  409  409  409  409  409
GET  /programmes/thanks/{thanks}/say/           405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /programmes/thanks/{thanks}/say/           303  409  303  303  303  303  303  303  303  303  303  303  303  303  303  303
GET  /programmes/mine/                          302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /programmes/mine/                          405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /programmes/mine/actions/{asked_member}/take-on/ 405 405 405 405 405 405  405  405  405  405  405  405  405  405  405  405
POST /programmes/mine/actions/{asked_member}/take-on/ 302 303 404 404 404 404  404  404  404  404  404  404  404  404  404  404
GET  /programmes/mine/pledge/                   302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /programmes/mine/pledge/                   302  422  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /programmes/mine/pledge/back/              405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /programmes/mine/pledge/back/              302  409  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /programmes/mine/certificate/              405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /programmes/mine/certificate/              302  303  409  409  409  409  409  409  409  409  409  409  409  409  409  409
GET  /programmes/mine/certificates/{certificate}/ 302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /programmes/mine/certificates/{certificate}/ 405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
"""
#                                               visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
EVENTS = """
GET  /desk/programmes/                          302  404  404  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /desk/programmes/                          302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/programmes/?show=past                302  404  404  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /desk/programmes/?show=programmes          302  404  404  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /desk/programmes/new/                      302  404  404  200  200  200  200  200  200  200  200  404  200  200  404  404
POST /desk/programmes/new/                      302  404  404  422  422  422  422  422  422  422  422  404  422  422  404  404
GET  /desk/programmes/check-in/                 302  404  404  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /desk/programmes/check-in/                 302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/programmes/year/                     302  404  404  200  200  404  404  404  404  404  404  404  404  404  404  404
POST /desk/programmes/year/                     302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/programmes/year/?branch={village}-B1 302  404  404  200  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/programmes/{programme}/              302  404  404  200  404  200  404  404  404  404  404  200  200  200  404  404
POST /desk/programmes/{programme}/              302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/programmes/{programme}/edit/         302  404  404  200  404  200  404  404  404  404  404  404  200  200  404  404
POST /desk/programmes/{programme}/edit/         302  404  404  422  404  422  404  404  404  404  404  404  422  422  404  404
GET  /desk/programmes/{programme}/sessions/     302  404  404  303  404  303  404  404  404  404  404  303  303  303  404  404
POST /desk/programmes/{programme}/sessions/     302  404  404  422  404  422  404  404  404  404  404  404  422  422  404  404
GET  /desk/programmes/{programme}/plan/         302  404  404  303  404  303  404  404  404  404  404  303  303  303  404  404
POST /desk/programmes/{programme}/plan/         302  404  404  303  404  303  404  404  404  404  404  404  303  303  404  404
GET  /desk/programmes/{programme}/open/         302  404  404  303  404  303  404  404  404  404  404  303  303  303  404  404
POST /desk/programmes/{programme}/open/         302  404  404  409  404  409  404  404  404  404  404  404  409  409  404  404
POST /desk/programmes/{programme}/end/          302  404  404  303  404  303  404  404  404  404  404  404  303  303  404  404
POST /desk/programmes/{programme}/nonsense/     302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/programmes/sessions/{session}/       302  404  404  200  404  200  404  404  404  404  404  200  200  200  404  404
POST /desk/programmes/sessions/{session}/       302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/programmes/sessions/{session}/hold/  302  404  404  303  404  303  404  404  404  404  404  303  303  303  404  404
POST /desk/programmes/sessions/{session}/hold/  302  404  404  409  404  409  404  404  404  404  404  404  409  409  404  404
GET  /desk/programmes/sessions/{session}/call-off/ 302  404  404  303  404  303  404  404  404  404  404  303  303  303  404  404
POST /desk/programmes/sessions/{session}/call-off/ 302  404  404  422  404  422  404  404  404  404  404  404  422  422  404  404
GET  /desk/programmes/sessions/{session}/difficulty/ 302  404  404  303  404  303  404  404  404  404  404  303  303  303  404  404
POST /desk/programmes/sessions/{session}/difficulty/ 302  404  404  422  404  422  404  404  404  404  404  404  422  422  404  404
GET  /desk/programmes/sessions/{session}/seats/ 302  404  404  200  404  200  404  404  404  404  404  404  200  200  404  404
POST /desk/programmes/sessions/{session}/seats/ 302  404  404  422  404  422  404  404  404  404  404  404  422  422  404  404
GET  /desk/programmes/sessions/{session}/seats/{village}/release/ 302  404  404  303  404  303  404  404  404  404  404  404  303  303  404  404
POST /desk/programmes/sessions/{session}/seats/{village}/release/ 302  404  404  303  404  303  404  404  404  404  404  404  303  303  404  404
GET  /desk/programmes/sessions/{session}/poster/ 302  404  404  200  404  200  404  404  404  404  404  404  200  200  404  404
POST /desk/programmes/sessions/{session}/poster/ 302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/programmes/sessions/{session}/roster/ 302  404  404  200  404  200  404  404  404  404  404  404  200  200  404  404
POST /desk/programmes/sessions/{session}/roster/ 302  404  404  303  404  303  404  404  404  404  404  404  303  303  404  404
GET  /desk/programmes/sessions/{session}/roster/?with=all 302  404  404  200  404  200  404  404  404  404  404  404  200  200  404  404
GET  /desk/programmes/sessions/{session}/roster/?with=nowhere 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/programmes/sessions/{session}/roster/walk-in/ 302  404  404  303  404  303  404  404  404  404  404  404  303  303  404  404
POST /desk/programmes/sessions/{session}/roster/walk-in/ 302  404  404  422  404  422  404  404  404  404  404  404  422  422  404  404
GET  /desk/programmes/sessions/{session}/consent/ 302  404  404  303  404  303  404  404  404  404  404  303  303  303  404  404
GET  /desk/programmes/sessions/{session}/consent/back/ 302  404  404  303  404  303  404  404  404  404  404  303  303  303  404  404
POST /desk/programmes/sessions/{session}/consent/ 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /desk/programmes/sessions/{session}/consent/back/ 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/programmes/sessions/{session}/list.json 302  404  404  200  404  200  404  404  404  404  404  404  200  200  404  404
POST /desk/programmes/sessions/{session}/list.json 302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/programmes/sessions/{session}/check-ins/ 302  404  404  303  404  303  404  404  404  404  404  303  303  303  404  404
POST /desk/programmes/sessions/{session}/check-ins/ 302  404  404  400  404  400  404  404  404  404  404  404  400  400  404  404
GET  /desk/programmes/sessions/{session}/hours/ 302  404  404  200  404  200  404  404  404  404  404  404  200  200  404  404
POST /desk/programmes/sessions/{session}/hours/ 302  404  404  303  404  303  404  404  404  404  404  404  303  303  404  404
GET  /desk/programmes/sessions/{class}/         302  404  404  200  404  200  404  404  404  404  404  200  200  200  404  404
GET  /desk/programmes/sessions/{class}/roster/  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/programmes/sessions/{class}/list.json 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/programmes/sessions/{class}/hours/   302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/programmes/sessions/{class}/poster/  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
"""


def event_at(
    host: Organisation, resident: Person, guest: Person, secretary: Person
) -> dict[str, Any]:
    """A symposium in two days where the guest has a seat, a service that the resident did, a class, a draft."""
    session = _put_on(host, Kind.SYMPOSIUM, timedelta(days=2), public=True)
    seat = acts.book(by=FOUNDER, session=session, person=guest).about
    service = _put_on(host, Kind.VOLUNTEERING, -timedelta(minutes=30))
    rows = [
        _served(service, resident),
        _served(_put_on(host, Kind.VOLUNTEERING, -timedelta(minutes=40)), resident),
    ]
    acts.confirm_hours(by=secretary, session=service, attendances=rows[:1])
    childrens = _put_on(
        host, Kind.AFTER_SCHOOL, timedelta(days=1), eligibility=Eligibility.CHILDREN
    )
    draft = acts.keep_programme(
        by=FOUNDER, host=host, kind=Kind.LECTURE, name="草稿", starts_on=session.day, public=True
    ).about
    return {
        "programme": session.programme_id, "session": session.pk, "hidden": service.pk, "draft": draft.pk,
        "class": childrens.pk, "seat": receipt_of(seat), "poster": poster_of(session),
        "calendar": calendar_of(guest), "thanks": thanks_of(rows[1]),
        "certificate": acts.certify(by=resident, year=service.day.year).about.code,
    }  # fmt: skip


def _put_on(host: Organisation, kind: str, begins: timedelta, **more: Any) -> Session:
    at = clock.now() + begins
    kept = acts.keep_programme(
        by=FOUNDER,
        host=host,
        kind=kind,
        name="活动",
        starts_on=at.date() - timedelta(days=9),
        **more,
    ).about
    acts.add_session(by=FOUNDER, programme=kept, starts_at=at)
    acts.open_programme(by=FOUNDER, programme=kept)
    return kept.sessions.select_related("programme__host", "programme__town", "host", "town").get()


def _served(session: Session, person: Person) -> Attendance:
    row = acts.arrive(by=FOUNDER, session=session, person=person, method="roster").about
    return acts.leave(by=FOUNDER, attendance=row).about
