"""What goes out of the house: messages that did not arrive, and the systems that are told."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from touyan.channels import reads
from touyan.channels.acts import add_webhook, resend, stop_webhook
from touyan.channels.models import Webhook
from touyan.channels.rules import is_open
from touyan.channels.states import Channel
from touyan.desk.forms.messages import NewWebhook
from touyan.desk.gate import StaffRequest, administered_by, administrators
from touyan.desk.page import page, see_other, way_back
from touyan.desk.reads.keyset import Sort, paged
from touyan.desk.sent import sent, typed
from touyan.desk.telling import title
from touyan.desk.told import tell
from touyan.desk.views.town import kept_page
from touyan.kernel.refused import Refused

NEWEST = Sort(("-id",))


@administrators
@require_GET
def messages(request: StaffRequest) -> HttpResponse:
    found = paged(reads.stuck(administered_by(request.user)), NEWEST, request.GET)
    return page(
        request, "messages.html", "town", found=found, back=request.get_full_path(),
        title=title, mail=is_open(Channel.MAIL),
    )  # fmt: skip


@administrators
@require_POST
def send_again(request: StaffRequest, number: int) -> HttpResponse:
    delivery = reads.deliveries(administered_by(request.user)).filter(pk=number).first()
    if delivery is None:
        raise Http404
    back = see_other(way_back(request, reverse("desk:messages")))
    try:
        resend(by=request.user, delivery=delivery)
    except Refused as no:
        return tell(back, ("alarm", str(no)))
    return tell(back, ("good", _("It will be sent again within some seconds.")))


@administrators
@require_http_methods(["GET", "POST"])
def webhooks(request: StaffRequest) -> HttpResponse:
    root = administered_by(request.user)
    form = NewWebhook(typed(request))
    if request.method == "POST" and (
        gone := sent(form, add_webhook, request, "webhooks", organisation=root)
    ):
        return gone
    return kept_page(request, "webhooks.html", form, hooks=list(reads.webhooks(root)[:200]))


def _hook(request: StaffRequest, number: int) -> Webhook:
    hook = reads.webhooks(administered_by(request.user)).filter(pk=number).first()
    if hook is None:
        raise Http404
    return hook


@administrators
@require_GET
def webhook(request: StaffRequest, number: int) -> HttpResponse:
    hook = _hook(request, number)
    rows = reads.deliveries(administered_by(request.user)).filter(webhook=hook)
    found = paged(rows, NEWEST, request.GET)
    return page(
        request, "webhook.html", "town", hook=hook, found=found, back=request.get_full_path(),
        title=title,
    )  # fmt: skip


@administrators
@require_POST
def stop(request: StaffRequest, number: int) -> HttpResponse:
    stop_webhook(by=request.user, webhook=_hook(request, number))
    return tell(see_other(reverse("desk:webhooks")), ("good", _("It is told nothing more.")))
