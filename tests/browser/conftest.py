"""A real Chromium, and browsers of people: a telephone, one without script, a desk at work."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.fixtures.browser import Hall
from tests.fixtures.node import RunningNode

CHROMIUM = Path("/usr/bin/chromium")
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module. It ends with it: its event loop would be in others' way."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is missing: apt-get install chromium fonts-noto-cjk"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def hall(node: RunningNode) -> Hall:
    """The place where people are served."""
    return Hall(node)


@pytest.fixture
def open_browser(browser: Browser, node: RunningNode) -> Iterator[Open]:
    """Opens browsers that share nothing: each is another person's. They read Chinese."""
    contexts = []

    def new(viewport: dict[str, int] = PHONE, **more: Any) -> Page:
        context = browser.new_context(
            base_url=node.url,
            locale="zh-CN",
            viewport=viewport,  # type: ignore[arg-type]
            **more,
        )
        contexts.append(context)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()


@pytest.fixture
def phone(open_browser: Open) -> Page:
    """A small telephone."""
    return open_browser()


@pytest.fixture
def plain_phone(open_browser: Open) -> Page:
    """A small telephone that runs no script."""
    return open_browser(java_script_enabled=False)


@pytest.fixture
def at_desk(open_browser: Open) -> Callable[[], Page]:
    """Browsers of staff."""
    return lambda: open_browser(DESK)
