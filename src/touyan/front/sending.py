"""From what somebody typed to an order: parse, keep the photos, ask whether it is the same thing, place."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from touyan.channels.models import Draft
from touyan.channels.wechat.links import draft_token
from touyan.front import drafts, reads
from touyan.front.forms import PlaceForm, Spot, key_of
from touyan.front.visitors import ORDERS_AN_HOUR, person_of, slow_down
from touyan.kernel.acts import beginning_with
from touyan.kernel.models import Evidence
from touyan.kernel.refused import Refused
from touyan.kernel.sending import settle
from touyan.orders import acts
from touyan.orders.acts import VISITOR
from touyan.orders.models import Order, Requester
from touyan.orders.reads import by_ref, public
from touyan.orders.reads.likeness import similar, typed
from touyan.orders.states import Channel
from touyan.town import reads as town_reads
from touyan.town.models import Organisation, Place

SALT = "similar"
DAY = 24 * 3600


def spot_of(code: str) -> Spot:
    """What a code stands for; a code from another decade still opens the page."""
    code = code.replace("\x00", "")
    place = town_reads.place(code) if code else None
    village = town_reads.village(code) if code and place is None else None
    return Spot(code[:30], place, village)


@dataclass(frozen=True)
class Alike:
    """An open order about what may be the same thing, without a word that is not public."""

    order: Order
    token: str
    """Proves that the town itself showed it: the numbers of unpublished orders cannot be joined by guessing."""
    here: bool = False
    """Whether it hangs on the very place whose code was scanned."""

    @property
    def title(self) -> str:
        if self.order.is_public:
            return self.order.public_words
        category = self.order.category.label if self.order.category else _("Something like this")
        return _("{category} in {village}").format(
            category=category, village=self.order.village.label
        )


def alike(
    village: Organisation | None, words: str, where: str = "", place: Place | None = None
) -> list[Alike]:
    """What others asked for, near in words, place and time. Whoever hid theirs is not shown."""
    if village is None or not words.strip():
        return []
    found = similar(village.pk, typed(words[:2000], where[:120], place))
    return [
        Alike(
            order,
            signing.dumps(order.pk, salt=SALT),
            place is not None and order.place_id == place.pk,
        )
        for order in found
        if not order.hidden
    ]


def looked(asked: dict[str, str]) -> list[Alike]:
    """While somebody is still typing: with the place whose code they scanned, if it is in that village."""
    village = town_reads.village(asked.get("village", "").replace("\x00", ""))
    place = spot_of(asked.get("at", "")).place
    if place and village and place.village_id != village.pk:
        place = None
    return alike(village, asked.get("words", ""), asked.get("where", ""), place)


def joinable(ref: str, token: str) -> Order | None:
    """The order that may be joined: a public one, or one that the town showed as similar today."""
    try:
        shown = signing.loads(token, salt=SALT, max_age=DAY) if token else None
    except signing.BadSignature:
        shown = None
    scope = public() if shown is None else Order.objects.filter(pk=shown)
    return by_ref(scope, ref)


@dataclass
class Sending:
    """One attempt to send the form: the receipt's owner once it is placed, else what the page shows."""

    request: HttpRequest
    form: PlaceForm
    key: UUID
    requester: Requester | None = None
    status: int = 422
    similar: list[Alike] = field(default_factory=list)
    draft: Draft | None = None
    """What it began as, where somebody wrote to the WeChat account."""

    @property
    def action(self) -> str:
        """Where the form goes."""
        if self.draft is None:
            return reverse("front:place")
        return reverse("front:wechat_draft", args=[draft_token(self.draft)])

    @property
    def coming(self) -> int:
        """Photos that are still on their way from WeChat."""
        return self.draft.__dict__["coming"] if self.draft else 0

    @property
    def seen(self) -> int:
        """How much of the draft's words the page knows; they only grow."""
        return len(self.draft.words) if self.draft else 0

    @property
    def kept(self) -> list[Evidence]:
        return reads.drafted(self.key)

    @property
    def errors(self) -> list[str]:
        return [str(line) for lines in self.form.errors.values() for line in lines]


def blank(request: HttpRequest) -> Sending:
    """The form as it is opened, with a key of its own."""
    form = PlaceForm(spot=spot_of(request.GET.get("at", "")))
    return Sending(request, form, form.initial["key"], status=200)


def send(request: HttpRequest, key: UUID | None) -> Sending:
    """Place what the form says, once for each key; `key` from the header goes before the form's own."""
    spot = spot_of(request.POST.get("at", ""))
    form = PlaceForm(_typed(request, spot), request.FILES, spot=spot)
    sending = Sending(request, form, key or key_of(form))
    valid = form.is_valid()
    if before := reads.sent_with(sending.key):
        return _again(sending, before)
    if drafts.drop(request, sending.key):
        sending.status = 200
        return sending
    for wrong in drafts.keep(request, sending.key, by=VISITOR.signed, town_code=spot.town_code):
        form.add_error("photos", wrong)
        valid = False
    return finish(sending) if valid else sending


def _typed(request: HttpRequest, spot: Spot) -> QueryDict:
    """A code on a notice board names the village where nothing was chosen."""
    if request.POST.get("village"):
        return request.POST
    typed = request.POST.copy()
    typed["village"] = spot.village_code
    return typed


def _again(sending: Sending, before: Requester) -> Sending:
    """The same form once more: the same receipt. Other words under an old key would be lost, so they are asked about."""
    words = sending.form.cleaned_data.get("words", before.order.words)
    if words == before.order.words:
        settle()
        sending.requester = before
        return sending
    sending.key, sending.status = uuid4(), 409
    sending.form.add_error(
        None,
        _(
            "This form was sent before, as number {number}. To send what it says now as another matter, press send once more."
        ).format(number=before.order.ref),
    )
    return sending


def finish(sending: Sending) -> Sending:
    """A form in which all is right: asked whether it is the same thing as another, then placed."""
    form, data = sending.form, sending.form.cleaned_data
    if not sending.request.POST.get("similar_seen"):
        sending.similar = alike(data["village"], data["words"], data["where"], form.place)
        if sending.similar:
            sending.status = 200
            return sending
    try:
        sending.requester = _place(sending)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        sending.status = refused.status
    return sending


def _place(sending: Sending) -> Requester:
    form, data, draft = sending.form, sending.form.cleaned_data, sending.draft
    here = person_of(sending.request)
    # The account that a WeChat is joined to asked for it; whoever only has the link does not act as that person.
    leaves = form.leaves(here or (draft.follower.person if draft else None))
    with beginning_with(lambda: slow_down(sending.request, "orders", ORDERS_AN_HOUR)):
        event = acts.place(
            by=(here if leaves.person else None) or VISITOR, village=data["village"],
            at_place=form.place, words=data["words"], where=data["where"],
            category=data.get("category"), latitude=draft.latitude if draft else None,
            longitude=draft.longitude if draft else None,
            channel=Channel.WECHAT if draft else Channel.WEB, leaves=leaves,
            photos=sending.key, key=sending.key,
        )  # fmt: skip
    requester: Requester = event.made
    return requester
