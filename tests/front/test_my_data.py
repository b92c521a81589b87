"""What is held about me: seen, taken away, corrected, erased; and nothing of anybody else."""

import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from openpyxl import load_workbook
from PIL import Image

from tests.fixtures import PASSWORD
from tests.kernel.pictures import RED, saved
from tests.orders.stages import do
from touyan.kernel import clock, evidence, held, journal
from touyan.kernel.models import Entry
from touyan.orders.acts import Leaves, join
from touyan.orders.models import Order, Requester
from touyan.programmes.models import Enrolment
from touyan.town import acts as town_acts
from touyan.town.models import Authority, Erasure, Person
from touyan.town.rules import FOUNDER, consented
from touyan.town.tasks import erase_asked

pytestmark = pytest.mark.django_db

MINE, THEIRS = "我家门口的井盖坏了", "别人家的水管漏了"


@pytest.fixture
def neighbour(somebody, baihua):
    return somebody("neighbour", name="邻居老李", phone="13877776666", village=baihua)


@pytest.fixture
def signed_in(client, resident):
    client.force_login(resident)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def two_orders(placed, resident, neighbour):
    """Mine, and a neighbour's beside it."""
    mine = placed(MINE, by=resident, person=resident, name="居民小周", phone="13911112222")
    theirs = placed(THEIRS, by=neighbour, person=neighbour, name="邻居老李", phone="13877776666")
    return mine[0], theirs[0]


def closed(order, secretary, requester):
    do("accept", secretary, order)
    do("deliver", secretary, order, reply="修好了。")
    return do("confirm", requester, order, satisfaction="satisfied", outcome="solved")


def copy_of(client, password=PASSWORD, whose=""):
    response = client.post(f"/account/data/copy/{whose}", {"take-password": password})
    return response, b"".join(response.streaming_content) if response.streaming else b""


def text_of(archive: bytes) -> str:
    """Everything that can be read in it: of the spreadsheet every cell."""
    packed = ZipFile(io.BytesIO(archive))
    book = load_workbook(io.BytesIO(packed.read("data.xlsx")))
    cells = [str(cell.value) for sheet in book for row in sheet for cell in row]
    return "\n".join([packed.read("data.json").decode(), packed.read("data.html").decode(), *cells])


# To see ----------------------------------------------------------------------------------------


def test_the_page_says_in_plain_words_what_is_held_and_counts_it(signed_in, two_orders):
    page = signed_in.get("/account/data/").content.decode()
    assert 'What you asked for</a> <span class="soft">1</span>' in page
    assert 'Who you are</a> <span class="soft">1</span>' in page
    assert "Nothing is held of:" in page


def test_each_kind_shows_its_own_lines_and_no_neighbours(signed_in, two_orders):
    page = signed_in.get("/account/data/orders/").content.decode()
    assert (MINE in page, THEIRS in page) == (True, False)
    assert "13911112222" in page
    assert "13877776666" not in page


def test_a_kind_that_there_is_not_is_not_found(signed_in):
    assert signed_in.get("/account/data/nonsense/").status_code == 404


def test_a_long_list_goes_page_by_page(signed_in, placed, resident):
    for n in range(23):
        placed(f"第{n}件事", by=resident, person=resident)
    first = signed_in.get("/account/data/orders/").content.decode()
    assert ("第22件事" in first, "第2件事" in first) == (True, False)
    last = Requester.objects.order_by("-pk")[19].pk
    assert f"before={last}" in first
    second = signed_in.get(f"/account/data/orders/?before={last}").content.decode()
    assert ("第2件事" in second, "第22件事" in second) == (True, False)


def test_every_kind_can_be_opened_by_somebody_of_whom_there_is_something_everywhere(
    signed_in, two_orders, resident
):
    for one in held.HOLDINGS:
        assert signed_in.get(f"/account/data/{one.key}/").status_code == 200


def test_every_table_that_names_a_person_is_shown_to_them_or_is_the_record_of_an_office():
    """A new column that points to a person fails here, until its room says what it holds."""
    said = {one.rows(Person(pk=1)).model for one in held.HOLDINGS}
    pointing = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ROOMS and model not in said
        for field in model._meta.concrete_fields
        if field.related_model is Person
    }
    assert pointing == RECORDS_OF_AN_OFFICE


ROOMS = {
    "town", "orders", "programmes", "projects", "selections", "plans", "channels", "figures", "newsroom",
}  # fmt: skip
RECORDS_OF_AN_OFFICE = {
    "town.Place.verified_by", "orders.Order.holder_person", "orders.Order.agency_person",
    "orders.Sample.drawn_by", "programmes.Session.held_by", "projects.Project.responsible",
    "selections.Selection.opened_by", "selections.Selection.closed_by", "selections.Objection.answered_by",
    "figures.Snapshot.person", "figures.Brief.drafted_by", "figures.Brief.signed_by",
    "figures.Mark.explained_by", "newsroom.Approval.author", "newsroom.Approval.by",
    "newsroom.Cleared.by", "newsroom.ReadMark.person", "newsroom.Story.by",
    "newsroom.Article.locked_by", "newsroom.Article.owner", "newsroom.Note.locked_by", "newsroom.Note.owner",
    "newsroom.Reading.locked_by", "newsroom.Reading.owner", "newsroom.Board.locked_by", "newsroom.Board.owner",
    "newsroom.Index.locked_by", "newsroom.Index.owner", "newsroom.Picture.uploaded_by_user",
}  # fmt: skip
"""Who did something for the town, whose name is on what was done."""


# To take away ----------------------------------------------------------------------------------


def test_the_copy_holds_everything_of_mine_three_times_and_nothing_of_others(signed_in, two_orders):
    response, archive = copy_of(signed_in)
    assert response["Content-Disposition"] == 'attachment; filename="my-data-2026-11-25.zip"'
    assert response["Cache-Control"] == "private, no-store"
    text = text_of(archive)
    assert text.count(MINE) == 3
    assert [word for word in (THEIRS, "邻居老李", "13877776666") if word in text] == []


def test_machines_read_the_same_in_the_copy(signed_in, two_orders, resident):
    _response, archive = copy_of(signed_in)
    told = json.loads(ZipFile(io.BytesIO(archive)).read("data.json"))
    assert told["person"] == resident.pk
    assert [order["words"] for order in told["held"]["orders"]] == [MINE]
    assert told["held"]["person"][0]["name"] == "居民小周"
    assert told["shortened"] == []


def test_the_copy_says_who_took_it_and_where_that_is_written_down(signed_in, two_orders, resident):
    _response, archive = copy_of(signed_in)
    entry, packed = Entry.objects.get(name="town.take_copy"), ZipFile(io.BytesIO(archive))
    reference = f"person:{resident.pk}#{entry.seq}"
    assert json.loads(packed.read("data.json"))["journal"] == reference
    assert reference in packed.read("data.html").decode()
    book = load_workbook(io.BytesIO(packed.read("data.xlsx")))
    assert reference in [cell.value for row in book.worksheets[-1] for cell in row]


def test_that_a_copy_was_taken_and_by_whom_stands_in_the_journal(signed_in, resident):
    copy_of(signed_in)
    entry = Entry.objects.get(name="town.take_copy")
    assert (entry.about, entry.by) == (f"person:{resident.pk}", f"person:{resident.pk}")


def test_without_the_password_nothing_is_taken_away(signed_in, two_orders):
    response, archive = copy_of(signed_in, "wrong")
    assert (response.status_code, archive) == (422, b"")
    assert "This is not your password." in response.content.decode()
    assert not Entry.objects.filter(name="town.take_copy").exists()


def test_a_session_that_is_open_does_not_help_to_guess_the_password(signed_in):
    for _ in range(6):
        copy_of(signed_in, "wrong")
    assert copy_of(signed_in)[0].status_code == 429


def test_copies_are_bounded_a_day(signed_in):
    assert [copy_of(signed_in)[0].status_code for _ in range(7)] == [200] * 6 + [429]


def test_photos_that_i_sent_are_in_the_copy_and_the_offices_are_not(
    signed_in, two_orders, secretary
):
    rows = []
    own = f"requester:{Requester.objects.get(order=two_orders[0]).pk}"
    for by, size in ((own, 8), (secretary.signed, 9)):
        photo = evidence.reencoded(io.BytesIO(saved(Image.new("RGB", (size, 6), RED), "JPEG")))
        owner = f"order:{two_orders[0].pk}"
        rows.append(evidence.keep(photo, owner=owner, by=by, town_code=""))
    _response, archive = copy_of(signed_in)
    names = [name for name in ZipFile(io.BytesIO(archive)).namelist() if "photos" in name]
    assert names == [f"photos/{rows[0].pk}.jpg"]


def test_a_formula_in_my_own_words_stays_text_in_the_spreadsheet(signed_in, placed, resident):
    placed("=1+1", by=resident, person=resident)
    _response, archive = copy_of(signed_in)
    book = load_workbook(io.BytesIO(ZipFile(io.BytesIO(archive)).read("data.xlsx")))
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_words_with_marks_are_text_in_the_page_of_the_copy(signed_in, placed, resident):
    placed("<script>alert(1)</script>", by=resident, person=resident)
    page = ZipFile(io.BytesIO(copy_of(signed_in)[1])).read("data.html").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


# A child and its guardian ----------------------------------------------------------------------


@pytest.fixture
def mother(client, guardian):
    client.force_login(guardian)
    client.cookies["django_language"] = "en"
    return client


def test_a_guardian_sees_what_is_held_about_the_child(mother, child):
    page = mother.get(f"/account/data/?child={child.pk}").content.decode()
    assert "What is held about 周小宝" in page
    response, archive = copy_of(mother, whose=f"?child={child.pk}")
    assert response.status_code == 200
    assert "四点半课堂" in text_of(archive) or "Half Past Four Class" in text_of(archive)


def test_nobody_else_sees_a_childs_data(client, child, neighbour):
    client.force_login(neighbour)
    for address in ("", "orders/", "correct/"):
        assert client.get(f"/account/data/{address}?child={child.pk}").status_code == 404
    for address in ("copy/", "erase/", "keep/"):
        assert client.post(f"/account/data/{address}?child={child.pk}").status_code == 404


def test_an_adult_is_nobodys_child(mother, neighbour, guardian):
    for number in (neighbour.pk, "x", 10**30):
        assert mother.get(f"/account/data/?child={number}").status_code == 404


def test_a_guardian_who_was_barred_sees_nothing_any_more(mother, child, guardian):
    town_acts.bar(by=FOUNDER, subject=child, holder=guardian)
    assert mother.get(f"/account/data/?child={child.pk}").status_code == 404


def test_ones_own_copy_says_whose_guardian_one_is_and_nothing_of_the_childs_days(mother, child):
    told = json.loads(ZipFile(io.BytesIO(copy_of(mother)[1])).read("data.json"))["held"]
    assert [row["whom"] for row in told["for_others"]] == ["周小宝"]
    assert "enrolments" not in told


def test_who_else_may_collect_is_named_in_a_childs_copy_without_a_number(
    mother, child, grandmother
):
    text = text_of(copy_of(mother, whose=f"?child={child.pk}")[1])
    assert ("王奶奶" in text, "13900004321" in text) == (True, False)


# To correct ------------------------------------------------------------------------------------


def corrected(client, **more):
    said = {"name": "居民小周", "phone": "", "village": "", **more}
    return client.post("/account/data/correct/", said)


def test_a_number_a_name_and_a_village_are_corrected(signed_in, resident, baihua):
    response = corrected(signed_in, name="居民大周", phone="139 0000 1111", village=baihua.code)
    assert response["Location"] == "/account/data/?done=corrected"
    resident.refresh_from_db()
    assert (resident.name, resident.phone, resident.village) == ("居民大周", "13900001111", baihua)
    assert Person.objects.get(phone_blind=resident.phone_blind) == resident
    assert Entry.objects.get(name="town.correct_person").data == {
        "changed": ["name", "phone", "village"], "name": "居民大周",
    }  # fmt: skip
    assert list(journal.faults()) == []


@pytest.mark.parametrize("wrong", [{"name": ""}, {"phone": "12"}, {"village": "nowhere"}])
def test_what_is_wrong_is_said_kept_and_changes_nothing(signed_in, resident, wrong):
    response = corrected(signed_in, **{"name": "居民大周", **wrong})
    assert response.status_code == 422
    resident.refresh_from_db()
    assert resident.name == "居民小周"


def test_saying_the_same_again_is_no_change(signed_in):
    corrected(signed_in)
    assert not Entry.objects.filter(name="town.correct_person").exists()


def test_whoever_works_for_the_town_is_called_what_the_office_wrote_down(client, secretary):
    client.force_login(secretary)
    client.cookies["django_language"] = "en"
    response = corrected(client, name="别的名字")
    assert "ask the office to correct your name" in response.content.decode()
    assert corrected(client, name="百花书记", phone="13900001111").status_code == 303


def test_a_guardian_corrects_the_childs_name(mother, child):
    said = {"name": "周大宝", "phone": "", "village": ""}
    mother.post(f"/account/data/correct/?child={child.pk}", said)
    child.refresh_from_db()
    assert child.name == "周大宝"


def test_whoever_collects_a_child_is_still_known_by_the_new_number(mother, child, guardian):
    mother.post("/account/data/correct/", {"name": "周妈妈", "phone": "13900009999", "village": ""})
    guardian.refresh_from_db()
    blinds = set(
        Authority.objects.filter(holder=guardian).values_list("holder_phone_blind", flat=True)
    )
    assert blinds == {guardian.phone_blind}


# To erase --------------------------------------------------------------------------------------

LATER = timedelta(days=8)


def ask(client, password=PASSWORD, whose=""):
    return client.post(f"/account/data/erase/{whose}", {"go-password": password})


def kept() -> str:
    """All that the database has, sealed things aside, as text."""
    names = [name for name in connection.introspection.table_names() if "django_" not in name]
    with connection.cursor() as cursor:
        found = []
        for name in names:
            cursor.execute(f'SELECT * FROM "{name}"')
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found).encode().decode("unicode_escape", "ignore") + "\n".join(found)


def test_erasing_needs_the_password_and_begins_a_week_later(signed_in, resident):
    assert ask(signed_in, "wrong").status_code == 422
    assert Erasure.objects.count() == 0
    assert ask(signed_in)["Location"] == "/account/data/?done=asked"
    assert Erasure.objects.get().due_at - Erasure.objects.get().asked_at == timedelta(days=7)
    assert erase_asked() == 0
    assert "Erasing begins on 2 Dec 2026" in signed_in.get("/account/data/").content.decode()


def test_asking_twice_is_asking_once(signed_in):
    ask(signed_in)
    ask(signed_in)
    assert Erasure.objects.count() == 1


def test_who_thinks_again_within_the_week_stays(signed_in, resident):
    ask(signed_in)
    assert signed_in.post("/account/data/keep/")["Location"] == "/account/data/?done=kept"
    with clock.at(clock.now() + LATER):
        assert erase_asked() == 0
    resident.refresh_from_db()
    assert (resident.name, resident.is_active) == ("居民小周", True)
    assert signed_in.post("/account/data/keep/").status_code == 404


def test_whoever_is_erased_is_nowhere_any_more_and_the_neighbour_is_where_they_were(
    signed_in, two_orders, resident, neighbour, secretary
):
    mine, theirs = two_orders
    closed(mine, secretary, Requester.objects.get(order=mine))
    ask(signed_in)
    with clock.at(clock.now() + LATER):
        assert erase_asked() == 1
    everything = kept()
    assert [word for word in ("居民小周", "井盖", "13911112222") if word in everything] == []
    resident.refresh_from_db()
    assert (resident.name, resident.login, resident.phone, resident.is_active) == (
        "—",
        None,
        "",
        False,
    )
    assert Requester.objects.get(order=mine).name == ""
    assert (Requester.objects.get(order=theirs).name, Order.objects.get(pk=theirs.pk).words) == (
        "邻居老李",
        THEIRS,
    )
    assert list(journal.faults()) == []
    assert signed_in.get("/account/data/").status_code == 302


def test_what_the_town_still_works_on_waits_and_goes_once_it_is_closed(
    signed_in, two_orders, resident, secretary
):
    mine, _theirs = two_orders
    ask(signed_in)
    with clock.at(clock.now() + LATER):
        assert erase_asked() == 0
    page = signed_in.get("/account/data/").content.decode()
    assert "The town is still working on it." in page
    assert Order.objects.get(pk=mine.pk).words == MINE
    closed(mine, secretary, Requester.objects.get(order=mine))
    with clock.at(clock.now() + LATER):
        assert erase_asked() == 1
    assert Order.objects.get(pk=mine.pk).words != MINE


def test_of_two_who_asked_for_the_same_the_other_keeps_number_and_words(
    signed_in, two_orders, resident, neighbour, secretary
):
    """I joined the neighbour's order: I go, they stay, their words too."""
    _mine, theirs = two_orders
    joined = join(
        by=resident,
        order=theirs,
        leaves=Leaves(name="居民小周", phone="13911112222", person=resident),
    ).made
    do("add", joined, theirs, words="井盖旁边也漏水")
    closed(theirs, secretary, Requester.objects.get(order=theirs, first=True))
    Requester.objects.filter(order=_mine).delete()
    ask(signed_in)
    with clock.at(clock.now() + LATER):
        assert erase_asked() == 1
    assert "井盖旁边" not in kept()
    assert Order.objects.get(pk=theirs.pk).words == THEIRS
    first = Requester.objects.get(order=theirs, first=True)
    assert (first.name, first.phone) == ("邻居老李", "13877776666")
    assert Requester.objects.filter(person=resident).count() == 0
    assert list(journal.faults()) == []


def test_whoever_has_a_role_is_erased_once_the_role_ended_and_stays_named_in_what_they_did(
    client, secretary
):
    client.force_login(secretary)
    ask(client)
    with clock.at(clock.now() + LATER):
        assert erase_asked() == 0
        role = secretary.roles.get()
        town_acts.end_role(by=FOUNDER, role=role, ends_on=role.starts_on)
        assert erase_asked() == 1
    secretary.refresh_from_db()
    assert (secretary.name, secretary.login, secretary.is_active) == ("百花书记", None, False)


def test_a_guardian_has_the_child_erased_when_no_class_keeps_it(
    mother, child, guardian, grandmother
):
    ask(mother, whose=f"?child={child.pk}")
    with clock.at(clock.now() + LATER):
        assert erase_asked() == 0
        assert Enrolment.objects.get(person=child).person.name == "周小宝"
    today = clock.now().date()
    Enrolment.objects.filter(person=child).update(ends_on=today)
    with time_machine.travel(clock.now() + LATER, tick=True):
        assert erase_asked() == 1
    everything = kept()
    assert [word for word in ("周小宝", "王奶奶") if word in everything] == []
    guardian.refresh_from_db()
    assert (guardian.name, guardian.is_active) == ("周妈妈", True)


def test_a_guardian_cannot_vanish_while_a_child_needs_them(mother, child, guardian):
    ask(mother)
    with clock.at(clock.now() + LATER):
        assert erase_asked() == 0
    assert "guardian of a child" in mother.get("/account/data/").content.decode()


def test_nobody_ends_another_ones_erasure(client, signed_in, neighbour, resident):
    ask(signed_in)
    client.force_login(neighbour)
    assert client.post("/account/data/keep/").status_code == 404
    assert Erasure.objects.get().cancelled_at is None


def test_what_one_agreed_to_about_ones_health_is_taken_back_here(signed_in, resident):
    page = "/account/data/"
    assert "Take this back" not in signed_in.get(page).content.decode()
    town_acts.give_consent(by=resident, subject=resident, purpose="diet")
    assert "Take this back" in signed_in.get(page).content.decode()
    answer = signed_in.post(f"{page}diet/")
    assert (answer.status_code, answer["Location"]) == (303, f"{page}?done=diet")
    assert not consented(resident, "diet")
    assert signed_in.post(f"{page}diet/").status_code == 404


def test_that_ones_photo_is_shown_is_taken_back_here(signed_in, resident):
    page = "/account/data/"
    town_acts.give_consent(by=resident, subject=resident, purpose="photo")
    assert "A photo that is shown" in signed_in.get(page).content.decode()
    answer = signed_in.post(f"{page}photo/")
    assert (answer.status_code, answer["Location"]) == (303, f"{page}?done=photo")
    assert not consented(resident, "photo")
    assert Entry.objects.latest("pk").name == "town.withdraw_consent"
    assert "Your photo is shown no more" in signed_in.get(answer["Location"]).content.decode()
    assert signed_in.post(f"{page}photo/").status_code == 404
