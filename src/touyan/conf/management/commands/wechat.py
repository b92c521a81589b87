"""`touyan wechat`: whether the town's WeChat account can be reached, and its menu."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from touyan.channels.states import NotSent
from touyan.channels.wechat import api, menu
from touyan.conf.commands import TownCommand


class Command(TownCommand):
    help = "Look whether WeChat takes the settings, or put the menu up (again and again changes nothing)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser("check", help="fetch a token, and say which address to enter at WeChat")
        what.add_parser("menu", help="put up the menu, unless it stands already")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.WECHAT.on:
            raise CommandError(_("No account is set: TOUYAN_WECHAT_APP names it."))
        try:
            self.stdout.write(WHAT[options["what"]]())
        except NotSent as no:
            raise CommandError(str(no)) from no


def _check() -> str:
    count = len(api.read("/cgi-bin/getcallbackip").get("ip_list", []))
    taken = ngettext(
        "WeChat takes AppID and AppSecret, and names {n} address that it calls from.",
        "WeChat takes AppID and AppSecret, and names {n} addresses that it calls from.",
        count,
    ).format(n=count)
    mode = _("Messages come in the open (明文模式).")
    if settings.WECHAT.key:
        mode = _("Messages come encrypted (安全模式).")
    told = _("No template is named: nobody is told anything there.")
    if settings.WECHAT.template:
        told = _("A template is named.")
    # What WeChat itself calls the field stays as it is, in every language.
    field = f"服务器地址(URL): {settings.BASE_URL}{reverse('api:wechat')}"
    return f"{taken}\n{field}\n{mode} {told}"


def _menu() -> str:
    with override(settings.LANGUAGE_CODE):  # what residents read is the town's, whoever puts it up
        was_put_up = menu.put_up()
    return _("The menu was put up.") if was_put_up else _("The menu stands already.")


WHAT = {"check": _check, "menu": _menu}
