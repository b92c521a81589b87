"""What readers see, what it costs, and how soon a change shows."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client

from touyan.kernel import clock
from touyan.newsroom import acts
from touyan.newsroom.models import Article
from touyan.newsroom.tasks import count_views
from touyan.town.reads import site

pytestmark = pytest.mark.django_db

PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 9) MicroMessenger/8.0"}


def words(response) -> str:
    return words_of(response.content.decode())


def words_of(page: str) -> str:
    main = page.split("<main", 1)[-1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_a_piece_shows_its_date_to_the_second_its_source_and_its_views(client, published):
    at = datetime(2021, 8, 3, 3, 35, 21, tzinfo=UTC)
    row = published(
        "一篇旧文",
        source="吴山镇",
        dated_at=at,
        responsible_editor="",
        imported_from="old:1",
        imported_views=92,
    )
    page = words(client.get(f"/news/{row.pk}/"))
    assert "一篇旧文 Date: 2021-08-03 11:35:21 Source: 吴山镇 Views: 92" in page
    assert page.count("Responsible editor:") == 1


def test_a_piece_costs_two_statements_and_none_when_it_is_remembered(client, published, queries):
    row = published()
    assert queries(Client(), f"/news/{row.pk}/") == 2
    response = client.get(f"/news/{row.pk}/")
    assert re.search(r'desc="(\d+) queries"', response["Server-Timing"])[1] == "0"


def test_the_foot_of_a_piece_says_what_its_header_says(client, published):
    row = published()
    site()
    response = client.get(f"/news/{row.pk}/")
    foot = re.search(r"processed in ([\d.]+) seconds, (\d+) queries", response.content.decode())
    told = re.search(r'app;dur=([\d.]+), .*desc="(\d+) queries"', response["Server-Timing"])
    assert foot[2] == told[2] == "2"
    assert abs(float(foot[1]) * 1000 - float(told[1])) < 0.1


def test_a_change_shows_at_once_though_the_page_was_remembered(
    client, published, again, approve, django_capture_on_commit_callbacks
):
    row = published("旧题")
    assert "旧题" in words(client.get(f"/news/{row.pk}/"))
    assert "旧题" in words(client.get("/news/"))
    with django_capture_on_commit_callbacks(execute=True):
        approve(again(Article.objects.get(), title="新题"))
    assert "新题" in words(client.get(f"/news/{row.pk}/"))
    assert "新题" in words(client.get("/news/"))
    assert "旧题" not in words(client.get("/news/"))


def test_what_was_withdrawn_leaves_its_note_at_its_address(
    client, published, editor, django_capture_on_commit_callbacks
):
    row = published("误报", "<p>秘密的字句。</p>")
    client.get(f"/news/{row.pk}/")
    with django_capture_on_commit_callbacks(execute=True):
        acts.withdraw(by=editor, published=row, note="数字有误。")
    response = client.get(f"/news/{row.pk}/")
    assert (response.status_code, "数字有误。" in words(response), "秘密的字句" in words(response)) == (
        410, True, False,
    )  # fmt: skip
    assert "误报" not in words(client.get("/news/"))


def test_what_is_scheduled_is_nowhere(client, asked, approve):
    row = approve(asked("明天的事", planned_for=clock.now() + timedelta(days=1)))
    assert client.get(f"/news/{row.pk}/").status_code == 404
    assert "明天的事" not in words(client.get("/news/"))


@pytest.mark.parametrize("count", [3, 25])
def test_pages_of_the_newsroom_cost_few_statements_whatever_the_rows(
    published, board, queries, resident, editor, count
):
    wall, _services = board("words"), board("services")
    row = published("首篇")
    for number in range(count):
        published(f"第{number}篇")
        say(resident, row, editor, f"第{number}句")
        say(resident, wall, editor, f"墙上第{number}句")
    addresses = ["/", "/boards/services/", "/news/", "/news/?q=第1", f"/news/{row.pk}/", "/boards/", "/boards/words/", "/news/feed.xml",
                 "/sitemap.xml"]  # fmt: skip
    costs = {address: queries(Client(), address) for address in addresses}
    assert {address: cost for address, cost in costs.items() if cost > 4} == {}


def say(person, row, editor, text):
    writer = acts.Writer(nickname="邻居", person=person)
    comment = acts.say(by=person, published=row, words=text, writer=writer, key=uuid4()).about
    return acts.show(by=editor, comment=comment).about


def test_the_list_turns_over_without_losing_or_repeating_a_piece(client, published):
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [published(f"文{n}", dated_at=moment + timedelta(days=n // 3)) for n in range(25)]
    seen, address = [], "/news/"
    while address:
        page = client.get(address).content.decode()
        seen += [int(pk) for pk in re.findall(r'href="/news/(\d+)/"', page)]
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = "/news/" + found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == 25
    assert set(seen) == {row.pk for row in rows}


@pytest.mark.parametrize("words_typed", ["食堂", "菜单", "社区食堂"])
def test_two_characters_find_a_piece(client, published, words_typed):
    row = published("社区食堂换了菜单")
    published("路灯修好了", "<p>晚上亮了。</p>")
    page = client.get("/news/", {"q": words_typed}).content.decode()
    assert re.findall(r'href="/news/(\d+)/"', page) == [str(row.pk)]


def test_one_character_finds_nothing(client, published):
    published("社区食堂")
    assert "Nothing found" in words(client.get("/news/?q=食"))


def test_the_feed_and_the_map_name_what_is_published_and_nothing_else(client, published, asked):
    row, draft = published("<发布>&了"), asked("草稿")
    feed = ElementTree.fromstring(client.get("/news/feed.xml").content)  # noqa: S314 - our own
    assert [item.findtext("title") for item in feed.iter("item")] == ["<发布>&了"]
    assert feed.find(".//item/link").text.endswith(f"/news/{row.pk}/")
    site_map = client.get("/sitemap.xml").content.decode()
    assert f"/news/{row.pk}/" in site_map
    assert draft.sheet.title not in site_map


def test_what_is_passed_on_carries_its_title_and_summary(client, published):
    row = published("题目", summary="一句话。")
    page = client.get(f"/news/{row.pk}/").content.decode()
    told = dict(re.findall(r'<meta property="(og:\w+)" content="([^"]*)"', page))
    assert told["og:title"] == "题目"
    assert told["og:description"] == "一句话。"
    assert told["og:url"].endswith(f"/news/{row.pk}/")


# The boards --------------------------------------------------------------------------------------


def test_the_board_of_learning_shows_todays_reading_and_not_tomorrows(
    client, board, published, asked, approve
):
    board("learning")
    today = date(2026, 3, 2)
    with clock.at(datetime(2026, 3, 2, 4, tzinfo=UTC)):
        published("今天的", kind="reading", day=today)
        approve(asked("明天的", kind="reading", day=today + timedelta(days=1)))
        page = words(client.get("/boards/learning/"))
    assert ("今天的" in page, "明天的" in page) == (True, False)


def test_a_read_mark_is_seen_by_its_own_reader_only(
    as_, client, board, published, resident, editor
):
    board("learning")
    with clock.at(datetime(2026, 3, 2, 4, tzinfo=UTC)):
        row = published("今天的", kind="reading", day=date(2026, 3, 2))
        assert as_(resident).post(f"/news/{row.pk}/read/").status_code == 303
        shown = {who: "I have read it" in words(browser.get("/boards/learning/")) for who, browser in {
            "resident": as_(resident), "editor": as_(editor), "visitor": client}.items()}  # fmt: skip
    assert shown == {"resident": True, "editor": False, "visitor": False}


def test_a_notice_stands_on_top_until_its_last_day_and_once(client, published):
    with clock.at(datetime(2026, 3, 2, 4, tzinfo=UTC)):
        published("停水", kind="notice", until=date(2026, 3, 4))
        published("没有期限的公告", kind="notice")
        for number in range(25):
            published(f"文{number}")
    seen = {}
    for day in (4, 5):
        cache.clear()
        with clock.at(datetime(2026, 3, day, 4, tzinfo=UTC)):
            first = client.get("/news/").content.decode()
            after = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
            second, home = words(client.get(f"/news/{after}")), words(client.get("/"))
        shown = words_of(first)
        seen[day] = (shown.count("停水"), second.count("停水"), home.count("停水"))
        assert (shown + second).count("没有期限的公告") == 1
    assert seen == {4: (1, 0, 1), 5: (0, 1, 0)}


# Views -------------------------------------------------------------------------------------------


def views_of(row) -> int:
    count_views()
    row.refresh_from_db()
    return row.views


def test_a_view_counts_also_when_the_page_is_remembered(client, published):
    row = published()
    for _ in range(5):
        client.get(f"/news/{row.pk}/", **PHONE)
    assert views_of(row) == 5


@pytest.mark.parametrize(
    "agent",
    ["", "Mozilla/5.0 (compatible; Baiduspider/2.0)", "curl/8.1", "python-requests/2.3",
     "Mozilla/5.0 (compatible; bingbot/2.0)", "Sogou web spider/4.0"],
)  # fmt: skip
def test_programs_are_not_counted(client, published, agent):
    row = published()
    client.get(f"/news/{row.pk}/", HTTP_USER_AGENT=agent)
    assert views_of(row) == 0


def test_the_office_itself_is_not_counted(as_, published, secretary, resident):
    row = published()
    office, home = as_(secretary), as_(resident)
    office.get("/desk/")
    office.get(f"/news/{row.pk}/", **PHONE)
    home.get(f"/news/{row.pk}/", **PHONE)
    assert views_of(row) == 1


def test_looking_ahead_is_no_view_and_neither_is_a_head(client, published):
    row = published()
    client.get(f"/news/{row.pk}/", HTTP_SEC_PURPOSE="prefetch", **PHONE)
    client.head(f"/news/{row.pk}/", **PHONE)
    assert views_of(row) == 0


def test_a_forged_mark_of_the_office_does_not_keep_a_view_from_counting(client, published):
    row = published()
    client.cookies["office"] = "1:forged"
    client.get(f"/news/{row.pk}/", **PHONE)
    assert views_of(row) == 1


def test_a_picture_is_served_only_from_the_renditions(client, newsroom):
    assert client.get("/media/images/nothing.jpg").status_code == 404
    assert client.get("/media/images/..%2Fevidence%2Fx.jpg").status_code in {400, 404}


def test_the_first_visit_to_a_piece_weighs_less_than_100_kilobytes(client, published):
    row = published(body="<p>" + "字" * 3000 + "</p>")
    cache.clear()
    page = client.get(f"/news/{row.pk}/").content
    parts = set(re.findall(rb'(?:src|href)="/static/([^"#]+)', page))
    weight = len(page)
    for part in parts:
        weight += Path(finders.find(part.decode())).stat().st_size
    assert weight <= 100_000
