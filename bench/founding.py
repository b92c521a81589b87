"""The demonstration town before its first order."""

from touyan.kernel.acts import batch
from touyan.orders import demo


def main() -> None:
    with batch():
        demo.found()
