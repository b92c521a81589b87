"""Chromium as this machine has it, quiet and without what a test has no use for."""

import os
import shutil

from playwright.sync_api import Browser, Playwright

from tools.debian import CHROMIUM

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def launch(playwright: Playwright, *more: str) -> Browser:
    """Root has no sandbox; its own words are in Chinese where `more` asks for that."""
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    return playwright.chromium.launch(
        executable_path=chromium(),
        args=[*QUIET, *sandbox, *more],
        env={**os.environ, "LANGUAGE": "zh_CN"},
    )
