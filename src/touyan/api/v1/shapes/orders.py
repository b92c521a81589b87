"""Orders as other systems read, place and move them."""

from datetime import datetime
from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from touyan.api.v1.shapes.codes import Day, OneOf
from touyan.orders.moves import LIFE
from touyan.orders.states import WORDS_MOST, Channel, Outcome, Satisfaction, State, Urgency

SIZE, SIZE_MOST = 25, 100
StateCode = Annotated[str, OneOf(State.values)]
UrgencyCode = Annotated[str, OneOf(Urgency.values)]
ChannelCode = Annotated[str, OneOf(Channel.values)]
OutcomeCode = Annotated[str, OneOf(Outcome.values)]
SatisfactionCode = Annotated[str, OneOf(Satisfaction.values)]
MoveCode = Annotated[str, OneOf(LIFE.moves)]


def _writable(text: str) -> str:
    """No database keeps a NUL in a text."""
    if "\x00" in text:
        raise ValueError("NUL")
    return text


Text = Annotated[str, AfterValidator(_writable)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]


PhotosKey = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
        description=_("The key under which photos were sent ahead."),
    ),
]


class Asked(BaseModel):
    """What may be sent, and nothing besides."""

    model_config = ConfigDict(extra="forbid")


class Listed(Asked):
    """Which page of a list."""

    after: Annotated[
        str, Field(max_length=80, description=_("`next` of the page before this one."))
    ] = ""
    size: Annotated[int, Field(ge=1, le=SIZE_MOST, description=_("Rows of a page."))] = SIZE


class OrderWishes(Listed):
    status: Annotated[
        Literal["open", "closed"] | None, Field(description=_("Whether it goes on or is over."))
    ] = None
    state: Annotated[StateCode | None, Field(description=_("Where it stands."))] = None
    urgency: Annotated[UrgencyCode | None, Field(description=_("How pressing it is."))] = None
    town: Annotated[Code | None, Field(description=_("Code of a town."))] = None
    village: Annotated[Code | None, Field(description=_("Code of a village or community."))] = None
    category: Annotated[Code | None, Field(description=_("Code of a category."))] = None
    placed_from: Annotated[
        Day | None, Field(description=_("First day on which it was placed."))
    ] = None
    placed_to: Annotated[Day | None, Field(description=_("Last day on which it was placed."))] = (
        None
    )
    overdue: Annotated[bool, Field(description=_("Only those whose date has passed."))] = False


class Named(BaseModel):
    """Something with a code, and its name in your language."""

    code: str
    name: str


class OrderLine(BaseModel):
    ref: Annotated[
        str,
        Field(
            description=_("The number as people say it; the last digit checks the others."),
            examples=["000018"],
        ),
    ]
    href: str
    seen_as: Annotated[
        Literal["public", "brought", "office"],
        Field(
            description=_(
                "Why you may read it: everybody may, you brought it, or your roles see it. What is not yours to read is null."
            )
        ),
    ]
    state: StateCode
    state_label: str
    is_open: bool
    urgency: UrgencyCode
    channel: ChannelCode
    category: Named | None
    village: Named
    place: Named | None
    branch: Annotated[
        Named,
        Field(
            description=_("The branch of first responsibility: it stays answerable until the end.")
        ),
    ]
    agency: Annotated[Named | None, Field(description=_("Whose work it is or was."))]
    holder: Annotated[
        Named | None, Field(description=_("Who holds it now; nobody once it is over."))
    ]
    words: Annotated[
        str | None,
        Field(description=_("What was asked; for everybody the copy that the office redacted.")),
    ]
    where: str | None
    latitude: Annotated[float | None, Field(description="WGS-84")]
    longitude: Annotated[float | None, Field(description="WGS-84")]
    placed_at: datetime
    accept_due_at: datetime | None
    accepted_at: datetime | None
    answered_at: datetime | None
    escalated_at: datetime | None
    dispatched_at: datetime | None
    delivered_at: datetime | None
    closed_at: datetime | None
    due_at: Annotated[datetime | None, Field(description=_("When the present wait should end."))]
    promised_at: Annotated[
        datetime | None,
        Field(description=_("By when whoever asked was told it would be delivered.")),
    ]
    outcome: OutcomeCode | None
    satisfaction: SatisfactionCode | None
    reopened: int
    is_public: bool
    reference: Annotated[
        str | None, Field(description=_("Your own number of it, where you brought it."))
    ]


class Orders(BaseModel):
    items: list[OrderLine]
    next: Annotated[
        str | None, Field(description=_("Send it as `after` for the next page; null on the last."))
    ]


class Custody(BaseModel):
    """One link of the chain of holders."""

    organisation: Named
    state: StateCode
    since: datetime
    due_at: datetime
    until: datetime | None
    ended_by: Annotated[str | None, Field(description=_("The move that ended it."))]


class Step(BaseModel):
    """One entry of the journal."""

    event: str
    label: str
    at: datetime
    by: Annotated[
        str,
        Field(
            description=_("What kind of actor it was; for the office with the role. Never a name.")
        ),
    ]
    state: Annotated[StateCode | None, Field(description=_("Where it led, if anywhere."))]
    words: Annotated[
        str | None, Field(description=_("What was written, as far as you may read it."))
    ]
    photos: Annotated[
        list[str],
        Field(
            description=_("Addresses of the photos that came with it, as far as you may see them.")
        ),
    ]


Kind = Literal["text", "integer", "date", "choice", "code", "codes", "photos"]


class Choice(BaseModel):
    value: str
    label: str


class Asks(BaseModel):
    """One thing that a move asks for."""

    name: str
    label: str
    required: bool
    type: Kind
    choices: list[Choice] | None


class Action(BaseModel):
    """A move that is yours to make from here."""

    move: MoveCode
    label: str
    allowed: bool
    why_not: Annotated[str | None, Field(description=_("The sentence that the button would show."))]
    leads_to: list[StateCode]
    href: str
    asks: list[Asks]


class Order(OrderLine):
    due_because: Annotated[str | None, Field(description=_("How the date was counted."))]
    follows: Annotated[
        str | None, Field(description=_("The number of the order that it was merged into."))
    ]
    follows_state: Annotated[
        StateCode | None,
        Field(description=_("How that order stands: what happens there counts for both.")),
    ]
    custody: list[Custody]
    trail: list[Step]
    actions: Annotated[
        list[Action], Field(description=_("Empty without a key: nothing is anybody's to do."))
    ]


class NewOrder(Asked):
    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [
                {
                    "village": "340121103003",
                    "words": "东门的路灯不亮了。",
                    "category": "street_light",
                }
            ]
        },
    )

    words: Annotated[
        Text,
        Field(
            min_length=1, max_length=WORDS_MOST, description=_("What is needed, in plain words.")
        ),
    ]
    village: Annotated[
        Code | None,
        Field(description=_("Code of a village or community; not needed with a place.")),
    ] = None
    place: Annotated[Code | None, Field(description=_("Code of a place, as on its plaque."))] = None
    where: Annotated[Text, Field(max_length=120, description=_("Where exactly, in words."))] = ""
    latitude: Annotated[float | None, Field(ge=-90, le=90, allow_inf_nan=False)] = None
    longitude: Annotated[float | None, Field(ge=-180, le=180, allow_inf_nan=False)] = None
    category: Annotated[Code | None, Field(description=_("Code of a category."))] = None
    urgency: Annotated[
        UrgencyCode | None, Field(description=_("The category's own where it is left out."))
    ] = None
    name: Annotated[Text, Field(max_length=60, description=_("Of whoever asks; kept sealed."))] = ""
    phone: Annotated[Text, Field(max_length=30, description=_("Of whoever asks; kept sealed."))] = (
        ""
    )
    anonymous: Annotated[bool, Field(description=_("Keep no name at all."))] = False
    reference: Annotated[
        Text,
        Field(
            max_length=80,
            description=_("Your own number of it: the same number is the same order."),
        ),
    ] = ""
    photos: PhotosKey | None = None


class Waiting(BaseModel):
    """Photos that wait for their order or their move."""

    photos: Annotated[
        str,
        Field(
            json_schema_extra={"format": "uuid"},
            description=_("Send it as `photos` with an order or a move, within a day."),
        ),
    ]


class Placed(BaseModel):
    ref: str
    state: StateCode
    receipt: Annotated[
        str,
        Field(
            description=_(
                "For whoever asked, and for nobody else: with it they follow, add and close."
            )
        ),
    ]
    pin: Annotated[
        str, Field(description=_("With the number it opens the same page: for slips of paper."))
    ]
    follow: Annotated[str, Field(description=_("The private page of whoever asked."))]
    href: str
    placed_at: datetime
    accept_due_at: datetime | None


class MoveBody(Asked):
    """What a move asks for stands in `actions[].asks` of the order."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{}, {"reply": "灯泡换好了。"}]}
    )

    seen: Annotated[
        StateCode | None,
        Field(description=_("The state that you saw: if it has moved on, nothing is done.")),
    ] = None
    reason: Text | None = None
    reply: Text | None = None
    words: Text | None = None
    text: Text | None = None
    rule: Text | None = None
    next_door: Text | None = None
    to: Annotated[Code | None, Field(description=_("Code of a village or community."))] = None
    unit: Annotated[Code | None, Field(description=_("Code of a unit or branch."))] = None
    helpers: Annotated[
        list[Code] | None, Field(max_length=10, description=_("Codes of units."))
    ] = None
    days: Annotated[int | None, Field(ge=1, le=120)] = None
    review_on: Day | None = None
    outcome: OutcomeCode | None = None
    satisfaction: SatisfactionCode | None = None
    into: Annotated[
        Text | None, Field(max_length=20, description=_("Number of the order it should follow"))
    ] = None
    category: Code | None = None
    urgency: UrgencyCode | None = None
    photos: PhotosKey | None = None


class Moved(BaseModel):
    ref: str
    move: MoveCode
    state: StateCode
    state_label: str
    at: datetime
    href: Annotated[
        str | None, Field(description=_("Null where the move took it out of your sight."))
    ]
