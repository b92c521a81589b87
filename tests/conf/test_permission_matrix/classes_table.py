"""Who gets which page about a child: its guardian, here the `resident`; and the clerk of the class."""

from datetime import timedelta
from typing import Any

from tests.children import make_class, make_session, next_decade
from touyan.programmes import acts
from touyan.programmes.models import Enrolment, Waiting
from touyan.programmes.states import Method
from touyan.town import acts as town_acts
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER
from touyan.town.states import Purpose

#                                                               visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
GUARDIANS = """
GET  /children/                                                  302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /children/                                                  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /account/data/?child={pupil}                                302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /account/data/copy/?child={pupil}                           302  422  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /children/new/                                              302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /children/new/                                              302  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
GET  /children/{pupil}/                                          302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /children/{pupil}/                                          405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /children/{pupil}/absence/                                  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /children/{pupil}/absence/                                  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /children/{pupil}/away/                                     405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /children/{pupil}/away/                                     302  422  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /children/{pupil}/people/let/                               405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /children/{pupil}/people/let/                               302  422  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /children/{pupil}/people/bar/                               405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /children/{pupil}/people/bar/                               302  422  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /children/{pupil}/consent/child_care/                       405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /children/{pupil}/consent/child_care/                       302  303  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /children/{second}/line/{waits}/leave/                      405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /children/{second}/line/{waits}/leave/                      302  303  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /children/{pupil}/line/{waits}/leave/                       302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /children/{pupil}/classes/{place}/leave/                    405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /children/{pupil}/classes/{place}/leave/                    302  303  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /children/{pupil}/classes/{place}/allergies/                405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /children/{pupil}/classes/{place}/allergies/                302  303  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /children/{pupil}/people/{collector}/code/                  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /children/{pupil}/people/{collector}/code/                  302  303  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /children/{pupil}/people/{collector}/revoke/                405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /children/{pupil}/people/{collector}/revoke/                302  303  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /children/{pupil}/consent/nonsense/                         302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /children/{pupil}/people/                                   302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /children/{pupil}/people/                                   405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /children/{pupil}/consent/                                  302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /children/{pupil}/consent/                                  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /children/{pupil}/people/{collector}/card/                  302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /children/{pupil}/people/{collector}/card/                  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /children/{pupil}/people/{collector}/qr.svg                 302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /children/{pupil}/people/{collector}/qr.svg                 405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /children/{pupil}/collect/                                  302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /children/{pupil}/collect/                                  302  422  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /children/{pupil}/classes/                                  302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /children/{pupil}/classes/                                  302  422  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /children/{person}/                                         302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
"""
#                                                               visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
CLASSES = """
GET  /desk/classes/                                              302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
POST /desk/classes/                                              302  404  404  404  404  404  404  404  404  404  404  404  404  405  404  404
GET  /desk/classes/code/                                         302  404  404  404  404  404  404  404  404  404  404  404  404  405  404  404
POST /desk/classes/code/                                         302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
GET  /desk/classes/sessions/{lesson}/                            302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
POST /desk/classes/sessions/{lesson}/                            302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
GET  /desk/classes/sessions/{lesson}/{pupil}/leave/              302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
POST /desk/classes/sessions/{lesson}/{pupil}/leave/              302  404  404  404  404  404  404  404  404  404  404  404  404  409  404  404
GET  /desk/classes/sessions/{lesson}/{pupil}/ask/                302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/classes/sessions/{lesson}/{pupil}/ask/                302  404  404  404  404  404  404  404  404  404  404  404  404  422  404  404
GET  /desk/classes/sessions/{lesson}/{pupil}/here/               302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/classes/sessions/{lesson}/{pupil}/here/               302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/classes/sessions/{lesson}/{pupil}/nonsense/           302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /desk/classes/sessions/{lesson}/{person}/here/              302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/classes/sessions/{lunch}/                             302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/classes/{afternoon}/                                  302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
POST /desk/classes/{afternoon}/                                  302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
GET  /desk/classes/{afternoon}/enrol/                            302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
POST /desk/classes/{afternoon}/enrol/                            302  404  404  404  404  404  404  404  404  404  404  404  404  422  404  404
GET  /desk/classes/{afternoon}/line/{waits}/                     302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/classes/{afternoon}/line/{waits}/                     302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/classes/{afternoon}/line/0/                           302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/classes/{afternoon}/{pupil}/                          302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
POST /desk/classes/{afternoon}/{pupil}/                          302  404  404  404  404  404  404  404  404  404  404  404  404  405  404  404
GET  /desk/classes/{afternoon}/{pupil}/end/                      302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/classes/{afternoon}/{pupil}/end/                      302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/classes/{afternoon}/{pupil}/correct/                  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /desk/classes/{afternoon}/{pupil}/bar/                      302  404  404  404  404  404  404  404  404  404  404  404  404  409  404  404
POST /desk/classes/{afternoon}/{pupil}/unbar/                    302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /desk/classes/{afternoon}/{pupil}/nonsense/                 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/classes/{afternoon}/{person}/                         302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/classes/{canteen}/                                    302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
"""


def class_at(baihua: Organisation, resident: Person, clerk: Person) -> dict[str, Any]:
    """A class with one place: the resident's child is in it, another waits. The clerk has both lists open."""
    afternoon = make_class(baihua, capacity=1)
    lesson = make_session(afternoon, begun=timedelta(minutes=5))
    pupil, next_one = (_child(resident, name) for name in ("周小宝", "周大宝"))
    for child in (pupil, next_one):
        acts.ask_for_place(by=resident, programme=afternoon, person=child, weekdays="12345")
    acts.arrive(by=FOUNDER, session=lesson, person=pupil, method=Method.ROSTER)
    collector = town_acts.let_collect_today(
        by=resident, subject=pupil, name="王奶奶", phone="13900004321"
    ).about
    for record, what in ((lesson, "roster"), (afternoon, "list")):
        acts.look(by=clerk, record=record, what=what)
    return {
        "pupil": pupil.pk, "afternoon": afternoon.pk, "lesson": lesson.pk, "collector": collector.pk,
        "place": Enrolment.objects.get(person=pupil).pk, "waits": Waiting.objects.get().pk,
        "second": next_one.pk,
    }  # fmt: skip


def _child(guardian: Person, name: str) -> Person:
    child = town_acts.add_child(by=guardian, name=name, child_until=next_decade()).about
    for purpose in (Purpose.CHILD_CARE, Purpose.DIET):
        town_acts.give_consent(by=guardian, subject=child, purpose=purpose)
    return child
