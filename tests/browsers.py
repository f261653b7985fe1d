"""A real headless Chromium for the tests, and the kinds of pages that it looks at."""

import shutil
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
)
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
PAGES = (
    "",
    "tien-do/",
    "tien-do/phuong-xa/",
    "lich/",
    "danh-muc/",
    "quy-tac/",
    "quy-tac/R11/",
    "cau-hoi/",
    "thuat-ngu/",
    "van-ban/cong-van-1375/",
    "van-ban/huong-dan-08/",
    "van-ban/huong-dan-08/so-sanh/",
    "huong-dan/don-vi/",
    "huong-dan/tep/",
    "huong-dan/nam-phut-don-vi/",
    "huong-dan/nam-phut-van-hanh/",
    "ket-qua/",
    "bieu/",
    "van-ban/doi-chieu/",
    "mau-excel/",
    "don-vi/nguyen-du/",
    "cap-duoi/tinh-02/",
)
"""One page of every kind of the public site."""


def available() -> bool:
    return bool(shutil.which("chromium") and shutil.which("chromedriver"))


def start(profile: Path) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver") or ""))


def logged(browser: webdriver.Chrome, kind: str) -> list[dict[str, Any]]:
    """`browser`: the console; `performance`: what the developer tools see. Everything since the last call."""
    return list(browser.get_log(kind))  # type: ignore[no-untyped-call]


def dark(browser: webdriver.Chrome, *, phone: bool = False) -> None:
    """As somebody sees it who asked his machine for dark colours."""
    preference = {"name": "prefers-color-scheme", "value": "dark"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [preference]})
    if phone:
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
