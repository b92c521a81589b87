"""What was over long ago is forgotten by itself: in tables, index, files and journal; the figures stay as they were."""

import io
from copy import copy
from datetime import datetime, timedelta

import pytest
from django.conf import settings as conf
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, override
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.conftest import CHINA
from tests.kernel.pictures import RED, saved
from tests.orders.stages import Loop, do
from touyan.channels.acts import ask_for_mail, confirm_mail
from touyan.channels.models import Choice
from touyan.channels.tasks import sweep_deliveries
from touyan.conf import environment
from touyan.kernel import clock, evidence, journal, kept, search
from touyan.kernel.clock import CLOCK
from touyan.kernel.figures import FIGURES, Scope, values
from touyan.kernel.models import Entry, Evidence
from touyan.kernel.refused import Refused
from touyan.orders.acts import Leaves, expire, forget_contacts, join
from touyan.orders.models import ERASED, Order, OrderSum, Requester, Suggestion
from touyan.orders.states import State
from touyan.orders.tasks import KIND, forget_guests, forget_old

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "friday")]

TONIGHT = datetime(2026, 11, 26, 2, 30, tzinfo=CHINA)
THREE_YEARS, HALF_A_YEAR = timedelta(days=1096), timedelta(days=183)


def ended(loop: Loop, before: timedelta, how: str = "confirm", **asked) -> Order:
    """An order that was over so long before tonight."""
    with clock.at(TONIGHT - before):
        if how == "withdraw":
            order, requester = loop.placed(**asked)
            return do("withdraw", requester, order)
        if how == "decline":
            order, _requester = loop.placed(**asked)
            return do(
                "decline",
                loop.dispatcher,
                order,
                reason="not_town",
                rule="条例",
                next_door="派出所",
            )
        order, requester = loop.delivered(**asked)
        return do("confirm", requester, order, satisfaction="satisfied", outcome="solved")


def night(task=forget_old) -> int:
    with clock.at(TONIGHT):
        return task()


def test_a_demonstration_still_has_its_orders_of_2021_after_a_night(
    loop: Loop, settings, monkeypatch
) -> None:
    order = ended(loop, TONIGHT - datetime(2021, 3, 5, 9, 0, tzinfo=CHINA))
    monkeypatch.delenv("TOUYAN_ORDERS_KEPT_DAYS")
    settings.ORDERS_KEPT_DAYS = environment.kept_days("TOUYAN_ORDERS_KEPT_DAYS", 1096, 183)
    assert night() == 0
    monkeypatch.setenv("TOUYAN_ALLOWED_HOSTS", "town.example.cn")
    settings.ORDERS_KEPT_DAYS = environment.kept_days("TOUYAN_ORDERS_KEPT_DAYS", 1096, 183)
    assert night() == 1
    order.refresh_from_db()
    assert order.words in ERASED


def kept_of(order: Order) -> tuple[str, list[str]]:
    order.refresh_from_db()
    return order.words, [requester.name for requester in order.requesters.order_by("id")]


@pytest.mark.parametrize("how", ["confirm", "withdraw", "decline"])
def test_what_was_over_for_three_years_is_forgotten_and_what_was_not_stays(loop: Loop, how):
    old = ended(loop, THREE_YEARS + timedelta(hours=1), how, words="老井盖")
    young = ended(loop, THREE_YEARS - timedelta(hours=1), how, words="新井盖")
    assert night() == 1
    assert (kept_of(old), kept_of(young)) == (("(erased)", [""]), ("新井盖", ["周桂英"]))
    assert list(journal.faults()) == []


def test_what_is_open_is_never_forgotten_however_old(loop: Loop):
    with clock.at(TONIGHT - 2 * THREE_YEARS):
        order, _requester = loop.delivering(words="老井盖")
    assert night() == 0
    assert kept_of(order) == ("老井盖", ["周桂英"])
    with pytest.raises(Refused):
        expire(by=CLOCK, order=order)


def test_what_was_opened_again_is_kept(loop: Loop):
    with clock.at(TONIGHT - THREE_YEARS - timedelta(days=3)):
        order, requester = loop.delivered(words="老井盖")
        do("confirm", requester, order, satisfaction="satisfied", outcome="solved")
        do("reopen", requester, order, words="又坏了")
    assert night() == 0
    assert kept_of(order)[0] == "老井盖"


def test_what_is_to_forget_is_read_from_its_index_however_many_orders_were_forgotten(loop: Loop):
    forgotten = ended(loop, 2 * THREE_YEARS)
    assert night() == 1
    forgotten.refresh_from_db()
    Order.objects.bulk_create([copy_of(forgotten) for _n in range(3000)])
    ended(loop, THREE_YEARS + timedelta(days=1))
    if connection.vendor == "postgresql":  # it plans by what it has counted, whenever that was
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE orders_order")
    with CaptureQueriesContext(connection) as asked:
        assert night() == 1
    reads = [q["sql"] for q in asked if q["sql"].startswith("SELECT") and "closed_at" in ending(q)]
    assert len(reads) == 2
    for sql in reads:
        assert "orders_to_forget" in plan_of(sql)


def copy_of(order: Order) -> Order:
    copied = copy(order)
    copied.pk = None
    return copied


def ending(query: dict[str, str]) -> str:
    return query["sql"].partition(" WHERE ")[2]


def plan_of(sql: str) -> str:
    how = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {sql}")
        return str(cursor.fetchall())


def test_erased_words_are_known_in_every_language():
    told = []
    for language, _name in conf.LANGUAGES:
        with override(language):
            told.append(gettext("(erased)"))
    assert sorted(told) == sorted(ERASED)


def test_what_was_merged_goes_with_the_one_it_follows(loop: Loop):
    with clock.at(TONIGHT - THREE_YEARS - timedelta(days=3)):
        lead, requester = loop.delivered(words="老井盖")
        follower, _requester = loop.placed("也是井盖", name="李四")
        do("merge", loop.secretary, follower, into=lead)
        do("confirm", requester, lead, satisfaction="satisfied", outcome="solved")
    assert night() == 2
    assert (kept_of(lead), kept_of(follower)) == (("(erased)", [""]), ("(erased)", [""]))
    assert Order.objects.get(pk=follower.pk).state == State.MERGED


def test_it_is_nowhere_any_more(loop: Loop, resident):
    photo = evidence.reencoded(io.BytesIO(saved(Image.new("RGB", (8, 8), RED), "JPEG")))
    order = ended(
        loop, THREE_YEARS + timedelta(days=1), words="老井盖砸了周桂英的车", where="周家门口",
        person=resident, by=resident, phone="13900001234", latitude=31.5, longitude=117.2,
    )  # fmt: skip
    evidence.keep(photo, owner=f"order:{order.pk}", by="visitor", town_code="")
    Suggestion.objects.create(order=order, because=["井盖"], at=clock.now())
    do("publish", loop.secretary, order, words="井盖坏了")
    assert search.ids(KIND, "井盖") == [order.pk]
    assert night() == 1
    everything = in_the_database()
    assert [word for word in ("井盖", "周桂英", "周家", "117.2") if word in everything] == []
    assert (search.ids(KIND, "井盖"), search.ids("public_order", "井盖")) == ([], [])
    assert Suggestion.objects.count() == 0
    assert Requester.objects.get().person is None
    evidence.sweep_drafts()
    assert Evidence.objects.count() == 0
    assert list(journal.faults()) == []


def in_the_database() -> str:
    names = [
        name for name in connection.introspection.table_names() if not name.startswith("town_")
    ]
    found = []
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'SELECT * FROM "{name}"')
            found += [str(value) for row in cursor.fetchall() for value in row]
    text = "\n".join(found)
    return text + text.encode().decode("unicode_escape", "ignore")


def test_it_is_done_once_and_in_portions_and_at_night(loop: Loop):
    for n in range(3):
        ended(loop, THREE_YEARS + timedelta(days=n + 1), words=f"老井盖{n}")
    with clock.at(TONIGHT + timedelta(hours=9)):
        assert forget_old() == 0
    assert [night(lambda: forget_old(portion=2)) for _ in range(3)] == [2, 1, 0]
    assert Entry.objects.filter(name="orders.expire", by="clock").count() == 3


def test_other_systems_hear_of_it_only_where_they_could_read_it(loop: Loop):
    ended(loop, THREE_YEARS + timedelta(days=1))
    public = ended(loop, THREE_YEARS + timedelta(days=2))
    do("publish", loop.secretary, public, words="井盖")
    night()
    told = Entry.objects.filter(name="orders.expire").order_by("about")
    assert sorted(entry.data["was_public"] for entry in told) == [False, True]


# Guests ----------------------------------------------------------------------------------------


def test_a_guests_name_and_number_go_after_half_a_year_and_the_words_stay(loop: Loop, resident):
    order = ended(loop, HALF_A_YEAR + timedelta(days=1), words="井盖")
    young = ended(loop, HALF_A_YEAR - timedelta(days=1), words="井盖")
    own = ended(
        loop,
        HALF_A_YEAR + timedelta(days=1),
        words="井盖",
        person=resident,
        by=resident,
        name="居民小周",
    )
    assert night(forget_guests) == 1
    assert (kept_of(order), kept_of(young), kept_of(own)) == (
        ("井盖", [""]), ("井盖", ["周桂英"]), ("井盖", ["居民小周"]),
    )  # fmt: skip
    assert Order.objects.get(pk=order.pk).reachable is False
    assert night(forget_guests) == 0
    assert list(journal.faults()) == []


def test_of_a_guest_and_somebody_with_an_account_on_one_order_only_the_guest_goes(
    loop: Loop, resident
):
    with clock.at(TONIGHT - HALF_A_YEAR - timedelta(days=1)):
        order, requester = loop.placed("井盖", name="周桂英")
        join(
            by=resident,
            order=order,
            leaves=Leaves(name="居民小周", phone="13911112222", person=resident),
        )
        do("accept", loop.secretary, order)
        do("deliver", loop.secretary, order, reply="好了")
        do("confirm", requester, order, satisfaction="satisfied", outcome="solved")
    assert night(forget_guests) == 1
    assert kept_of(order) == ("井盖", ["", "居民小周"])
    assert order.reachable is True


def test_nobody_but_the_clock_forgets(loop: Loop):
    order = ended(loop, THREE_YEARS)
    for act in (expire, forget_contacts):
        with pytest.raises(Refused):
            act(by=loop.dispatcher, order=order)


# Whatever the history --------------------------------------------------------------------------

HISTORIES = st.lists(
    st.tuples(
        st.sampled_from(["confirm", "withdraw", "decline", "open"]),
        st.integers(0, 1300),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=12)
@given(histories=HISTORIES)
def test_whatever_was_forgotten_the_figures_and_the_chains_are_what_they_were(
    loop: Loop, town, histories
):
    orders = [told(loop, *history) for history in histories]
    kept.fold_all()
    before, sums = figures(town), list(OrderSum.objects.order_by("pk").values())
    night()
    night(forget_guests)
    kept.fold_all()
    assert (figures(town), list(OrderSum.objects.order_by("pk").values())) == (before, sums)
    assert list(journal.faults()) == []
    for order, (how, days, published, _guest) in zip(orders, histories, strict=True):
        order.refresh_from_db()
        is_gone = how != "open" and days > 1096
        assert (order.words == "(erased)") == is_gone
        assert order.is_public == (published and not is_gone)


def told(loop: Loop, how: str, days: int, published: bool, guest: bool) -> Order:
    asked = {
        "words": f"井盖{days}",
        "name": "周桂英" if guest else "",
        "phone": "13900001234" if guest else "",
    }
    if how == "open":
        with clock.at(TONIGHT - timedelta(days=days)):
            order = loop.accepted(**asked)[0]
    else:
        order = ended(loop, timedelta(days=days), how, **asked)
    with clock.at(TONIGHT):
        return do("publish", loop.secretary, order, words="井盖") if published else order


def figures(town) -> dict[str, int]:
    scope = Scope(town, (TONIGHT - timedelta(days=4000)).date(), TONIGHT.date())
    return values([key for key in FIGURES if key.startswith("orders.")], scope)


def written_to(order: Order) -> None:
    """A guest of this order said where to write to, and that it is right."""
    guest = order.requesters.get()
    confirm_mail(by=guest, choice=ask_for_mail(by=guest, address="zhou@example.cn").about)


def test_where_a_guest_was_written_to_goes_with_the_words(loop: Loop):
    written_to(ended(loop, THREE_YEARS + timedelta(days=1)))
    assert night() == 1
    assert Choice.objects.count() == 0


@pytest.mark.parametrize("left", [{}, {"name": "", "phone": ""}])
def test_where_a_guest_was_written_to_goes_after_half_a_year_whatever_else_they_left(
    loop: Loop, left
):
    written_to(ended(loop, HALF_A_YEAR + timedelta(days=1), **left))
    young = ended(loop, HALF_A_YEAR - timedelta(days=1), words="井盖", **left)
    written_to(young)
    night(sweep_deliveries)
    assert Choice.objects.get().requester == young.requesters.get()


def test_of_an_order_that_was_merged_and_of_an_open_one_no_guest_is_forgotten_too_soon(loop: Loop):
    with clock.at(TONIGHT - THREE_YEARS):
        still = loop.placed("路灯")[0]
    with clock.at(TONIGHT - HALF_A_YEAR + timedelta(days=1)):
        lead, requester = loop.delivered(words="老井盖")
        merged = loop.placed("也是井盖")[0]
        do("merge", loop.secretary, merged, into=lead)
        do("confirm", requester, lead, satisfaction="satisfied", outcome="solved")
    for order in (still, merged):
        written_to(order)
    night(sweep_deliveries)
    assert Choice.objects.count() == 2
    with clock.at(TONIGHT + timedelta(days=2)):
        sweep_deliveries()
    assert Choice.objects.get().requester == still.requesters.get()
