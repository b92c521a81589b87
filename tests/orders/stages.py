"""Orders at every stage of their life, brought there by the acts that bring real ones there."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from touyan.kernel.clock import CLOCK
from touyan.orders.acts import ACTS
from touyan.orders.models import Order, Requester
from touyan.town.models import Organisation, Person

SHANGHAI = ZoneInfo("Asia/Shanghai")
FAR = date(2021, 12, 1)
"""A review date for what is put off in tests that begin in September 2021."""


def moment(text: str) -> datetime:
    """A moment on the town's clock, as the kernel's tells it: in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def do(move: str, by: Any, order: Order, **said: Any) -> Order:
    """Make a move and give the order as it stands afterwards."""
    return ACTS[move](by=by, order=order, **said).about


@dataclass
class Loop:
    """The people of the cast, and the way to each stage."""

    placed: Any
    secretary: Person
    dispatcher: Person
    officer: Person
    roads: Organisation
    lead: Person
    leads: Organisation

    def accepted(self, **asked: Any) -> tuple[Order, Requester]:
        order, requester = self.placed(**asked)
        return do("accept", self.secretary, order), requester

    def escalated(self, **asked: Any) -> tuple[Order, Requester]:
        order, requester = self.accepted(**asked)
        return do("escalate", self.secretary, order, reason="村里办不了。"), requester

    def deferred(self, **asked: Any) -> tuple[Order, Requester]:
        order, requester = self.escalated(**asked)
        return do("defer", self.dispatcher, order, reason="等资金。", review_on=FAR), requester

    def dispatched(self, days: int | None = None, **asked: Any) -> tuple[Order, Requester]:
        order, requester = self.escalated(**asked)
        return do("dispatch", self.dispatcher, order, unit=self.roads, days=days), requester

    def dispatched_to_lead(self, **asked: Any) -> tuple[Order, Requester]:
        order, requester = self.escalated(**asked)
        order = do("dispatch", self.dispatcher, order, unit=self.leads, person=self.lead)
        return order, requester

    def delivering(self, days: int | None = None, **asked: Any) -> tuple[Order, Requester]:
        order, requester = self.dispatched(days, **asked)
        return do("take", self.officer, order), requester

    def delivering_by_lead(self, **asked: Any) -> tuple[Order, Requester]:
        order, requester = self.dispatched_to_lead(**asked)
        return do("take", self.lead, order), requester

    def delivered(self, **asked: Any) -> tuple[Order, Requester]:
        """By the branch."""
        order, requester = self.accepted(**asked)
        return do("deliver", self.secretary, order, reply="换了灯泡。"), requester

    def delivered_by_roads(self, **asked: Any) -> tuple[Order, Requester]:
        order, requester = self.delivering(**asked)
        return do("deliver", self.officer, order, reply="路补好了。"), requester

    def delivered_by_lead(self, **asked: Any) -> tuple[Order, Requester]:
        order, requester = self.delivering_by_lead(**asked)
        return do("deliver", self.lead, order, reply="送到了。"), requester

    def closed(self, **asked: Any) -> tuple[Order, Requester]:
        order, requester = self.delivered(**asked)
        return do("confirm", requester, order, outcome="solved"), requester

    def closed_by_roads(self, **asked: Any) -> tuple[Order, Requester]:
        order, requester = self.delivered_by_roads(**asked)
        return do("confirm", requester, order, outcome="solved"), requester

    def declined(self, **asked: Any) -> tuple[Order, Requester]:
        order, requester = self.escalated(**asked)
        said = {"reason": "not_town", "rule": "《供电营业规则》", "next_door": "县供电公司"}
        return do("decline", self.dispatcher, order, **said), requester

    def withdrawn(self, **asked: Any) -> tuple[Order, Requester]:
        order, requester = self.placed(**asked)
        return do("withdraw", requester, order), requester

    def merged(self, **asked: Any) -> tuple[Order, Requester]:
        into, _other = self.placed("东门的路灯不亮。", phone="13900009999")
        order, requester = self.placed(**asked)
        order = do("merge", self.secretary, order, into=into)
        return order, Requester.objects.select_related("order").get(pk=requester.pk)


def lapse(order: Order) -> Order:
    return do("lapse", CLOCK, order)


def row(order: Order) -> dict[str, Any]:
    """Every column of an order, for saying that nothing changed."""
    return Order.objects.values().get(pk=order.pk)
