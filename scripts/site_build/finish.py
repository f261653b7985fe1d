"""The plain pass over built pages, whoever built them: drawn parts, the policy, the theme's last English words; then
a look at the whole, so that a builder that leaves pages out is not believed."""

from pathlib import Path

from scripts.pages.generator import LEFT_OVER, Generated, fill
from scripts.pages.rendering import Site
from scripts.pages.site_error import BuildError
from scripts.site_build.policy import POLICY, secured

_UNTRANSLATED = {"Initializing search": "Đang chuẩn bị tìm kiếm"}
"""What the theme's Vietnamese still has in English."""

_NOT_FOUND = "404.html"
"""The page for wrong addresses is shown at any depth, so its scripts are named from the host's top."""

_MOST_NAMED = 5


def finish(folder: Path, site: Site, generated: Generated) -> None:
    """Raises BuildError when a page is missing, a mark is left, or a page has no policy."""
    built = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    _assert_complete(built, generated.addresses | {_NOT_FOUND})
    scripts: dict[str, str] = {}
    for page in sorted(built):
        path = folder / page
        html = fill(path.read_text(encoding="utf-8"), site)
        for english, vietnamese in _UNTRANSLATED.items():
            html = html.replace(english, vietnamese)
        html = secured(html, "/" if page == _NOT_FOUND else "../" * page.count("/"), scripts)
        _assert_sound(page, html)
        path.write_text(html, encoding="utf-8", newline="")
    for place, script in scripts.items():
        (folder / place).write_text(script, encoding="utf-8", newline="")


def _assert_complete(built: set[str], wanted: frozenset[str]) -> None:
    for pages, what in ((wanted - built, "thiếu"), (built - wanted, "thừa")):
        if pages:
            named = ", ".join(sorted(pages)[:_MOST_NAMED])
            raise BuildError(f"Bộ dựng làm {len(built)} trang, phải là {len(wanted)}; {what} {len(pages)}: {named}.")


def _assert_sound(page: str, html: str) -> None:
    if LEFT_OVER in html:
        raise BuildError(f"Trang {page} còn chỗ chưa điền.")
    if html.count(POLICY) != 1:
        raise BuildError(f"Trang {page} không có đúng một chính sách an toàn nội dung.")
