"""The living page: every component as it really renders, for those who build pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from touyan.ui.forms import Sample


@require_GET
def living(request: HttpRequest) -> HttpResponse:
    here = reverse("ui:living")
    nav = [
        (_("Waiting for me"), here, 3, True),
        (_("All orders"), here, None, False),
        (_("Figures"), here, None, False),
    ]
    form = Sample({"words": _("The lamp at the east gate is dark."), "village": "baihua"})
    notices = [("good", _("Order 2021-0043 was accepted."))]
    return render(
        request, "ui/living.html", {"nav": nav, "here": here, "form": form, "notices": notices}
    )
