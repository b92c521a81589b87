"""What a newsroom begins with: the page that all others hang below, the three boards, and the review."""

from django.conf import settings
from django.utils.translation import override
from wagtail.models import Collection, Locale, Page, Site, Workflow, WorkflowTask

from touyan.newsroom.models import Board, Index, Review
from touyan.town.models import Organisation
from touyan.town.reads import home_town

BOARDS = (
    ("words", "告白", "想说的话，写在这里。"),
    ("learning", "学习", "每天一篇，读完为止，不比快慢。"),
    ("services", "服务", "正在做的服务，和办成了的事。"),
)


def found_newsroom(town: Organisation) -> Index:
    """Safe to run again: what is there stays."""
    with override("zh-hans"):
        root = _ground()
        index = Index.objects.first() or _index(root, town)
        for slug, title, summary in BOARDS:
            if not Board.objects.filter(slug=slug).exists():
                index.add_child(instance=Board(title=title, slug=slug, summary=summary, live=False))
        _review()
    return index


def _ground() -> Page:
    """What Wagtail's own migrations leave; after a database was emptied it is made again."""
    if not Locale.objects.exists():
        Locale.objects.create(language_code=settings.LANGUAGE_CODE)
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    return Page.get_first_root_node() or Page.add_root(title="Root", slug="root")


def found_where_missing() -> int:
    """An installation that was there before its newsroom gets one; safe to run twice."""
    town = home_town()
    if town is None or Index.objects.exists():
        return 0
    found_newsroom(town)
    return 1


def _index(root: Page, town: Organisation) -> Index:
    """In the place of Wagtail's own greeting."""
    index = Index(title=f"{town.name}新闻", slug="news", live=False)
    root.add_child(instance=index)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": "localhost",
            "port": 80,
            "root_page": index,
            "site_name": town.name,
        },
    )
    Page.objects.filter(depth=2).exclude(pk=index.pk).delete()
    return index


def _review() -> None:
    if Review.workflow() is None:
        review = Review.objects.create(name="他人审核")
        workflow = Workflow.objects.create(name="他人审核")
        WorkflowTask.objects.create(workflow=workflow, task=review, sort_order=0)
