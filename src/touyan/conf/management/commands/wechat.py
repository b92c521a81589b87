"""`touyan wechat`: whether the town's WeChat account can be reached, and its menu."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils.translation import override

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
            raise CommandError("No account is set: TOUYAN_WECHAT_APP names it.")
        try:
            with override(settings.LANGUAGE_CODE):
                self.stdout.write(WHAT[options["what"]]())
        except NotSent as no:
            raise CommandError(str(no)) from no


def _check() -> str:
    count = len(api.read("/cgi-bin/getcallbackip").get("ip_list", []))
    mode = "encrypted (安全模式)" if settings.WECHAT.key else "in the open (明文模式)"
    told = "templates" if settings.WECHAT.template else "no template: nobody is told anything there"
    return (
        f"WeChat takes AppID and AppSecret, and names {count} addresses that it calls from.\n"
        f"服务器地址(URL): {settings.BASE_URL}{reverse('api:wechat')}\n"
        f"Messages come {mode}; {told}."
    )


def _menu() -> str:
    return "The menu was put up." if menu.put_up() else "The menu stands already."


WHAT = {"check": _check, "menu": _menu}
