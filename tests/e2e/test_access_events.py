"""Every page of events and volunteering, open to everybody: in both languages and views, light and dark."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.e2e.access import VIEWS
from tests.e2e.people import Somebody
from tests.e2e.test_access import looked_at
from tests.events import PutOn
from touyan.kernel import clock
from touyan.programmes import acts
from touyan.programmes.models import Session
from touyan.programmes.reads.by_code import poster_of, receipt_of, thanks_of
from touyan.town.models import Organisation, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def event(
    put_on: PutOn, on_now: PutOn, many: Callable[..., list[Person]], branch: Organisation, member: Person,
    secretary: Person,
) -> dict[str, object]:  # fmt: skip
    """A full symposium with people, a portrait day, a service that was done, and what is certified of it."""
    session = put_on(
        kind="symposium", name="书记夜谈会", capacity=2, speaker="韩医生", about="说说心里话。"
    )
    people = many(6)
    seats = [acts.book(by=one, session=session, person=one).about for one in (*people[:2], member)]
    portrait = put_on(kind="portrait", name="为老人照相", begins=timedelta(hours=1))
    acts.book(by=member, session=portrait, person=member)
    service = on_now(kind="volunteering", name="清理河道")
    row = acts.arrive(by=member, session=service, person=member, method="poster").about
    acts.leave(by=member, attendance=row)
    acts.record(by=secretary, session=service, people=[acts.Came(one) for one in people[:3]])
    with clock.at(session.starts_at - timedelta(days=1)):
        acts.hold_seats(
            by=secretary, session=put_on(capacity=9), organisation=branch, seats=3, until=session.starts_at
        )  # fmt: skip
    acts.confirm_hours(by=secretary, session=service, attendances=[row])
    certificate = acts.certify(by=member, year=service.day.year).about
    return {
        "session": session, "portrait": portrait, "service": service, "seat": receipt_of(seats[0]),
        "waiting": receipt_of(seats[2]), "thanks": thanks_of(row), "certificate": certificate.code,
    }  # fmt: skip


def residents_pages(event: dict[str, object]) -> list[str]:
    session, service = event["session"], event["service"]
    assert isinstance(session, Session)
    assert isinstance(service, Session)
    return [
        "/programmes/", "/programmes/?q=没有的事", "/programmes/?show=programmes",
        f"/programmes/{session.programme_id}/", f"/programmes/sessions/{session.pk}/",
        f"/programmes/r/{event['seat']}/?done=new", f"/programmes/r/{event['waiting']}/",
        f"/programmes/check-in/{poster_of(service)}/", f"/programmes/thanks/{event['thanks']}/",
        f"/programmes/certificates/{event['certificate']}/",
    ]  # fmt: skip


def desk_pages(event: dict[str, object], branch: Organisation) -> list[str]:
    session, portrait, service = event["session"], event["portrait"], event["service"]
    assert isinstance(session, Session)
    assert isinstance(portrait, Session)
    assert isinstance(service, Session)
    here, there = (
        f"/desk/programmes/sessions/{session.pk}/",
        f"/desk/programmes/sessions/{service.pk}/",
    )
    return [
        "/desk/programmes/", "/desk/programmes/?show=programmes", "/desk/programmes/new/", "/desk/programmes/year/",
        f"/desk/programmes/{session.programme_id}/", here, f"{here}seats/", f"{here}roster/", f"{here}roster/?with=all",
        f"{here}poster/", f"{there}hours/", f"{there}roster/?with={branch.code}",
        f"/desk/programmes/sessions/{portrait.pk}/roster/?with=all", f"/desk/programmes/check-in/#{service.pk}",
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_every_page_about_events_is_open_to_everybody(
    somebody_at: Callable[..., Somebody], event: dict[str, object], member: Person, branch: Organisation,
    language: str, elder: bool,
) -> None:  # fmt: skip
    visitor = somebody_at(360, language, elder=elder)
    assert looked_at(visitor, residents_pages(event), elder) == {}
    visitor.signs_in(member.login or "")
    assert looked_at(visitor, ["/programmes/mine/"], elder) == {}
    colleague = somebody_at(360, language, elder=elder)
    colleague.signs_in("baihua")
    assert looked_at(colleague, desk_pages(event, branch), elder) == {}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_at_the_desk_is_open_at_1280(
    staff: Callable[..., Somebody], event: dict[str, object], branch: Organisation, language: str
) -> None:
    colleague = staff("secretary", width=1280, language=language)
    assert looked_at(colleague, desk_pages(event, branch), elder=False) == {}
