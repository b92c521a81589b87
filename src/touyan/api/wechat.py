"""The door for WeChat's servers: they ask whether it is ours, and bring what people write to the town's account."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from touyan.channels.wechat.acts import Writer, hear
from touyan.channels.wechat.conversation import matters
from touyan.channels.wechat.envelope import MOST_BYTES, closed, is_ours, opened
from touyan.channels.wechat.sealing import Unfit
from touyan.kernel import clock

HEARD = "success"
"""What WeChat wants to read where nobody is answered."""
MOST_ECHO = 128


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def callback(request: HttpRequest) -> HttpResponse:
    """A machine's door: the signature is its key. Whoever lacks it learns nothing."""
    if not settings.WECHAT.on:
        raise Http404
    try:
        return _told(request) if request.method == "POST" else _shown(request)
    except Unfit:
        return _plain("", 403)


def _shown(request: HttpRequest) -> HttpResponse:
    """Asked once, when the address is entered in WeChat's console."""
    echo = request.GET.get("echostr", "")
    if not is_ours(settings.WECHAT, request.GET, clock.now()) or len(echo) > MOST_ECHO:
        raise Unfit("signature")
    return _plain(echo)


def _told(request: HttpRequest) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return _plain("", 413)
    if request.content_type == "multipart/form-data":
        raise Unfit("kind")  # a browser's form, which was read as one already
    account, now = settings.WECHAT, clock.now()
    message = opened(account, request.GET, request.body, now)
    answer = hear(by=Writer(message.sender), message=message).about.answer if matters(message) else ""  # fmt: skip
    if not answer:
        return _plain(HEARD)
    told = closed(account, message, answer, now)
    return HttpResponse(told, content_type="text/xml; charset=utf-8")


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
