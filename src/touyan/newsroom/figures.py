"""The newsroom's figures: how often its pieces were looked at, and which boards are open."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from touyan.kernel.figures import Column, Figure, Node, Rows, Scope, Source, Split, Sum
from touyan.kernel.local_day import LocalDay
from touyan.newsroom.models import Published, ViewDay
from touyan.newsroom.states import Kind, Standing
from touyan.town.models import Organisation
from touyan.town.states import TOWN


class Views(Source):
    """One record a piece and day."""

    model = ViewDay
    day = "day"
    related = ("published",)
    columns = (
        Column(_("Day"), lambda row: row.day),
        Column(_("Title"), lambda row: row.published.title),
        Column(_("Views"), lambda row: row.views),
        Column(_("Counted by an earlier page"), lambda row: _("yes") if row.before else _("no")),
    )

    def inside(self, organisation: Node) -> Q:
        return Q(published__town__path__startswith=organisation.path)

    def splits(self, scope: Scope) -> dict[str, Split]:
        here = Organisation.objects.filter(path__startswith=scope.organisation.path, kind=TOWN)
        return {"organisation": Split("published__town", here)}


class Pieces(Source):
    """One record a piece, by the day in China on which readers could first see it."""

    model = Published
    day = "opened_on"
    related = ("town",)
    columns = (
        Column(_("Day"), lambda row: row.opened_on),
        Column(_("Title"), lambda row: row.title),
        Column(_("Town"), lambda row: row.town.name),
    )

    def inside(self, organisation: Node) -> Q:
        return Q(town__path__startswith=organisation.path)

    def splits(self, scope: Scope) -> dict[str, Split]:
        here = Organisation.objects.filter(path__startswith=scope.organisation.path, kind=TOWN)
        return {"organisation": Split("town", here)}

    def everything(self) -> Rows:
        opened: Rows = super().everything().annotate(opened_on=LocalDay("out_at"))
        return opened


ALL: tuple[Figure, ...] = (
    Figure(
        key="newsroom.article_views", label=_("Views of articles"),
        definition=_(
            "How often published pieces were opened. Programs and the town's own office are left out;"
            " what an earlier page had counted stands under the day on which the piece came out."
        ),
        unit=_("views"), source=Views(), total=Sum("views"), public=True, names=("人气", "浏览量", "浏览"),
    ),
    Figure(
        key="newsroom.boards", label=_("Boards"),
        definition=_(
            "Boards that were opened to readers within the period, for words, readings and services."
            " A board that was withdrawn since is not counted."
        ),
        unit=_("boards"), source=Pieces(), where=Q(kind=Kind.BOARD, state=Standing.PUBLISHED),
        public=True, names=("板块",),
    ),
)  # fmt: skip
"""What `conf/wiring.py` enters among the town's figures."""
