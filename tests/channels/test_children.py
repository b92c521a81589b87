"""What guardians hear by the ways they chose: at once, and nothing that is not so any more."""

from datetime import timedelta
from typing import Any

import pytest

from touyan.channels.models import Choice, Delivery
from touyan.channels.tasks import send_due
from touyan.kernel import clock
from touyan.programmes import acts
from touyan.programmes.models import Attendance, Session
from touyan.programmes.states import Method
from touyan.town.models import Person

from .moments import LATE

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(guardian: Person, mailed: Any) -> Choice:
    chosen: Choice = mailed(guardian)
    return chosen


def come(session: Session, child: Person, teacher: Person) -> Attendance:
    return acts.arrive(by=teacher, session=session, person=child, method=Method.ROSTER).about


def test_that_a_child_came_is_tried_again_by_night_too(
    child: Person, told: Choice, session: Session, teacher: Person, serving_mail: Any
) -> None:
    server = serving_mail()
    server.answers = ["451 later"]
    come(session, child, teacher)
    assert send_due() == 0
    with clock.at(LATE):
        assert send_due() == 1


def test_a_child_that_has_left_is_not_said_to_have_come(
    child: Person, told: Choice, session: Session, teacher: Person, serving_mail: Any
) -> None:
    server = serving_mail()
    server.answers = ["451 later"]
    here = come(session, child, teacher)
    assert send_due() == 0
    with clock.at(clock.now() + timedelta(minutes=30)):
        acts.leave(by=teacher, attendance=here, collector=child.authorities.get(), known=True)
        send_due()
    (letter,) = server.taken
    assert "Your child has left the class." in letter.get_content()
    assert [one.state for one in Delivery.objects.order_by("id")] == ["dropped", "sent"]
