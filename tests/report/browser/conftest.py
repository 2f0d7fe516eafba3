"""One browser for the pages of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    from .visiting import CHROMIUM, QUIET, playwright

    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: the pages were not looked at")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()
