"""Who gets which page of the WeChat account: WeChat by its signature alone, people their own, whoever has a link its draft."""

from uuid import uuid4

from tests.writing import ZHOU
from touyan.channels.models import Draft, Follower
from touyan.channels.wechat.acts import bind_wechat
from touyan.channels.wechat.links import DRAFT_KEPT, bind_token, draft_token
from touyan.kernel import clock
from touyan.town.models import Person

#                                                 visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
WECHAT = """
GET  /wechat/                                      403  403  403  403  403  403  403  403  403  403  403  403  403  403  403  403
POST /wechat/                                      403  403  403  403  403  403  403  403  403  403  403  403  403  403  403  403
GET  /wechat/drafts/{draft_token}/                 200  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /wechat/drafts/{draft_token}/                 422  422  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /wechat/drafts/guessed/                       404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /wechat/drafts/guessed/                       404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /account/wechat/                              302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /account/wechat/                              302  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
GET  /account/wechat/go/                           302  302  302  302  302  302  302  302  302  302  302  302  302  302  302  302
POST /account/wechat/go/                           405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /account/wechat/back/                         302  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
POST /account/wechat/back/                         405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /account/wechat/bind/{bind_token}/            302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /account/wechat/bind/{bind_token}/            302  303  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /account/wechat/unbind/                       405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /account/wechat/unbind/                       302  303  303  303  303  303  303  303  303  303  303  303  303  303  303  303
GET  /desk/newsroom/pieces/{article}/wechat/       302  404  404  404  404  404  404  404  404  404  404  404  303  404  303  404
POST /desk/newsroom/pieces/{article}/wechat/       302  404  404  404  404  404  404  404  404  404  404  404  303  404  303  404
"""


def wechat_of(resident: Person | None) -> dict[str, str]:
    """The resident has joined their WeChat, and has written there what is no order yet."""
    assert resident is not None
    bind_wechat(by=resident, openid=ZHOU)
    now = clock.now()
    draft = Draft.objects.create(
        follower=Follower.objects.get(), key=uuid4(), words="东门的路灯不亮。", begun_at=now,
        heard_at=now, expires_at=now + DRAFT_KEPT,
    )  # fmt: skip
    return {"draft_token": draft_token(draft), "bind_token": bind_token(ZHOU, resident)}
