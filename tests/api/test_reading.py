"""GeoReport v2 as a civic app reads it, by the text of the specification, in both formats."""

import json
import re
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import KEY, Ask, as_text, told
from tests.orders.stages import do, moment
from touyan.api.models import Client
from touyan.kernel import clock
from touyan.orders.models import Category
from touyan.orders.reads import first_requester
from touyan.town.acts import add_organisation
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db

FIELDS = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime",
    "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip
W3 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


@pytest.fixture
def public(placed: Any, secretary: Person, street_light: Category) -> Any:
    """An order that everybody may read."""
    order, _requester = placed(category=street_light)
    return do("publish", secretary, do("accept", secretary, order), words="一盏路灯不亮。")


@pytest.mark.parametrize(
    "resource",
    [
        "discovery",
        "services",
        "services/street_light",
        "requests",
        "servicerequestupdates",
        "nothing",
    ],
)
def test_xml_and_json_say_the_same(ask: Ask, public: Any, resource: str):
    as_json, as_xml = ask(f"{resource}.json"), ask(f"{resource}.xml")
    assert as_json["Content-Type"] == "application/json; charset=utf-8"
    assert as_xml["Content-Type"] == "text/xml; charset=utf-8"
    assert as_xml.content.lower().startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert told(Xml.fromstring(as_xml.content)) == as_text(json.loads(as_json.content))  # noqa: S314 - our own


def test_the_address_of_the_door_itself_tells_how_to_use_it(ask: Ask, public: Any, client: Any):
    for address in ("/open311/v2", "/open311/v2/"):
        assert client.get(address).content == ask("discovery.xml").content


def test_the_roots_of_xml_are_those_of_the_specification(ask: Ask, public: Any):
    roots = {
        resource: Xml.fromstring(ask(f"{resource}.xml").content).tag  # noqa: S314 - our own
        for resource in ("services", "services/street_light", "requests", "servicerequestupdates")
    }
    assert roots == {
        "services": "services",
        "services/street_light": "service_definition",
        "requests": "service_requests",
        "servicerequestupdates": "service_request_updates",
    }


def test_a_service_is_a_category(ask: Ask, street_light: Category):
    (said,) = json.loads(ask("services.json").content)
    assert said == {
        "service_code": street_light.code, "service_name": street_light.name,
        "description": street_light.name, "metadata": True, "type": "realtime",
        "keywords": said["keywords"], "group": "小事",
    }  # fmt: skip


def test_a_definition_lists_the_villages(
    ask: Ask, street_light: Category, baihua: Organisation, paibei: Organisation
):
    said = json.loads(ask("services/street_light.json").content)
    (attribute,) = said["attributes"]
    assert (said["service_code"], attribute["code"], attribute["datatype"], attribute["required"]) == (
        "street_light", "village", "singlevaluelist", False,
    )  # fmt: skip
    assert attribute["values"] == [{"key": one.code, "name": one.name} for one in (baihua, paibei)]


def test_a_request_has_the_specifications_fields_and_no_others(ask: Ask, public: Any):
    (said,) = json.loads(ask("requests.json").content)
    assert set(said) == FIELDS
    assert said["service_request_id"] == public.ref
    assert (said["status"], said["description"]) == ("open", "一盏路灯不亮。")
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert W3.fullmatch(said[name])


def test_when_a_request_was_changed_never_runs_back(
    ask: Ask, public: Any, secretary: Person, system: Client
):
    requester = first_requester(public)

    def changed() -> str:
        (said,) = json.loads(ask("requests.json", service_request_id=public.ref).content)
        return str(said["updated_datetime"])

    seen, moves = [changed()], (
        ("answer", secretary, {"reply": "明天来人。"}), ("deliver", secretary, {"reply": "换了灯泡。"}),
        ("dispute", requester, {"words": "又灭了。"}), ("deliver", secretary, {"reply": "换了电线。"}),
        ("confirm", requester, {"outcome": "solved"}), ("reopen", requester, {"words": "又灭了。"}),
    )  # fmt: skip
    for hours, (move, who, more) in enumerate(moves, start=1):
        with clock.at(moment(f"2026-11-26 {8 + hours:02}:00")):
            do(move, who, public, **more)
        seen.append(changed())
    assert seen[1:] == [f"2026-11-26T{8 + hours:02}:00:00+08:00" for hours in range(1, 7)]
    assert seen == sorted(seen)


def test_a_note_for_colleagues_changes_nothing_from_outside(
    ask: Ask, public: Any, secretary: Person
):
    before = ask("requests.json").content
    with clock.at(moment("2026-11-26 09:00")):
        do("note", secretary, public, text="张师傅有钥匙。")
    assert ask("requests.json").content == before


def test_a_single_request_is_a_list_of_one(ask: Ask, public: Any):
    said = json.loads(ask(f"requests/{public.ref}.json").content)
    assert [one["service_request_id"] for one in said] == [public.ref]


def test_what_the_office_has_not_published_is_not_there(ask: Ask, placed: Any):
    order, _requester = placed()
    assert json.loads(ask("requests.json").content) == []
    assert json.loads(ask("requests.json", service_request_id=order.ref).content) == []
    assert ask(f"requests/{order.ref}.json").status_code == 404


def test_what_is_told_of_a_request_names_nobody(ask: Ask, placed: Any, secretary: Person):
    from_her = {
        "words": "王秀英家门口的灯坏了。",
        "where": "3栋201",
        "latitude": 32.1,
        "longitude": 117.0,
    }
    order, _requester = placed(**from_her)
    do("publish", secretary, order, words="一盏路灯不亮。")
    page = ask(f"requests/{order.ref}.json", extensions="true").content.decode()
    assert [word for word in ("王秀英", "201", "32.1", "117.0") if word in page] == []


def test_extensions_are_told_only_to_who_asks_for_them(ask: Ask, public: Any):
    (said,) = json.loads(ask("requests.json", extensions="true").content)
    assert said["extended_attributes"]["state"] == "accepted"


def test_wishes_narrow_the_list(ask: Ask, public: Any):
    def found(**wishes: str) -> int:
        return len(json.loads(ask("requests.json", **wishes).content))

    assert found(status="open") == found(status="open,closed") == found(status="") == 1
    assert found(status="closed") == 0
    assert found(service_code="street_light") == found(service_code="nothing,street_light") == 1
    assert found(service_code="nothing") == 0
    assert found(service_request_id=f"{public.ref},000000", status="closed") == 1


def test_an_empty_parameter_is_one_that_was_not_sent(ask: Ask, public: Any):
    empty = dict.fromkeys(
        ("jurisdiction_id", "api_key", "service_request_id", "service_code", "start_date", "end_date", "status", "page"), ""
    )  # fmt: skip
    assert ask("requests.json", **empty).content == ask("requests.json").content


def test_a_list_is_of_the_last_ninety_days_unless_asked_otherwise(
    ask: Ask, placed: Any, secretary: Person
):
    with clock.at(moment("2026-05-04 09:00")):
        old = do("publish", secretary, placed()[0], words="很早以前的一件。")
    assert json.loads(ask("requests.json").content) == []
    (said,) = json.loads(ask("requests.json", start_date="2026-05-01T00:00:00+08:00").content)
    assert said["service_request_id"] == old.ref
    (said,) = json.loads(
        ask("requests.json", start_date="2026-05-01", end_date="2026-05-31").content
    )
    assert said["service_request_id"] == old.ref


def test_pages_do_not_overlap(ask: Ask, placed: Any, secretary: Person):
    for number in range(5):
        do("publish", secretary, placed(words=f"第{number}盏路灯。")[0], words=f"第{number}盏。")
    pages = [json.loads(ask("requests.json", page=n, page_size=2).content) for n in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert len({one["service_request_id"] for page in pages for one in page}) == 5


@pytest.mark.parametrize(
    ("resource", "wishes", "status"),
    [
        ("requests.json", {"jurisdiction_id": "sfgov.org"}, 404),
        ("services.xml", {"jurisdiction_id": "sfgov.org"}, 404),
        ("services/nothing.xml", {}, 404),
        ("requests/000000.xml", {}, 404),
        ("requests/abc.json", {}, 404),
        ("tokens/abc.json", {}, 404),
        ("tokens/6f0ae5a0-3c0f-4a51-8a2b-111111111111.json", {}, 404),
        ("requests.json", {"api_key": "guessed"}, 403),
        ("requests.json", {"status": "pending"}, 400),
        ("requests.json", {"start_date": "yesterday"}, 400),
        ("requests.json", {"start_date": "2026-02-30"}, 400),
        ("requests.json", {"start_date": "2026-01-01", "end_date": "2026-11-01"}, 400),
        ("requests.json", {"start_date": "2026-11-02", "end_date": "2026-11-01"}, 400),
        ("requests.json", {"end_date": "0001-01-01"}, 400),
        ("requests.json", {"page": "many"}, 400),
        ("requests.csv", {}, 404),
        ("nothing.json", {}, 404),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_said_in_the_forms_of_the_specification(
    ask: Ask, street_light: Category, resource: str, wishes: dict[str, str], status: int
):
    answer = ask(resource, **wishes)
    assert answer.status_code == status
    if answer["Content-Type"].startswith("application/json"):
        said = json.loads(answer.content)
    else:
        said = told(Xml.fromstring(answer.content))  # noqa: S314 - our own
    assert [one["code"] for one in said] == [str(status)]
    assert said[0]["description"]


def test_where_there_are_two_towns_one_has_to_be_named(ask: Ask, town: Organisation):
    add_organisation(by=FOUNDER, parent=town.parent, code="340121104", kind="town", name="岗集镇")
    assert ask("services.json").status_code == 400
    assert ask("services.json", jurisdiction_id="340121103").status_code == 200


def test_only_the_methods_of_the_specification_are_taken(ask: Ask, client: Any, town: Organisation):
    answer = client.delete("/open311/v2/requests.json")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")


def test_characters_that_xml_cannot_write_do_not_break_it(ask: Ask, placed: Any, secretary: Person):
    do("publish", secretary, placed()[0], words="路灯\x0b坏了 <b>&amp; “灯” 🏮")
    (said,) = told(Xml.fromstring(ask("requests.xml").content))  # noqa: S314 - our own
    assert said["description"] == "路灯坏了 <b>&amp; “灯” 🏮"


def test_each_step_of_an_order_is_an_update(ask: Ask, public: Any):
    (said,) = json.loads(ask("servicerequestupdates.json").content)
    assert (said["service_request_id"], said["status"]) == (public.ref, "open")
    assert W3.fullmatch(said["updated_datetime"])


def test_a_list_costs_as_many_queries_for_one_as_for_many(
    ask: Ask, placed: Any, secretary: Person, system: Client
):
    for number in range(12):
        do("publish", secretary, placed(words=f"第{number}盏路灯。")[0], words=f"第{number}盏。")
    ask("requests.json", api_key=KEY)  # the day on which it last came is written once
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(json.loads(ask("requests.json", api_key=KEY).content)) == 12
    assert len(queries) <= 6


def test_what_was_merged_is_closed_and_says_with_which_it_goes_on(
    ask: Ask, public: Any, placed: Any, secretary: Person
):
    lead, _requester = placed("东门的灯。")
    do("merge", secretary, public, into=lead)
    (one,) = json.loads(ask(f"requests/{public.ref}.json").content)
    assert (one["status"], one["status_notes"]) == ("closed", f"与单号 {lead.ref} 一起办理")
