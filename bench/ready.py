"""A worker that has all its modules: forked from here it begins at once, and a hundred deaths cost no hundred starts."""

import logging

import django
from django.core.management import call_command

django.setup()


def works() -> None:
    """`touyan work`, until it is told to stop or killed."""
    logging.disable(logging.INFO)
    call_command("work")
