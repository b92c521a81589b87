"""A small disk for each node, so that it can be filled without filling the machine's."""

import subprocess
from pathlib import Path

MEGABYTES = 1200


def attach(folder: Path) -> str:
    """Mount a file as the folder's disk; why it could not be, or ""."""
    image = folder.with_suffix(".disk")
    with image.open("wb") as file:
        file.truncate(MEGABYTES * 1024 * 1024)
    for command in (
        ["mkfs.ext4", "-q", "-F", str(image)],
        ["mount", "-o", "loop", str(image), str(folder)],
    ):
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError as error:
            return str(error)
        if done.returncode:
            return f"{command[0]}: {done.stderr.strip()}"
    return ""


def detach(folder: Path) -> None:
    if folder.is_mount():
        subprocess.run(["umount", str(folder)], check=False, capture_output=True)
    folder.with_suffix(".disk").unlink(missing_ok=True)
