"""One sentence that the clerk reads out on the telephone, with everything that was understood."""

from dataclasses import dataclass
from datetime import date, time

from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.money import said_yuan
from touyan.programmes.models import Enrolment, Session
from touyan.programmes.rules.canteen import Wish
from touyan.programmes.rules.plates import plate
from touyan.programmes.states import Kind, Way

DIGITS = "零一二三四五六七八九十"
WEEK = "一二三四五六日"


@dataclass(frozen=True)
class ReadBack:
    """What was understood: who, when, what, how, and for how much (None: nobody has said yet)."""

    enrolment: Enrolment
    session: Session
    wish: Wish
    payable: int | None

    def __str__(self) -> str:
        parts = [called(self.enrolment), said_day(self.day)]
        if self.enrolment.programme.kind == Kind.CANTEEN:
            parts += [plate(self.wish), self._way()]
        else:
            parts.append(self._stay())
        if self.payable is not None:
            parts.append(_price(self.payable))
        said = pgettext("between parts of a sentence read out", ", ").join(parts)
        return _("{said}. Is that right?").format(said=said)

    @property
    def day(self) -> date:
        return timezone.localdate(self.session.starts_at)

    def _way(self) -> str:
        at = said_time(timezone.localtime(self.session.starts_at).time())
        if self.wish.way == Way.DELIVER:
            return _("brought to {where} at {time}").format(where=self.wish.deliver_to, time=at)
        return _("eaten at {where} at {time}").format(where=self._where(), time=at)

    def _stay(self) -> str:
        begins = timezone.localtime(self.session.starts_at).time()
        ends = timezone.localtime(self.session.ends_at).time()
        return _("at {where} from {begins} to {ends}").format(
            where=self._where(), begins=said_time(begins), ends=said_time(ends)
        )

    def _where(self) -> str:
        return self.session.where or self.enrolment.programme.label


def called(enrolment: Enrolment) -> str:
    """As they like to be called; else by their name."""
    return str(enrolment.options.get("called") or enrolment.person.name)


def _price(payable: int) -> str:
    if payable == 0:
        return _("you pay nothing")
    return _("you pay {price}").format(price=said_yuan(payable))


def said_day(day: date) -> str:
    """Tomorrow, Tuesday; further off with the date."""
    weekday = formatted(day, "l") if get_language() == "en" else f"周{WEEK[day.weekday()]}"
    near = {0: _("today"), 1: _("tomorrow"), 2: _("the day after tomorrow")}
    ahead = (day - clock.today()).days
    if ahead in near:
        return _("{near}, {weekday}").format(near=near[ahead], weekday=weekday)
    return _("{weekday}, {date}").format(
        weekday=weekday, date=formatted(day, pgettext("format of a day read out", "j F"))
    )


def said_time(at: time) -> str:
    """11:30, or 十一点半."""
    if get_language() == "en":
        return f"{at:%H:%M}"
    hour = f"{_in_chinese(at.hour)}点"
    match at.minute:
        case 0:
            return hour
        case 30:
            return f"{hour}半"
        case minute if minute < 10:
            return f"{hour}零{_in_chinese(minute)}分"
        case minute:
            return f"{hour}{_in_chinese(minute)}分"


def _in_chinese(number: int) -> str:
    """Up to 59, as hours and minutes are said."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return "两" if number == 2 else DIGITS[number]
    return f"{DIGITS[tens] if tens > 1 else ''}十{DIGITS[ones] if ones else ''}"
