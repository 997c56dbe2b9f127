"""What all pages have in common: nothing inline, small, readable, in Chinese with Chinese punctuation."""

import re
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override

from foundation.violations import Basis, RuleViolation
from foundation.web.context import site

#: Printed by a program that loads nothing: its style sheet stands inside.
PRINTED = set((settings.BASE_DIR / "templates" / "documents").glob("*.html")) - {
    settings.BASE_DIR / "templates" / "documents" / name for name in ("page.html", "waiting.html")
}
TEMPLATES = sorted(set((settings.BASE_DIR / "templates").rglob("*.html")) - PRINTED)
CSS = settings.BASE_DIR / "static" / "css"
STYLES = sorted(CSS.glob("*.css"))
IMAGES = sorted((settings.BASE_DIR / "static" / "img").glob("*.svg"))

INLINE = {
    "a style attribute": r"\sstyle\s*=",
    "a style element": r"<style",
    "a script in the page": r"<script(?![^>]*\ssrc=)",
    "an event handler": r"\son[a-z]+\s*=\s*[\"']",
    "a script address": r"javascript:",
    "a data address": r"[\"'(]data:",
    "another site": r"(?:src|href)=[\"'](?:https?:)?//",
}
#: Comma, colon, semicolon, question and exclamation mark, round brackets: half-width beside a Chinese character.
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,:;?!()]|[,;?!(][\u4e00-\u9fff]")


def name(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


# Files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TEMPLATES + IMAGES, ids=name)
def test_nothing_is_inline(path: Path) -> None:
    text = path.read_text()
    found = [what for what, pattern in INLINE.items() if re.search(pattern, text)]
    assert not found


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_a_style_sheet_loads_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"@import|@font-face|https?:|data:", text)
    assert len(text.splitlines()) <= 400


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_old_browsers_understand_the_style_sheets(path: Path) -> None:
    """One selector that a browser does not know takes its whole rule away; flex gaps vanish in silence."""
    text = path.read_text()
    assert not re.search(r":has\(|:is\(|:where\(|@container|@layer|&|(?<![-\w])gap:|clamp\(|inset:", text)


def test_the_style_sheets_are_small() -> None:
    """For all pages together. 26 kB held the frame and the lists; the pages of single rooms the rest, of which the
    screen in a meeting's room is one that stands alone."""
    assert sum(path.stat().st_size for path in STYLES) <= 48 * 1024


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_is_short_and_compiles(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 150
    get_template(str(path.relative_to(settings.BASE_DIR / "templates")))


@pytest.mark.parametrize("path", [*TEMPLATES, settings.BASE_DIR / "foundation" / "web" / "demo.py"], ids=name)
def test_chinese_sentences_have_full_width_punctuation(path: Path) -> None:
    found = [line.strip() for line in path.read_text().splitlines() if HALF_WIDTH.search(line)]
    assert not found


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def coloured_rules() -> list[tuple[str, str, str]]:
    """Every rule that sets both: (selector, colour, background)."""
    tokens = dict(re.findall(r"(--[\w-]+): (#\w+);", (CSS / "base.css").read_text()))
    rules = []
    for selector, body in chain.from_iterable(re.findall(r"([^{}]+)\{([^{}]*)\}", path.read_text()) for path in STYLES):
        pair = [re.search(rf"(?<![-\w]){prop}: (?:var\((--[\w-]+)\)|(#\w+))", body) for prop in ("color", "background")]
        if all(pair):
            colour, background = (match[2] or tokens[match[1]] for match in pair if match)
            rules.append((selector.strip(), colour, background))
    return rules


@pytest.mark.parametrize(("selector", "colour", "background"), coloured_rules())
def test_text_stands_out_from_its_ground(selector: str, colour: str, background: str) -> None:
    assert contrast(colour, background) >= 4.5, selector


# Pages -------------------------------------------------------------------------------------------

OPEN = ["/", "/t/320831101000/", "/report/", "/en/", "/en/t/320831101000/", "/en/report/"]


@pytest.mark.parametrize("url", OPEN)
def test_an_open_page_is_the_same_for_everyone(db: None, client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert b"csrf" not in response.content


@pytest.mark.parametrize("url", [*OPEN, "/accounts/login/", "/nowhere/", "/en/nowhere/"])
def test_every_page_says_its_language_and_where_to_report(db: None, client: Client, url: str) -> None:
    page = client.get(url).content.decode()
    assert f'<html lang="{"en" if url.startswith("/en/") else "zh-Hans"}">' in page
    assert 'name="viewport"' in page
    assert '<a class="skip" href="#main">' in page and '<main id="main"' in page
    assert page.count("<h1") == 1
    assert "12388" in page and "www.12388.gov.cn" in page


@pytest.mark.parametrize(("url", "limit"), [("/", 20_000), ("/t/320831101000/", 20_000)])
def test_an_open_page_carries_no_script_and_little_weight(db: None, client: Client, url: str, limit: int) -> None:
    page = client.get(url).content
    assert b"<script" not in page
    assert len(page) < limit


def test_the_language_goes_by_the_path_alone() -> None:
    def switch(path: str) -> list[tuple[str, str, bool]]:
        languages = site(SimpleNamespace(path=path))["site"].languages
        return [(language.code, language.url, language.current) for language in languages]

    assert switch("/t/320831/") == [("zh-Hans", "/t/320831/", True), ("en", "/en/t/320831/", False)]
    with override("en"):
        assert switch("/en/report/") == [("zh-Hans", "/report/", False), ("en", "/en/report/", True)]
    assert switch("//evil.example/")[0][1] == "/evil.example/"
    assert switch("/en//evil.example/")[0][1] == "/evil.example/"
    assert switch('/?x="/')[0][1] == "/%3Fx%3D%22/"


def test_whoever_is_logged_in_meets_an_error_at_his_desk(login: Callable[[str], Client]) -> None:
    page = login("clerk.jinnan").get("/desk/nowhere/").content.decode()
    assert "masthead-desk" in page and "没有找到这个页面" in page


@pytest.mark.parametrize(
    "url", ["/desk/", "/desk/components/", "/accounts/me/", "/accounts/password/", "/desk/people/"]
)
def test_a_page_of_the_desk_shows_and_ends_the_session_by_post(login: Callable[[str], Client], url: str) -> None:
    page = login("clerk.jinnan").get(url, follow=True).content.decode()
    assert '<form method="post" action="/accounts/logout/">' in page
    assert "监督后台" not in page
    assert page.count("<h1") == 1


def test_the_admin_wears_our_face(login: Callable[[str], Client]) -> None:
    page = login("inspector.county").get("/admin/").content.decode()
    assert "css/admin.css" in page and "img/emblem.svg" in page
    assert "theme.js" not in page and "dark_mode.css" not in page
    assert 'action="/accounts/logout/"' in page and 'href="/accounts/password/"' in page


def test_a_wrong_login_is_told_at_the_top_and_in_the_title(db: None, client: Client) -> None:
    page = client.post("/accounts/login/", {"username": "", "password": ""}).content.decode()
    assert "<title>有误：" in page
    assert 'href="#id_username"' in page
    assert page.index("error-summary") < page.index("<h1")


# Errors ------------------------------------------------------------------------------------------


def test_the_page_for_a_broken_system_needs_nothing() -> None:
    page = get_template("500.html").render()
    assert "系统出了故障" in page and "Something went wrong" in page
    assert "{" not in (settings.BASE_DIR / "templates" / "500.html").read_text()


@pytest.mark.parametrize(("template", "words"), [("400.html", "请求无法识别"), ("403_csrf.html", "没有提交成功")])
def test_an_error_says_what_why_and_where_to_go(template: str, words: str) -> None:
    page = render_to_string(template, request=RequestFactory().get("/"))
    assert words in page
    assert 'href="/"' in page


def test_a_refusal_gives_its_reason() -> None:
    reason = str(PermissionDenied("您不是本次会议的成员。"))
    page = render_to_string("403.html", {"reason": reason}, RequestFactory().get("/"))
    assert "您不是本次会议的成员。" in page
    assert "不在您的权限之内" in render_to_string("403.html", request=RequestFactory().get("/"))


def test_a_rule_that_refuses_gives_message_basis_and_code() -> None:
    violation = RuleViolation("decisions.last", "还有两人没有表态。", Basis("某某规定第三条", confirmed=True))
    page = render_to_string("409.html", {"violation": violation}, RequestFactory().get("/"))
    assert "还有两人没有表态。" in page and "某某规定第三条" in page and "decisions.last" in page
