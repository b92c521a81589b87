"""Text messages that go nowhere: a line in the log, or a file that somebody trying the town out can read."""

import json
import logging
from pathlib import Path

from touyan.channels.sms.text import Text
from touyan.kernel import clock

log = logging.getLogger("touyan.channels.sms")


class LogOutlet:
    """One line for each, without the number and without the words: a log is read by many."""

    def send(self, _phone: str, words: Text, key: str) -> None:
        told = {"key": key, "template": words.template, "gaps": len(words.gaps)}
        log.info("a text message would go out", extra={"told": told})

    def close(self) -> None:
        """Nothing stays open."""


class FolderOutlet(LogOutlet):
    """Besides, each message as a line of a file, for trying things out on one's own machine."""

    def __init__(self, folder: str) -> None:
        self._file = Path(folder) / "messages.jsonl"

    def send(self, phone: str, words: Text, key: str) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        told = {
            "at": clock.now().isoformat(timespec="seconds"),
            "key": key,
            "to": phone,
            "text": str(words),
        }
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
        super().send(phone, words, key)
