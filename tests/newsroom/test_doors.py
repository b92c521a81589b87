"""The editor's doors: who enters, what is open, and that none of them publishes."""

from io import BytesIO

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from tests.kernel.pictures import RED, saved
from tests.newsroom.conftest import draft_text
from touyan.conf.cms import OPEN
from touyan.newsroom.models import Article, Picture, Published, Reading
from touyan.newsroom.reads import review_of

pytestmark = pytest.mark.django_db


def form(**more):
    """What the editor sends when a piece is saved."""
    said = {
        "title": "新稿", "slug": "new-piece", "summary": "", "body": draft_text("一段话。"), "source": "",
        "responsible_editor": "冯晓", "theme": "", "dated_at": "", "planned_for": "",
    }  # fmt: skip
    return said | more


def patterns(resolver: URLResolver, space: str = "") -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            found.append(f"{space}{entry.name}" if entry.name else "")
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            found += patterns(entry, inner)
    return found


def cms() -> list[str]:
    door = next(e for e in get_resolver().url_patterns if str(e.pattern) == "cms/")
    return patterns(door)


def test_every_open_address_is_one_of_wagtails():
    assert OPEN - set(cms()) == set()


def test_nothing_that_publishes_or_governs_is_open():
    words = ("publish", "bulk", "users", "groups", "workflows", "api", "settings", "sites", "account",
             "login", "password", "privacy", "move", "reports", "redirects", "unschedule", "copy",
             "workflow_action", "position", "documents", "collections")  # fmt: skip
    assert [name for name in sorted(OPEN) for word in words if word in name] == []


@pytest.mark.parametrize("who", ["resident", "secretary", "dispatcher", "officer", "lead"])
def test_whoever_is_no_editor_finds_nothing(request, as_, newsroom, who):
    browser = as_(request.getfixturevalue(who))
    addresses = [
        "/cms/",
        f"/cms/pages/{newsroom.pk}/",
        "/cms/images/",
        "/cms/login/",
        "/cms/sprite/",
    ]
    assert {a: browser.get(a).status_code for a in addresses} == dict.fromkeys(addresses, 404)


def test_a_stranger_is_led_to_the_towns_own_sign_in(client, newsroom):
    response = client.get("/cms/login/")
    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/cms/login/")


def test_the_second_factor_is_asked_for_at_this_door_too(as_, editor, newsroom, settings):
    settings.REQUIRE_TWO_FACTOR = True
    response = as_(editor).get("/cms/")
    assert (response.status_code, response["Location"]) == (302, "/account/two-factor/")


def test_an_editor_finds_the_editor_in_chinese(as_, editor, newsroom, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    page = as_(editor).get(f"/cms/pages/add/newsroom/article/{newsroom.pk}/").content.decode()
    for words in ("责任编辑", "稿源", "保存草稿"):
        assert words in page


def test_the_editors_first_pages_are_in_chinese_too(as_, editor, newsroom, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    browser = as_(editor)
    home, add = (browser.get(f"/cms/{page}").content.decode() for page in ("", "images/add/"))
    assert "w-summary" not in home  # Wagtail counts there in English only
    assert ("新建：图片" in add, "New: Picture" in add) == (True, False)


@pytest.mark.parametrize("kind", ["editor", "admin"])
def test_publishing_from_the_form_saves_a_draft(request, as_, newsroom, kind):
    browser = as_(request.getfixturevalue(kind))
    address = f"/cms/pages/add/newsroom/article/{newsroom.pk}/"
    browser.post(address, form(**{"action-publish": "1", "live": "1", "go_live_at": "2020-01-01"}))
    draft = Article.objects.get()
    browser.post(f"/cms/pages/{draft.pk}/edit/", form(**{"action-publish": "1"}))
    draft.refresh_from_db()
    assert (draft.live, draft.go_live_at, Published.objects.count()) == (False, None, 0)


def test_asking_for_review_waits_for_somebody_else(as_, newsroom, editor):
    address = f"/cms/pages/add/newsroom/article/{newsroom.pk}/"
    as_(editor).post(address, form(**{"action-submit": "1"}))
    draft = Article.objects.get()
    review = review_of(draft)
    assert (draft.live, review.author, review.writers) == (False, editor.pk, {editor.pk})


def test_what_is_in_review_cannot_be_changed_at_the_editor(as_, asked, approver):
    review = asked()
    pk = review.sheet.pk
    as_(approver).post(f"/cms/pages/{pk}/edit/", form(title="偷改", slug="p1"))
    assert review_of(Article.objects.get(pk=pk)).sheet.title == review.sheet.title
    assert Article.objects.get(pk=pk).revisions.count() == 1


CRAFTED = [
    "/cms/pages/{pk}/unpublish/",
    "/cms/pages/{pk}/move/1/confirm/",
    "/cms/pages/{pk}/copy/",
    "/cms/pages/{pk}/privacy/",
    "/cms/pages/{pk}/unlock/",
    "/cms/pages/{pk}/convert_alias/",
    "/cms/pages/{pk}/revisions/{revision}/unschedule/",
    "/cms/pages/workflow/action/{pk}/approve/{state}/",
    "/cms/pages/{pk}/workflow/action/approve/{state}/",
    "/cms/bulk/wagtailcore/page/publish/?id={pk}",
    "/cms/bulk/wagtailcore/page/unpublish/?id={pk}",
    "/cms/bulk/wagtailcore/page/move/?id={pk}",
    "/cms/api/main/pages/{pk}/action/publish/",
    "/cms/api/main/pages/{pk}/action/copy/",
    "/cms/workflows/tasks/add/newsroom/review/",
    "/cms/users/add/",
    "/cms/groups/add/",
    "/cms/reports/workflow/",
    "/api/v2/pages/",
    "/cms/api/v3/pages/{pk}/publish/",
]


@pytest.mark.parametrize("address", CRAFTED)
def test_no_crafted_request_publishes(as_, asked, editor, admin, address):
    review = asked()
    known = {"pk": review.sheet.pk, "revision": review.revision.pk, "state": review.state.pk}
    for person in (editor, admin):
        for body in (
            {},
            {"next": "/", "publish_copies": "on", "action-publish": "1", "comment": "x"},
        ):
            response = as_(person).post(address.format(**known), body)
            assert response.status_code == 404
    assert (Article.objects.get().live, Published.objects.count()) == (False, 0)


def test_approving_through_the_edit_form_does_nothing(as_, asked, approver, editor):
    review = asked()
    for person in (editor, approver):
        as_(person).post(
            f"/cms/pages/{review.sheet.pk}/edit/",
            form(**{"action-workflow-action": "1", "workflow-action-name": "approve"}),
        )
    assert (Article.objects.get().live, Published.objects.count()) == (False, 0)
    assert review_of(review.sheet) is not None


def test_deleting_what_is_published_does_nothing(as_, published, editor, admin):
    published()
    pk = Article.objects.get().pk
    for person in (editor, admin):
        as_(person).post(f"/cms/pages/{pk}/delete/", {"confirm_site_name": ""})
    assert (Article.objects.get().live, Published.objects.count()) == (True, 1)


def test_a_day_has_one_reading(as_, newsroom, editor):
    address = f"/cms/pages/add/newsroom/reading/{newsroom.pk}/"
    for slug in ("r1", "r2"):
        as_(editor).post(address, form(slug=slug, day="2026-12-01"))
    assert Reading.objects.count() == 1


# Pictures ----------------------------------------------------------------------------------------


def upload(browser, content: bytes, name: str = "x.jpg"):
    file = BytesIO(content)
    file.name = name
    said = {"title": "图", "description": "", "file": file, "collection": 1}
    return browser.post("/cms/images/add/", said)


def test_a_picture_is_made_anew_from_its_pixels(as_, newsroom, editor):
    exif = Image.Exif()
    exif[0x010E] = "SECRET-WORDS"
    picture = saved(Image.new("RGB", (640, 480), RED), "JPEG", exif=exif)
    assert b"SECRET-WORDS" in picture
    response = upload(as_(editor), picture)
    assert response.status_code == 302
    kept = Picture.objects.get()
    with kept.file.open("rb") as file:
        content = file.read()
    assert (content[:3], b"SECRET-WORDS" in content) == (b"\xff\xd8\xff", False)
    assert (kept.width, kept.height, kept.uploaded_by_user_id) == (640, 480, editor.pk)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "name"),
    [(SVG, "x.svg"), (SVG, "x.jpg"), (b"<html><script>1</script></html>", "x.png"),
     (b"\xff\xd8\xff" + b"\x00" * 200, "x.jpg"), (b"", "x.jpg"), (b"\x00" * (16 * 1024 * 1024), "x.jpg")],
)  # fmt: skip
@pytest.mark.parametrize(
    "door", ["/cms/images/add/", "/cms/images/multiple/add/", "/cms/images/chooser/create/"]
)
def test_what_is_no_picture_is_refused_at_every_door(as_, newsroom, editor, content, name, door):
    file = BytesIO(content)
    file.name = name
    said = {"title": "图", "collection": 1}
    prefix = "image-chooser-upload-" if "chooser" in door else ""
    key = "files[]" if "multiple" in door else f"{prefix}file"
    as_(editor).post(
        door,
        {**{prefix + n: v for n, v in said.items()}, key: file},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert Picture.objects.count() == 0
