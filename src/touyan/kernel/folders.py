"""Folders that are still there after the current went out."""

import os
from pathlib import Path


def make_sure(folder: Path) -> None:
    """Write down what a folder lists: a new name in it is safe only afterwards."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
