"""Other systems: which have a key, what it opens, when each last came; letting one in, shutting one out."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from touyan.api.acts import add_client, revoke_client
from touyan.api.reads import known_to
from touyan.desk.forms.clients import NewClient
from touyan.desk.gate import StaffRequest, administered_by, administrators
from touyan.desk.page import page, see_other
from touyan.desk.sent import refuse, status_of, typed
from touyan.desk.told import tell
from touyan.kernel import clock
from touyan.kernel.refused import Refused


@administrators
@require_http_methods(["GET", "POST"])
def clients(request: StaffRequest) -> HttpResponse:
    """The key of a new system stands on the answer to its form, and nowhere else ever again."""
    root = administered_by(request.user)
    form = NewClient(typed(request), root=root)
    key = _let_in(request, form) if form.is_bound and form.is_valid() else ""
    if key:
        form = NewClient(root=root)
    today = clock.today()
    return page(
        request, "clients.html", "town", status_of(form), form=form, key=key, today=today,
        clients=list(known_to(root)),
    )  # fmt: skip


def _let_in(request: StaffRequest, form: NewClient) -> str:
    try:
        return str(add_client(by=request.user, **form.cleaned_data).made)
    except Refused as no:
        refuse(form, no)
        return ""


@administrators
@require_POST
def revoke(request: StaffRequest, number: int) -> HttpResponse:
    found = known_to(administered_by(request.user)).filter(pk=number).first()
    if found is None:
        raise Http404
    revoke_client(by=request.user, client=found)
    said = _("{name} is shut out.").format(name=found.name)
    return tell(see_other(reverse("desk:clients")), ("good", said))
