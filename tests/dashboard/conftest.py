"""Headless Chromium, where there is one."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")  # not for longer: while playwright is there, no other test can run a loop of its own
def browser() -> Iterator[Browser]:
    """Start the machine's Chromium; tests that need one are skipped where there is none."""
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if not program:
        pytest.skip("no Chromium on this machine: the page is not looked at")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()
