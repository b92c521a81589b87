"""Whoever asked first may say that what was put together with theirs is another matter."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from touyan.front.telling import Story
from touyan.orders.forms import ReasonForm
from touyan.orders.models import Order


class PartForm(ReasonForm):
    """Which of them: by when it was put together, and by what everybody may read of it."""

    which = forms.TypedChoiceField(label=_("Which one is another matter?"))
    field_order = ["which", "reason"]

    def offer(self, story: Story) -> "PartForm":
        which = self.fields["which"]
        which.choices = [(mark, _said(*one)) for mark, one in story.joined.items()]  # type: ignore[attr-defined]
        which.coerce = lambda mark: story.joined[mark][0]  # type: ignore[attr-defined]
        return self


def _said(order: Order, when: str) -> str:
    """Nothing that others wrote but the copy that was made public."""
    together = gettext("Put together with yours on {when}").format(when=when)
    return f"{together} · {order.public_words[:60]}" if order.is_public else together
