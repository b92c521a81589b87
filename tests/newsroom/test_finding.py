"""News in the search for everybody."""

from urllib.parse import quote

import pytest
from django.test import Client

from tests.desk.reading import said
from touyan.town.models import Organisation

pytestmark = pytest.mark.django_db


def test_news_is_found_by_its_body_and_its_title_and_leads_to_its_page(published):
    piece = published("社区食堂换了菜单", "<p>每天一荤两素。</p>")
    for words in ("食堂", "一荤两素"):
        assert f"/news/{piece.pk}/" in Client().get(f"/search/?q={quote(words)}").content.decode()


def test_what_waits_for_approval_is_not_found(asked):
    asked("社区食堂换了菜单")
    assert "Nothing found" in said(Client().get(f"/search/?q={quote('食堂')}"))


def test_news_is_found_by_the_village_that_it_names_and_by_no_other(published, baihua, paibei):
    piece = published("百花社区食堂换了菜单", "<p>每天一荤两素。</p>")
    address = f"/search/?q={quote('食堂')}&village="
    assert f"/news/{piece.pk}/" in Client().get(f"{address}{baihua.code}").content.decode()
    assert f"/news/{piece.pk}/" not in Client().get(f"{address}{paibei.code}").content.decode()


def test_a_villages_seal_need_not_stand_in_the_news(published, baihua):
    Organisation.objects.filter(pk=baihua.pk).update(name="百花社区居民委员会")
    piece = published("食堂", "<p>百花社区的老人先吃。</p>")
    page = Client().get(f"/search/?q={quote('食堂')}&village={baihua.code}").content.decode()
    assert f"/news/{piece.pk}/" in page


@pytest.mark.parametrize("after", ["9" * 19, "9" * 60])
def test_a_mark_that_no_row_can_have_is_the_first_page(after):
    assert Client().get("/news/", {"q": "路灯", "after": after}).status_code == 200
