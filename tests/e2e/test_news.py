"""The newsroom in a real browser: everybody can read and speak, an editor writes, another lets it go out."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.access import VIEWS
from tests.e2e.conftest import OpenPage
from tests.e2e.people import Somebody
from tests.e2e.test_access import looked_at
from tests.newsroom.matters import news_of
from touyan.newsroom.models import Article, Published
from touyan.town.models import Organisation, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def editor(somebody: Callable[..., Person], town: Organisation) -> Person:
    return somebody("editor", "editor", town, name="冯晓")


@pytest.fixture
def news(town: Organisation, editor: Person, admin: Person, resident: Person) -> dict[str, object]:
    return news_of(town, editor, admin, resident)


@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_every_page_of_the_news_is_open_to_everybody(
    somebody_at: Callable[..., Somebody], news: dict[str, object], language: str, elder: bool
) -> None:
    visitor = somebody_at(360, language, elder=elder)
    paths = ["/", "/news/", "/news/?q=没有", f"/news/{news['article']}/", "/boards/", "/boards/words/",
             f"/news/{news['article']}/comments/", f"/news/comments/{news['comment']}/object/", f"/news/said/{news['said']}/"]  # fmt: skip
    assert looked_at(visitor, paths, elder) == {}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("language", "elder"), VIEWS)
def test_every_page_of_the_newsroom_is_open_to_everybody(
    staff: Callable[..., Somebody], news: dict[str, object], language: str, elder: bool, width: int
) -> None:
    colleague = staff("admin", width=width, language=language, elder=elder)
    paths = ["", f"reviews/{news['review']}/", "comments/", f"comments/{news['comment']}/", "pieces/",
             f"pieces/{news['article']}/", "import/"]  # fmt: skip
    assert looked_at(colleague, [f"/desk/newsroom/{path}" for path in paths], elder) == {}


def test_an_editor_writes_and_another_lets_it_go_out(
    staff: Callable[..., Somebody], page_at: OpenPage, news: dict[str, object]
) -> None:
    editor = staff("editor", width=1280)
    broken: list[str] = []
    editor.page.on(
        "console", lambda said: broken.append(said.text) if said.type == "error" else None
    )
    editor.page.goto("/cms/")
    index = Article.objects.first().get_parent().pk
    editor.page.goto(f"/cms/pages/add/newsroom/article/{index}/")
    editor.page.locator("#id_title").fill("浏览器里写的文")
    editor.page.locator(".public-DraftEditor-content").first.click()
    editor.page.keyboard.type("在编辑器里打的一段话。")
    expect(editor.page.locator("[name=body]")).to_have_value(re.compile("一段话"))
    editor.page.locator("#id_responsible_editor").fill("冯晓")
    editor.page.locator("footer [data-w-dropdown-target=toggle]").click()
    editor.page.locator("button[name=action-submit]").click()
    editor.page.wait_for_url(re.compile(r"/cms/pages/\d+/"))
    assert broken == []
    assert Published.objects.filter(title="浏览器里写的文").count() == 0
    other = staff("admin", width=360, language="zh-hans")
    other.page.goto("/desk/newsroom/")
    other.page.get_by_text("浏览器里写的文").click()
    other.page.get_by_role("button", name="审核通过").click()
    other.page.wait_for_url("**/desk/newsroom/")
    row = Published.objects.get(title="浏览器里写的文")
    reader = page_at(360)
    reader.goto(f"/news/{row.pk}/")
    assert "在编辑器里打的一段话。" in reader.locator("main").inner_text()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_reader_speaks_and_takes_it_back(
    page_at: OpenPage, news: dict[str, object], javascript: bool
) -> None:
    page = page_at(360, javascript=javascript)
    page.goto(f"/news/{news['article']}/")
    page.get_by_role("link", name="发表评论").click()
    page.get_by_label("想说的话").fill("写得明白。")
    page.get_by_label("您的姓名").fill("周桂英")
    page.get_by_label("电话").fill("13900001234")
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/news/said/**")
    assert "待审核" in page.locator("main").inner_text()
    page.get_by_text("收回留言", exact=True).click()
    page.get_by_role("button", name="确定收回").click()
    page.get_by_text("作者已收回").wait_for()
