"""Chromium of the system against a server of our own on a copied database."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import cast as the_cast
from tests.copies import Copier

# Playwright runs its own event loop in this thread; Django's guard against blocking it does not apply.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise RuntimeError("no Chromium on this machine: make test installs it where it may")


@pytest.fixture(scope="session")
def browser(copier: Copier) -> Iterator[Browser]:
    # The databases are made first: Playwright runs inside an event loop, where Django would open other connections.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def server(copied_db: None) -> Iterator[str]:
    """The address of a server on a copy of the database with the cast."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
    connections.close_all()


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """`visit("clerk.jinnan")` → a page of a fresh browser, logged in through the login form."""
    contexts: list[BrowserContext] = []

    def open_browser(username: str = "", *, size: Any = None, script: bool = True) -> Page:
        context = browser.new_context(
            base_url=server, viewport=size or WIDE, java_script_enabled=script, locale="zh-CN"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        if username:
            page.goto("/accounts/login/")
            page.get_by_label("账号").fill(username)
            page.get_by_label("密码").fill(the_cast.PASSWORD)
            page.get_by_role("button", name="登录").click()
            page.wait_for_url(re.compile("/(desk|accounts/second-factor|accounts/me)/"))
            if "second-factor" in page.url:
                page.get_by_label("动态验证码").fill(the_cast.next_code(username))
                page.get_by_role("button", name="登录", exact=True).click()
                page.wait_for_url("**/desk/**")
        return page

    yield open_browser
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> Axe:
    return Axe()
