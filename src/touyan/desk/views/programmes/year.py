"""A branch's year: who of its own has not done yet what is asked. Nobody else's branch is found here."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from touyan.desk.gate import StaffRequest, staff
from touyan.desk.page import page
from touyan.desk.reads.keyset import Sort, paged
from touyan.kernel import clock
from touyan.programmes.reads.offered import Wish, coming
from touyan.programmes.reads.year import TWO_SERVICES, below, members, with_services
from touyan.town.models import Organisation, Person
from touyan.town.states import OrganisationKind, RoleCode

BY_NUMBER = Sort(("id",))
SHOWN = 60


def own_branches(person: Person) -> list[Organisation]:
    """The branches whose secretary the person is; a village's secretary leads the branches below it."""
    paths = [role.works_at for role in person.roles_today if role.role == RoleCode.SECRETARY]
    ids = {pk for works_at in paths for pk in works_at}
    rows = Organisation.objects.filter(pk__in=ids, kind=OrganisationKind.BRANCH)
    return list(rows.order_by("path"))


@staff
@require_GET
def year(request: StaffRequest) -> HttpResponse:
    branches = own_branches(request.user)
    branch = _chosen(branches, request.GET.get("branch", ""))
    now = clock.today().year
    people = members(branch)
    everybody = request.GET.get("show") == "all"
    rows = paged(with_services(people, now) if everybody else below(people, now), BY_NUMBER, request.GET, SHOWN)  # fmt: skip
    return page(
        request, "programmes/year.html", "programmes", branch=branch, branches=branches, year=now, people=rows.rows,
        asked=TWO_SERVICES, everybody=everybody,
        nearest=coming(Wish(kind=TWO_SERVICES.kind)).filter(starts_at__gt=clock.now()).first(),
        before=f"?branch={branch.code}&show={'all' if everybody else ''}&before={rows.before}" if rows.before else None,
        after=f"?branch={branch.code}&show={'all' if everybody else ''}&after={rows.after}" if rows.after else None,
    )  # fmt: skip


def _chosen(branches: list[Organisation], code: str) -> Organisation:
    for branch in branches:
        if branch.code == code or not code:
            return branch
    raise Http404
