"""Where one is signed in, and what was tried with one's name."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from touyan.front.answers import private, see_other
from touyan.front.data_forms import EndForm
from touyan.front.reads import open_sessions, signed_in_lately
from touyan.front.visitors import signed_in
from touyan.kernel.refused import TooMany
from touyan.town.acts import end_sessions
from touyan.town.models import OpenSession


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def sessions(request: HttpRequest) -> HttpResponse:
    person, key = signed_in(request), request.session.session_key
    found = open_sessions(person)
    others = [one for one in found if one.session_key != key]
    form = EndForm(request.POST if request.method == "POST" else None, person=person, others=others)
    try:
        if form.is_valid():
            end_sessions(by=person, numbers=form.numbers())
            return see_other("front:sessions", query="done=1")
    except TooMany as refused:
        form.add_error(None, str(refused))
        return _page(request, found, form, refused.status)
    return _page(request, found, form, 422 if form.is_bound else 200)


def _page(
    request: HttpRequest, found: list[OpenSession], form: EndForm, status: int
) -> HttpResponse:
    done = request.GET.get("done") == "1"
    page = {
        "sessions": found, "this": request.session.session_key, "form": form,
        "lately": signed_in_lately(signed_in(request)),
        "notices": [("good", _("Ended. Whoever held it has to sign in anew."))] if done else [],
    }  # fmt: skip
    return render(request, "front/sessions.html", page, status=status)
