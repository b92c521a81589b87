"""Takes the README's pictures of the demonstration town: `python -m tests.e2e.pictures`, by hand.

It builds a town of its own in a temporary folder, serves it, looks at it as people do, and stops it.
"""

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.launching import launch

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
PASSWORD = "touyan-demo"
COLOURS = 160
MOST_BYTES = 150_000
PHONE = {"width": 360, "height": 1040}
OFFICE = {"width": 1280, "height": 900}
TOUYAN = [sys.executable, "-m", "touyan"]


@contextmanager
def town() -> Iterator[str]:
    """A demonstration town at an address of its own."""
    with tempfile.TemporaryDirectory(prefix="touyan-pictures-") as home:
        environment = {**os.environ, "TOUYAN_HOME": home, "DATABASE_URL": ""}
        for command in (["migrate", "-v0"], ["demo"], ["collectstatic", "--no-input", "-v0"]):
            subprocess.run([*TOUYAN, *command], env=environment, check=True)
        port = _free_port()
        serving = subprocess.Popen([*TOUYAN, "serve", "--port", str(port)], env=environment)
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            serving.terminate()
            serving.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=1)  # noqa: S310 - our own server
        except URLError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(address)


def page_of(browser: Browser, address: str, size: dict[str, int], login: str = "") -> Page:
    """A page in Chinese, signed in where a login is given."""
    context = browser.new_context(
        base_url=address, viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai",
        device_scale_factor=2 if size is PHONE else 1, reduced_motion="reduce",
    )  # fmt: skip
    page = context.new_page()
    if login:
        page.goto("/sign-in/")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="登录").click()
        page.wait_for_load_state()
    return page


def keep(page: Page, name: str) -> None:
    """Keep what the window shows, in few colours, so that the README loads quickly."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path = PICTURES / f"{name}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path} has {path.stat().st_size} bytes")


def take(browser: Browser, address: str) -> None:
    phone = page_of(browser, address, PHONE)
    phone.goto("/")
    keep(phone, "front")
    phone.goto("/orders/new/?at=340121103003")
    phone.get_by_label("您需要什么").fill("东门人行道第二盏路灯一闪一灭，晚上看不清路。")
    phone.get_by_role("heading", name="是同一件事吗？").wait_for()
    phone.evaluate("document.activeElement.blur()")
    keep(phone, "place")
    resident = page_of(browser, address, PHONE, "resident")
    resident.goto("/orders/mine/")
    resident.get_by_role("article").filter(has_text="待评单").get_by_role("link").first.click()
    keep(resident, "receipt")
    dispatcher = page_of(browser, address, OFFICE, "dispatcher")
    dispatcher.goto("/desk/orders/?queue=all")
    keep(dispatcher, "queue")
    secretary = page_of(browser, address, OFFICE, "baihua")
    secretary.goto("/desk/")
    secretary.get_by_role("article").get_by_role("link").first.click()
    keep(secretary, "order")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with town() as address, sync_playwright() as playwright:
        browser = launch(playwright, "--lang=zh-CN")
        take(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
