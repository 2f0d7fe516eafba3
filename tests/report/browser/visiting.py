"""A page opened in Chromium, with what the browser said and asked for.

Chromium is looked for as ``GRADECHECK_CHROMIUM``, then on the path. ``GRADECHECK_SCREENSHOTS=FOLDER`` keeps
pictures of all pages, at three widths, light and dark.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed (the extra dev has it)"
)
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe is not installed (the extra dev has it)"
)

CHROMIUM = os.environ.get("GRADECHECK_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")

QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
WIDTHS = (360, 768, 1200)
SCHEMES = ("light", "dark")


class Visit:
    """A page opened from its file, with what the browser said and asked for."""

    def __init__(self, browser, path: Path | str, width: int = 768, scheme: str = "light") -> None:  # type: ignore[no-untyped-def]
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri() if isinstance(path, Path) else path)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def faults(self) -> list[tuple[str, list[str]]]:
        """What axe complains of: rules, and some elements that break each."""
        found = axe.Axe().run(self.page).response
        faults = [(fault["id"], [node["html"] for node in fault["nodes"]][:3]) for fault in found["violations"]]
        looked_at = {passed["id"] for passed in found["passes"]}
        return faults if "color-contrast" in looked_at else [*faults, ("nothing was looked at", [])]

    def keep(self, name: str) -> None:
        """Keep a picture of the page, where pictures are wanted."""
        kept = os.environ.get("GRADECHECK_SCREENSHOTS")
        if kept:
            self.page.screenshot(path=Path(kept) / f"{name}.png", full_page=True)
