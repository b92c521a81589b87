"""The command `touyan`: Django's own, with ours beside them (each a management command of a room)."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "touyan.conf.settings")
    execute_from_command_line(sys.argv)
