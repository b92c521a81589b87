"""A town without orders, with something to book and something that is on now."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from touyan.kernel import clock
from touyan.kernel.acts import batch
from touyan.orders import demo
from touyan.programmes import acts
from touyan.programmes.models import Session
from touyan.programmes.reads.by_code import poster_of
from touyan.programmes.states import Kind
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER

VILLAGE = "340121103003"


def main() -> dict[str, Any]:
    """What the visitors have to know: where to book, where to check in, whose orders they are."""
    with batch():
        demo.found()
        return put_on()


def put_on() -> dict[str, Any]:
    """The two events, in a town that was founded."""
    host = Organisation.objects.get(code=VILLAGE)
    booked = _put_on(host, "百花大讲堂", timedelta(days=2))
    on_now = _put_on(host, "今天的志愿服务", -timedelta(minutes=10))
    return {
        "session": booked.pk, "poster": poster_of(on_now), "village": VILLAGE, "password": demo.PASSWORD,
    }  # fmt: skip


def _put_on(host: Organisation, name: str, begins: timedelta) -> Session:
    starts = clock.now() + begins
    kept = acts.keep_programme(
        by=FOUNDER, host=host, kind=Kind.LECTURE, name=name, name_en=name, public=True,
        minutes=600, starts_on=timezone.localdate(starts) - timedelta(days=30),
    ).about  # fmt: skip
    acts.add_session(by=FOUNDER, programme=kept, starts_at=starts)
    acts.open_programme(by=FOUNDER, programme=kept)
    return kept.sessions.get()
