"""An order's page, and every move as a form."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.reading import refs, said
from tests.kernel.pictures import noisy, saved
from touyan.kernel import clock, evidence
from touyan.kernel.models import Entry
from touyan.orders import acts
from touyan.orders.forms import FORMS
from touyan.town.acts import grant_role
from touyan.town.models import Role
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db


def jpeg():
    return saved(noisy(), "JPEG")


def page_of(order):
    return f"/desk/orders/{order.ref}/"


def form_of(order, move):
    return f"/desk/orders/{order.ref}/?move={move}"


def url_of(order, move):
    return f"/desk/orders/{order.ref}/{move}/"


# The page --------------------------------------------------------------------------------------


def test_until_when_it_waits_is_written_as_people_write_it(as_, moved, escalated, dispatcher):
    day = date(2027, 1, 8)
    order = moved(escalated(), ("defer", dispatcher, {"reason": "等资金。", "review_on": day}))
    browser = as_(dispatcher)
    browser.cookies["django_language"] = "zh-hans"
    page = said(browser.get(page_of(order)))
    assert ("2027年1月8日 再议" in page, "2027-01-08" in page) == (True, False)


def test_the_page_says_what_it_is_who_holds_it_and_by_when(as_, placed, secretary, baihua):
    order, _r = placed("村口的路灯坏了。", where="东门")
    text = said(as_(secretary).get(page_of(order)))
    assert (
        f"{order.ref} Placed Baihua Community · 东门 村口的路灯坏了。 Held by Baihua Community Branch Due"
        in text
    )
    assert "How is the date reckoned? 1 working day from" in text


def test_the_chain_is_told_in_the_language_of_whoever_reads_it(as_, placed, secretary, dispatcher):
    """Also where the statement behind it was made for somebody who reads the other one."""
    order, _r = placed()
    english, chinese = as_(secretary), as_(dispatcher)
    chinese.cookies["django_language"] = "zh-hans"
    for _n in range(2):
        assert "Baihua Community Branch" in said(english.get(page_of(order)))
        assert "百花社区党支部" in (page := said(chinese.get(page_of(order))))
        assert "Baihua" not in page


def test_whoever_has_as_many_villages_sees_their_own_and_not_the_one_seen_before(
    as_, placed, secretary, other_secretary, paibei
):
    """The statement is made once for both; whose villages they are is asked anew."""
    ours, _r = placed()
    theirs, _r = placed(village=paibei)
    for _n in range(2):
        for who, own, other in ((secretary, ours, theirs), (other_secretary, theirs, ours)):
            assert as_(who).get(page_of(own)).status_code == 200
            assert as_(who).get(page_of(other)).status_code == 404


def test_nobody_sees_another_villages_order(as_, placed, other_secretary, officer):
    order, _r = placed()
    for who in (other_secretary, officer):
        browser = as_(who)
        assert browser.get(page_of(order)).status_code == 404
        assert browser.post(url_of(order, "accept")).status_code == 404
        assert browser.post(url_of(order, "follow")).status_code == 404
        assert browser.get(form_of(order, "transfer")).status_code == 404
    order.refresh_from_db()
    assert order.state == "placed"


@pytest.mark.parametrize("ref", ["000012", "nothing", "9999999999", "000013x"])
def test_a_wrong_number_is_not_found(as_, dispatcher, ref):
    assert as_(dispatcher).get(f"/desk/orders/{ref}/").status_code == 404


def test_the_requesters_number_is_masked(as_, placed, secretary):
    order, _r = placed(name="周桂英", phone="13900001234")
    page = as_(secretary).get(page_of(order)).content.decode()
    assert ("周桂英" in page, "139****1234" in page, "13900001234" in page) == (True, True, False)


def test_an_anonymous_requester_is_anonymous(as_, placed, secretary):
    order, _r = placed(name="周桂英", phone="13900001234", anonymous=True)
    page = as_(secretary).get(page_of(order)).content.decode()
    assert [
        secret for secret in ("周桂英", "****1234", "139****", "13900001234") if secret in page
    ] == []
    assert "Anonymous" in page


def test_the_story_is_told_newest_first_with_names_and_roles(
    as_, escalated, moved, dispatcher, roads, officer
):
    order = moved(
        escalated(), ("dispatch", dispatcher, {"unit": roads, "days": 3}), ("take", officer)
    )
    text = said(as_(dispatcher).get(page_of(order)))
    story = text[text.index("What happened") : text.index("About it")]
    titles = [
        "Work has begun",
        "Dispatched",
        "Sent up to the town",
        "Accepted by the branch",
        "Placed",
    ]
    assert sorted(titles, key=story.index) == titles
    assert "镇派单员 (Dispatcher) To 村镇建设办" in story
    assert "建设办干部 (Department officer)" in story
    assert "要镇里办。" in story


def test_the_chain_of_holders_says_who_was_late(as_, placed, moved, secretary):
    with clock.at(clock.now() - timedelta(days=40)):
        order, _r = placed()
    order = moved(order, ("accept", secretary))
    text = said(as_(secretary).get(page_of(order)))
    chain = text[text.index("Who held it") :]
    assert chain.count("Baihua Community Branch") == 2
    assert chain.count("late") == 1


def test_the_buttons_are_the_moves_of_the_table(as_, placed, secretary, dispatcher):
    order, _r = placed()

    def buttons(who):
        page = as_(who).get(page_of(order)).content.decode()
        return {name for name in FORMS if f'id="move-{name}"' in page or f'/{name}/"' in page}

    assert buttons(secretary) == {
        "accept", "escalate", "transfer", "answer", "merge", "note", "sort", "publish", "unpublish",
        "reveal",
    }  # fmt: skip
    assert buttons(dispatcher) == {
        "transfer", "urge", "decline", "merge", "note", "supervise", "sort", "publish", "unpublish",
        "reveal", "redact",
    }  # fmt: skip


def test_a_button_that_may_not_be_used_says_why(as_, delivered, secretary, somebody, baihua, town):
    order = delivered()
    both = somebody("both", "dispatcher", town)
    grant_role(
        by=FOUNDER, person=both, organisation=baihua, role="secretary", starts_on=date(2020, 1, 1)
    )
    page = as_(both).get(page_of(order)).content.decode()
    assert 'id="move-confirm"' in page
    assert "Your own unit did this work." in page


def test_merged_orders_name_one_another(as_, placed, moved, secretary):
    lead, _r = placed("路灯坏了，晚上看不见。")
    order, _r = placed("路灯又坏了。")
    order = moved(order, ("merge", secretary, {"into": lead}))
    browser = as_(secretary)
    assert f"It follows {lead.ref}" in said(browser.get(page_of(order)))
    assert f"Merged into it: {order.ref}" in said(browser.get(page_of(lead)))


def test_similar_orders_are_shown_as_far_as_one_may_see_them(
    as_, placed, delivering, officer, secretary
):
    order = delivering("村口的路灯坏了，晚上看不见路。")
    other, _r = placed("村口的路灯又坏了，晚上看不见路。")
    address = f"{page_of(order)}?show=similar"
    assert refs(as_(secretary).get(address)) == [order.ref, other.ref]
    assert refs(as_(officer).get(address)) == [order.ref]


def test_a_part_is_given_without_its_frame(as_, placed, secretary):
    order, _r = placed()
    browser = as_(secretary)
    for address in (f"{page_of(order)}?show=similar", form_of(order, "escalate")):
        part = browser.get(address, headers={"HX-Request": "true"}).content.decode()
        assert ("<html" in part, "<section" in part) == (False, True)


def test_follow_and_unfollow(as_, placed, secretary):
    order, _r = placed()
    browser = as_(secretary)
    for move, label in (
        ("follow", "Stop following"),
        ("follow", "Stop following"),
        ("unfollow", "Follow"),
    ):
        assert browser.post(url_of(order, move)).status_code == 303
        assert label in said(browser.get(page_of(order)))


# Moves -----------------------------------------------------------------------------------------


def test_accept_is_one_tap(as_, placed, secretary):
    order, _r = placed()
    response = as_(secretary).post(url_of(order, "accept"), {"seen": "placed"})
    assert (response.status_code, response["Location"]) == (303, page_of(order))
    order.refresh_from_db()
    assert order.state == "accepted"


def test_accepted_twice_the_second_is_refused(as_, placed, secretary):
    order, _r = placed()
    browser = as_(secretary)
    browser.post(url_of(order, "accept"))
    response = browser.post(url_of(order, "accept"))
    assert response.status_code == 409
    assert "“Accept” is not possible now: this is “Accepted by the branch”." in said(response)
    assert order.custody.count() == 2


@pytest.mark.parametrize("still_seen", [True, False])
def test_a_form_whose_answer_was_lost_is_told_that_it_was_done_wherever_the_order_is_now(
    as_, placed, secretary, other_secretary, still_seen
):
    """Pressed again after a failure: the state that forbids the move by now is of its own making."""
    order, _r = placed()
    browser, form = as_(secretary), {"once": str(uuid4())}
    assert browser.post(url_of(order, "accept"), form).status_code == 303
    if not still_seen:
        elsewhere = Role.objects.get(person=other_secretary).organisation
        Role.objects.filter(person=secretary).update(organisation=elsewhere)
    again = browser.post(url_of(order, "accept"), form)
    leads_to = page_of(order) if still_seen else "/desk/"
    assert (again.status_code, again["Location"]) == (303, leads_to)
    assert "it was not done a second time" in said(browser.get(leads_to))
    assert order.custody.count() == 2


def test_a_page_that_has_grown_old_does_nothing(as_, placed, moved, secretary):
    order, _r = placed()
    moved(order, ("accept", secretary))
    response = as_(secretary).post(
        url_of(order, "escalate"), {"seen": "placed", "reason": "要镇里办。"}
    )
    assert response.status_code == 422
    assert "This changed while you were reading" in said(response)
    assert "要镇里办。" in said(response)


@pytest.mark.parametrize("move", ["no-such", "place", "join", "draw", "confirm%2F"])
def test_a_move_that_is_not_in_the_table_is_not_found(as_, placed, secretary, move):
    order, _r = placed()
    browser = as_(secretary)
    assert browser.get(form_of(order, move)).status_code == 404
    assert browser.post(url_of(order, move)).status_code == 404


def test_a_move_that_is_not_ones_own_is_refused(as_, placed, dispatcher):
    order, _r = placed()
    browser = as_(dispatcher)
    assert "not open to you" in said(browser.get(form_of(order, "accept")))
    response = browser.post(url_of(order, "accept"))
    assert response.status_code == 409
    assert "“Accept” is not yours to do here." in said(response)


def test_what_was_typed_stays_when_something_is_missing(as_, placed, secretary):
    order, _r = placed()
    response = as_(secretary).post(url_of(order, "transfer"), {"reason": "这是牌碑的事。"})
    assert response.status_code == 422
    assert "这是牌碑的事。" in said(response)
    order.refresh_from_db()
    assert order.state == "placed"


def test_too_many_words_are_refused_and_kept(as_, placed, secretary):
    order, _r = placed()
    words = "长" * 2001
    response = as_(secretary).post(url_of(order, "escalate"), {"reason": words})
    assert response.status_code == 409
    assert "That is 1 character more than the 2000 that fit." in said(response)
    assert words in response.content.decode()


def test_handed_over_it_leaves_ones_sight_gently(as_, placed, secretary, paibei):
    order, _r = placed()
    browser = as_(secretary)
    response = browser.post(url_of(order, "transfer"), {"to": paibei.pk, "reason": "在牌碑。"})
    assert (response.status_code, response["Location"]) == (303, "/desk/")
    assert f"“Hand over” is done: {order.ref}." in said(browser.get("/desk/"))


def test_the_usual_unit_is_one_tap(as_, escalated, dispatcher, street_light, roads, lead):
    order = escalated(category=street_light)
    browser = as_(dispatcher)
    text = said(browser.get(form_of(order, "dispatch")))
    usual = text[text.index("To whom") : text.index("Others")]
    assert (
        usual
        == "To whom Roads Office does this category Baihua Community Branch the branch it came from 头雁老陈 Lead Service Team "
    )
    assert (
        browser.post(url_of(order, "dispatch"), {"unit": roads.pk, "seen": "escalated"}).status_code
        == 303
    )
    order.refresh_from_db()
    assert (order.state, order.holder) == ("dispatched", roads)


def test_whoever_delivered_the_last_one_is_suggested(
    as_, escalated, moved, dispatcher, street_light, leads, lead
):
    done = escalated(category=street_light)
    moved(
        done,
        ("dispatch", dispatcher, {"unit": leads, "person": lead}),
        ("take", lead),
        ("deliver", lead, {"reply": "好了。"}),
    )
    order = escalated("又一盏灯不亮。", category=street_light)
    text = said(as_(dispatcher).get(form_of(order, "dispatch")))
    assert "Lead Service Team delivered the last one of this category" in text


def test_a_lead_is_one_tap_too(as_, escalated, dispatcher, lead, leads):
    order = escalated()
    as_(dispatcher).post(url_of(order, "dispatch"), {"unit": f"{leads.pk}:{lead.pk}"})
    order.refresh_from_db()
    assert (order.state, order.holder, order.holder_person) == ("dispatched", leads, lead)


def test_what_was_chosen_for_the_dispatch_stays(as_, escalated, dispatcher, roads, leads):
    order = escalated()
    response = as_(dispatcher).post(
        url_of(order, "dispatch"), {"unit": roads.pk, "helpers": [leads.pk], "days": "500"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert f'value="{roads.pk}" checked' in page
    assert 'value="500"' in page


@pytest.mark.parametrize("unit", ["", "x", "99999", "1:x"])
def test_a_dispatch_to_nobody_is_put_right_first(as_, escalated, dispatcher, unit):
    order = escalated()
    assert as_(dispatcher).post(url_of(order, "dispatch"), {"unit": unit}).status_code == 422


def test_delivered_with_a_photo_which_the_office_can_see(
    as_, delivering, officer, secretary, other_secretary
):
    order = delivering()
    photo = SimpleUploadedFile("lamp.jpg", jpeg())
    response = as_(officer).post(url_of(order, "deliver"), {"reply": "修好了。", "photos": [photo]})
    assert response.status_code == 303
    kept = evidence.of(f"order:{order.pk}").get()
    address = f"/desk/orders/{order.ref}/photos/{kept.pk}/"
    assert address in as_(secretary).get(page_of(order)).content.decode()
    shown = as_(secretary).get(address)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8\xff")
    assert as_(other_secretary).get(address).status_code == 404


def test_a_photo_is_shown_with_its_own_order_only(as_, delivering, placed, officer, secretary):
    order, (other, _r) = delivering(), placed()
    as_(officer).post(
        url_of(order, "deliver"), {"reply": "好。", "photos": [SimpleUploadedFile("a.jpg", jpeg())]}
    )
    kept = evidence.of(f"order:{order.pk}").get()
    assert as_(secretary).get(f"/desk/orders/{other.ref}/photos/{kept.pk}/").status_code == 404


def test_a_photo_need_not_be_chosen_twice(as_, delivering, officer):
    order = delivering()
    browser = as_(officer)
    response = browser.post(
        url_of(order, "deliver"), {"reply": "", "photos": [SimpleUploadedFile("a.jpg", jpeg())]}
    )
    page = response.content.decode()
    assert (response.status_code, "1 photo is kept." in page) == (422, True)
    draft = page.split('name="draft" value="')[1].split('"')[0]
    browser.post(url_of(order, "deliver"), {"reply": "修好了。", "draft": draft})
    assert evidence.of(f"order:{order.pk}").count() == 1


def test_what_is_no_photo_is_said_and_nothing_is_delivered(as_, delivering, officer):
    order = delivering()
    wrong = SimpleUploadedFile("a.jpg", b"<html>not a photo</html>")
    response = as_(officer).post(url_of(order, "deliver"), {"reply": "修好了。", "photos": [wrong]})
    assert response.status_code == 422
    assert "This file is not a picture that can be read here." in said(response)
    assert "修好了。" in said(response)
    order.refresh_from_db()
    assert order.state == "delivering"


def test_merging_asks_for_a_number_that_one_can_see(as_, placed, secretary, paibei):
    lead, (order, _r), (there, _r2) = placed()[0], placed("灯坏了。"), placed(village=paibei)
    browser = as_(secretary)
    assert (
        f'value="{lead.ref}"'
        in browser.get(f"{form_of(order, 'merge')}&into={lead.ref}").content.decode()
    )
    assert browser.post(url_of(order, "merge"), {"into": there.ref}).status_code == 422
    assert browser.post(url_of(order, "merge"), {"into": order.ref}).status_code == 409
    assert browser.post(url_of(order, "merge"), {"into": lead.ref}).status_code == 303


def test_more_time_is_asked_for_and_decided(as_, delivering, officer, dispatcher):
    order = delivering()
    as_(officer).post(url_of(order, "ask_extension"), {"days": "3", "reason": "等配件。"})
    browser = as_(dispatcher)
    assert "等配件。" in said(browser.get(form_of(order, "decide_extension")))
    assert refs(browser.get("/desk/orders/?queue=extensions")) == [order.ref]
    assert browser.post(url_of(order, "decide_extension"), {"granted": "yes"}).status_code == 303
    assert refs(browser.get("/desk/orders/?queue=extensions")) == []
    assert "Granted: 3 working days" in said(browser.get(page_of(order)))


def test_a_declined_order_says_the_reason_in_words(as_, placed, dispatcher):
    order, _r = placed()
    browser = as_(dispatcher)
    said_so = {"reason": "private", "rule": "民法典", "next_door": "镇调解委员会"}
    assert browser.post(url_of(order, "decline"), said_so).status_code == 303
    text = said(browser.get(page_of(order)))
    assert "A matter between private parties — 民法典 — 镇调解委员会" in text


# Contact ---------------------------------------------------------------------------------------


def test_contact_is_shown_once_and_written_down(as_, placed, secretary):
    order, _r = placed(name="周桂英", phone="13900001234")
    browser = as_(secretary)
    response = browser.post(url_of(order, "reveal"), {"seen": "placed"})
    assert response.status_code == 200
    assert 'href="tel:13900001234"' in response.content.decode()
    assert Entry.objects.filter(about=f"order:{order.pk}", name="orders.reveal").count() == 1
    again = browser.get(page_of(order)).content.decode()
    assert ("13900001234" in again, "Contact was looked at" in again) == (False, True)


def test_an_anonymous_number_is_for_the_call_back_desk_alone(as_, placed, secretary, dispatcher):
    order, _r = placed(name="周桂英", phone="13900001234", anonymous=True)
    shown = [
        as_(who).post(url_of(order, "reveal")).content.decode() for who in (secretary, dispatcher)
    ]
    assert ["13900001234" in page for page in shown] == [False, True]
    assert ["周桂英" in page for page in shown] == [False, False]


def test_looking_at_a_contact_is_never_a_get(as_, placed, secretary):
    order, _r = placed()
    answer = as_(secretary).get(url_of(order, "reveal"))
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/orders/{order.ref}/")
    assert not Entry.objects.filter(name="orders.reveal").exists()


def test_a_leader_reads_and_moves_nothing(as_, placed, somebody, town):
    order, _r = placed(phone="13900001234")
    browser = as_(somebody("leader", "leader", town))
    page = browser.get(page_of(order)).content.decode()
    assert [name for name in FORMS if f"/{name}/" in page or f"?move={name}" in page] == []
    assert browser.post(url_of(order, "reveal")).status_code == 409


def test_erased_words_are_gone_from_the_page(as_, placed, moved, dispatcher, secretary):
    order, _r = placed("我家隔壁的老王吵架。", name="周桂英", phone="13900001234", where="老王家")
    moved(order, ("note", secretary, {"text": "老王来过电话。"}))
    browser = as_(dispatcher)
    browser.post(url_of(order, "redact"), {"seen": "placed"})
    page = browser.get(page_of(order)).content.decode()
    assert [word for word in ("老王", "周桂英", "139****", "13900001234") if word in page] == []
    assert "(erased)" in page


def test_every_move_has_a_page_for_whoever_may_make_it(as_, placed, secretary, dispatcher):
    order, _r = placed()
    for who in (secretary, dispatcher):
        browser = as_(who)
        assert {
            name: browser.get(form_of(order, name)).status_code for name in FORMS
        } == dict.fromkeys(FORMS, 200)


def test_the_acts_are_the_ones_of_the_table():
    assert set(FORMS) == set(acts.ACTS)


def test_a_lead_whose_role_is_a_villages_is_sent_to_in_the_name_of_its_branch(
    as_, escalated, dispatcher, somebody, baihua, moved
):
    lead = somebody("village_lead", "lead", baihua, name="头雁老周")
    order, branch = escalated(), baihua.children.get(kind="branch")
    browser, choice = as_(dispatcher), f"{branch.pk}:{lead.pk}"
    assert f'value="{choice}"' in browser.get(form_of(order, "dispatch")).content.decode()
    assert browser.post(url_of(order, "dispatch"), {"unit": choice}).status_code == 303
    order.refresh_from_db()
    assert (order.holder, order.holder_person) == (branch, lead)
    assert order.ref in said(as_(lead).get("/desk/orders/?queue=waiting"))
    assert moved(order, ("take", lead)).state == "delivering"


def test_what_is_no_number_of_a_unit_is_refused_in_a_sentence(as_, escalated, dispatcher):
    order = escalated()
    assert as_(dispatcher).post(url_of(order, "dispatch"), {"unit": "²"}).status_code == 422
