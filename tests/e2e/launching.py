"""Chromium as this machine has it, quiet and without what a test has no use for."""

import os
import shutil

from playwright.sync_api import Browser, Playwright

# The first is Chromium without what only a window needs: a quarter less work for the same pages.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright: Playwright, *more: str) -> Browser:
    """Root has no sandbox; its own words are in Chinese where `more` asks for that."""
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    return playwright.chromium.launch(
        executable_path=chromium(),
        args=[*QUIET, *sandbox, *more],
        env={**os.environ, "LANGUAGE": "zh_CN"},
    )
