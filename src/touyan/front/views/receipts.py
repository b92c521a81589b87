"""The requester's private page, and what can be done from it."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from touyan.channels.paper import slip_pdf
from touyan.front.answers import private, qr, see_other
from touyan.front.forms import FollowForm
from touyan.front.moving import DONE, Tried, attempt, choices
from touyan.front.receipt_ways import are_open
from touyan.front.telling import Story
from touyan.front.visitors import miss, requester_by_pin, requester_of
from touyan.kernel.refused import TooMany
from touyan.newsroom.acts import answer_story
from touyan.orders.reads import by_receipt
from touyan.selections.reads import objection_by_receipt
from touyan.town.reads import site
from touyan.ui.addresses import whole_address


@require_http_methods(["GET", "HEAD", "POST"])
@private
def follow(request: HttpRequest) -> HttpResponse:
    # A short address brings the number along.
    form = FollowForm(request.POST or None, initial={"number": request.GET.get("number", "")[:40]})
    if request.method != "POST":
        return render(request, "front/follow.html", {"form": form})
    status = 422
    if form.is_valid():
        try:
            if found := _found(request, form):
                return found
            form.add_error(None, _("Nothing fits these. Check each digit, or telephone us."))
        except TooMany as refused:
            form.add_error(None, str(refused))
            status = refused.status
    return render(request, "front/follow.html", {"form": form}, status=status)


def _found(request: HttpRequest, form: FollowForm) -> HttpResponse | None:
    """The page that the number and PIN, or sixteen letters, open: of an order or of an objection."""
    if not form.receipt:
        found = requester_by_pin(request, form.cleaned_data["number"], form.cleaned_data["pin"])
        return see_other("front:receipt", found.receipt) if found else None
    if requester := by_receipt(form.receipt):
        return see_other("front:receipt", requester.receipt)
    if objection := objection_by_receipt(form.receipt):
        return see_other("front:honours_objection", objection.receipt)
    miss(request)
    return None


@require_safe
@private
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    return _page(request, Story(requester_of(request, receipt)))


def _page(request: HttpRequest, story: Story, tried: Tried | None = None) -> HttpResponse:
    done = DONE.get(request.GET.get("done", ""))
    page = {
        "story": story,
        "order": story.order,
        "choices": list(choices(story, tried)),
        "tried": tried,
        "is_new": request.GET.get("new") == "1" and tried is None,
        "link": _link(request, story),
        "ways": are_open(),
        "notices": [("good", done)] if done and tried is None else [],
    }
    return render(request, "front/receipt.html", page, status=tried.status if tried else 200)


def _link(request: HttpRequest, story: Story) -> str:
    return whole_address(request, reverse("front:receipt", args=[story.requester.receipt]))


@require_http_methods(["GET", "HEAD", "POST"])
@private
def receipt_move(request: HttpRequest, receipt: str, move: str) -> HttpResponse:
    requester = requester_of(request, receipt)
    if request.method != "POST":  # a telephone opens its tab again where something was refused
        return see_other("front:receipt", requester.receipt)
    tried = attempt(request, Story(requester), move)
    if tried is None:
        return see_other("front:receipt", requester.receipt, query=f"done={move}")
    return _page(request, Story(requester_of(request, receipt)), tried)


@require_POST
@private
def tell(request: HttpRequest, receipt: str) -> HttpResponse:
    """Whoever asked says whether the town may tell of it."""
    story = Story(requester_of(request, receipt))
    if story.to_tell is None:
        raise Http404
    agrees = request.POST.get("agrees") == "yes"
    answer_story(by=story.requester, story=story.to_tell, agrees=agrees)
    done = "tell" if agrees else "keep"
    return see_other("front:receipt", story.requester.receipt, query=f"done={done}")


@require_safe
@private
def receipt_photo(request: HttpRequest, receipt: str, number: int) -> FileResponse:
    photo = Story(requester_of(request, receipt)).photos.get(number)
    if photo is None:
        raise Http404
    return FileResponse(photo.file.open("rb"), content_type="image/jpeg")


@require_safe
@private
def receipt_qr(request: HttpRequest, receipt: str) -> HttpResponse:
    return qr(_link(request, Story(requester_of(request, receipt))))


@require_safe
@private
def slip_sheet(request: HttpRequest, receipt: str) -> HttpResponse:
    story = Story(requester_of(request, receipt))
    content = slip_pdf(story.requester, _link(request, story), site()["phone"], story.declined)
    return HttpResponse(content, content_type="application/pdf")


@require_safe
@private
def slip(request: HttpRequest, receipt: str) -> HttpResponse:
    story = Story(requester_of(request, receipt))
    return render(request, "front/slip.html", {"story": story, "link": _link(request, story)})
