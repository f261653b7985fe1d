"""The site in two stages: finished Markdown for any builder; a look at what the builder made, which is not believed."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import markdown
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from schemas.paths import PROGRAM
from scripts.pages.generator import LEFT_OVER, Generated, fill, generate
from scripts.pages.markdown_text import anchored, outline, split_front_matter
from scripts.pages.part import OwnPage, Part
from scripts.pages.rendering import DrawnPart, Site, render, view_modules
from scripts.pages.site_error import BuildError
from scripts.pages.site_request import Audience, SiteRequest
from scripts.pages.state import SiteState, gather
from scripts.site_build import build as building
from scripts.site_build.build import CONFIGURATION, WRITTEN
from scripts.site_build.finish import finish
from tests.conftest import NOW, Played


@pytest.fixture(scope="module")
def state(played: Played) -> SiteState:
    return gather(SiteRequest(played.outcome.repository, "main", NOW, Audience.INTERNAL, played.snapshots))


@pytest.fixture(scope="module")
def drawn(state: SiteState) -> Site:
    return render(state, WRITTEN / "_templates")


@pytest.fixture
def generated(drawn: Site, tmp_path: Path) -> Generated:
    return generate(drawn, WRITTEN, CONFIGURATION, tmp_path / "work")


def test_the_markdown_is_finished_and_the_navigation_whole(drawn: Site, generated: Generated, tmp_path: Path) -> None:
    docs = tmp_path / "work" / "docs"
    settings = yaml.safe_load(generated.configuration.read_text(encoding="utf-8"))
    assert settings["docs_dir"] == str(docs) and "hooks" not in settings
    named = [source for section in settings["nav"] for source in sources(section)]
    assert "noi-bo/index.md" in named and "cap-duoi/index.md" in named
    assert all((docs / source).is_file() for source in named)
    assert len(generated.addresses) == len(list(docs.rglob("*.md"))) > 140
    for page in docs.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        assert re.findall(r"<!-- kiemdiem:(?!begin |end )", text) == [], page
        for name in re.findall(r"<!-- kiemdiem:begin (\S+) -->", text):
            assert f"<!-- kiemdiem:end {name} -->" in text and name in drawn.parts


def sources(entry: object) -> list[str]:
    if isinstance(entry, str):
        return [entry]
    inner = entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else ()
    return [source for one in inner for source in sources(one)]


def test_no_builder_needs_a_hook_of_ours() -> None:
    settings = CONFIGURATION.read_text(encoding="utf-8")
    assert "!!python" not in settings and "\nhooks" not in settings
    assert not list((PROGRAM / "hooks").glob("*mkdocs*"))


def test_equal_state_gives_equal_markdown(drawn: Site, generated: Generated, tmp_path: Path) -> None:
    generate(drawn, WRITTEN, CONFIGURATION, tmp_path / "again")
    for path in sorted((tmp_path / "work" / "docs").rglob("*.md")):
        twin = tmp_path / "again" / path.relative_to(tmp_path / "work")
        assert path.read_bytes() == twin.read_bytes()
    assert generated.configuration.exists()


def build_plainly(generated: Generated, folder: Path) -> None:
    """The plainest builder there can be: Python-Markdown alone, in a page with a charset."""
    docs = generated.configuration.parent / "docs"
    for source in docs.rglob("*.md"):
        _, text = split_front_matter(source.read_text(encoding="utf-8"))
        html = markdown.markdown(text, extensions=["attr_list", "md_in_html", "tables", "fenced_code"])
        place = source.relative_to(docs).with_suffix("")
        page = folder / (f"{place}.html" if place.name == "index" else f"{place}/index.html")
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(
            f'<html><head><meta charset="utf-8"></head><body><article>{html}</article></body></html>', "utf-8"
        )
    (folder / "404.html").write_text('<html><head><meta charset="utf-8"></head></html>', "utf-8")
    (folder / "assets" / "javascripts").mkdir(parents=True, exist_ok=True)


def test_another_builder_gives_the_same_parts(drawn: Site, generated: Generated, tmp_path: Path) -> None:
    build_plainly(generated, tmp_path / "out")
    finish(tmp_path / "out", drawn, generated)
    page = (tmp_path / "out/tien-do/index.html").read_text(encoding="utf-8")
    assert drawn.parts["bang-tien-do"].html in page and LEFT_OVER not in page
    rule = (tmp_path / "out/quy-tac/R35/index.html").read_text(encoding="utf-8")
    assert rule.count('id="vi-sao"') == 1 and drawn.parts["quy-tac/R35"].html in rule


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda folder: (folder / "lich/index.html").unlink(), "thiếu 1: lich/index.html"),
        (lambda folder: (folder / "la.html").write_text("x"), "thừa 1: la.html"),
        (
            lambda folder: change(folder / "lich/index.html", "kiemdiem:end", "kiemdiem:e"),
            "lich/index.html còn chỗ chưa điền",
        ),
        (lambda folder: change(folder / "lich/index.html", 'charset="utf-8"', 'charset="x"'), "chính sách an toàn"),
    ],
)
def test_a_builder_that_lies_is_not_believed(
    drawn: Site, generated: Generated, tmp_path: Path, harm: object, said: str
) -> None:
    build_plainly(generated, tmp_path / "out")
    assert callable(harm)
    harm(tmp_path / "out")
    with pytest.raises(BuildError, match=said):
        finish(tmp_path / "out", drawn, generated)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_missing_part_is_a_sentence(drawn: Site, tmp_path: Path) -> None:
    parts = {name: part for name, part in drawn.parts.items() if name != "lich"}
    with pytest.raises(BuildError, match=r"site/lich\.md gọi phần “lich” mà không mô-đun nào"):
        generate(drawn._replace(parts=parts), WRITTEN, CONFIGURATION, tmp_path / "one")
    lonely = DrawnPart(Part("la/", "la", {}), "<p>lạ</p>")
    with pytest.raises(BuildError, match="Phần “la” đã vẽ mà không trang nào"):
        generate(drawn._replace(parts={**drawn.parts, "la": lonely}), WRITTEN, CONFIGURATION, tmp_path / "two")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what a site is written in, to spoil."""
    shutil.copytree(WRITTEN, tmp_path / "site")
    shutil.copy(CONFIGURATION, tmp_path / "mkdocs.yml")
    monkeypatch.setattr(building, "WRITTEN", tmp_path / "site")
    monkeypatch.setattr(building, "CONFIGURATION", tmp_path / "mkdocs.yml")
    (tmp_path / "kho" / "submissions").mkdir(parents=True)
    return tmp_path


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda house: append(house / "site/index.md", "[x](khong-co.md)"), "khong-co.md"),
        (lambda house: append(house / "site/index.md", "[x](lich.md#khong-co)"), "#khong-co"),
        (lambda house: (house / "site/la.md").write_text("# Lạ\n"), r"not included in the \"nav\"[^-]*- la\.md"),
        (lambda house: change(house / "mkdocs.yml", "Lịch: lich.md", "Lịch: khong-co.md"), "khong-co.md"),
        (
            lambda house: change(house / "mkdocs.yml", "\nnav:", "\nmuc:"),
            "mkdocs.yml không đọc được, hoặc thiếu mục `nav`",
        ),
        (lambda house: change(house / "mkdocs.yml", "\nnav:", "\n{nav:"), "mkdocs.yml không đọc được"),
        (lambda house: change(house / "site/index.md", "title: ", "title: ["), "site/index.md: phần khai báo"),
        (lambda house: change(house / "site/tien-do.md", "title: Bảng tiến độ\nhide", "- title"), "site/tien-do.md"),
        (lambda house: shutil.rmtree(house / "site/assets"), "Thiếu thư mục site/assets"),
        (
            lambda house: (house / "site/_templates/lich.html").unlink(),
            "Mẫu site/_templates/lich.html: TemplateNotFound",
        ),
        (lambda house: append(house / "site/_templates/lich.html", "{{ la.x }}"), "lich.html: UndefinedError: 'la'"),
        (lambda house: append(house / "site/_templates/lich.html", "{% if %}"), "lich.html: TemplateSyntaxError"),
    ],
)
def test_what_is_wrong_or_missing_stops_the_build_with_words(house: Path, spoil: object, said: str) -> None:
    assert callable(spoil)
    spoil(house)
    with pytest.raises(BuildError, match=said):
        building.build(SiteRequest(house / "kho", now=NOW), house / "out")


def test_pages_to_which_only_others_lead_need_no_list(drawn: Site, generated: Generated) -> None:
    """A few patterns, worked out from the pages; none of them covers a page that somebody wrote."""
    unlisted = yaml.safe_load(generated.configuration.read_text(encoding="utf-8"))["not_in_nav"].splitlines()
    assert "/don-vi/*/index.md" in unlisted and "/quy-tac/*/index.md" in unlisted and len(unlisted) < 20
    assert "not_in_nav" not in CONFIGURATION.read_text(encoding="utf-8")


def test_a_new_page_is_one_module_and_its_template(drawn: Site, tmp_path: Path) -> None:
    """Drawn, in the navigation, in the count, without a word anywhere else."""
    page = DrawnPart(
        Part("moi/", "moi", {}, OwnPage("Trang <mới> & lạ", section="Mục mới")), "<h2 id='a'>A</h2><p>b</p>"
    )
    made = generate(drawn._replace(parts={**drawn.parts, "moi": page}), WRITTEN, CONFIGURATION, tmp_path / "work")
    assert "moi/index.html" in made.addresses
    assert {"Mục mới": "moi/index.md"} in yaml.safe_load(made.configuration.read_text(encoding="utf-8"))["nav"]
    settings, text = split_front_matter((tmp_path / "work/docs/moi/index.md").read_text(encoding="utf-8"))
    assert settings["title"] == "Trang &lt;mới&gt; &amp; lạ" and "## A {#a}" in text


def test_a_name_with_control_characters_keeps_its_page_and_settings(drawn: Site, tmp_path: Path) -> None:
    page = DrawnPart(
        Part("la/", "la", {}, OwnPage("\x7f\x80 tên\u2028lạ", searched=False, section="\x1bMục")), "<p>b</p>"
    )
    made = generate(drawn._replace(parts={**drawn.parts, "la": page}), WRITTEN, CONFIGURATION, tmp_path / "work")
    settings, _ = split_front_matter((tmp_path / "work/docs/la/index.md").read_text(encoding="utf-8"))
    assert settings == {"title": "?? tên?lạ", "search": {"exclude": True}}
    assert {"?Mục": "la/index.md"} in yaml.safe_load(made.configuration.read_text(encoding="utf-8"))["nav"]


def test_every_page_of_the_package_says_its_parts(state: SiteState) -> None:
    for module in view_modules():
        assert callable(module.parts) and module.__doc__
    internal = {part.name for module in view_modules() for part in module.parts(state)}
    public = {part.name for module in view_modules() for part in module.parts(replace(state, audience=Audience.PUBLIC))}
    assert internal - public == {"noi-bo", "noi-bo/han-muc", "noi-bo/goi-y-khac-phuc"}


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(str.strip)


@given(words)
def test_text_in_an_outline_stays_text(text: str) -> None:
    """Whatever somebody typed: no markup, no Markdown, no mark of ours comes out of it."""
    from html import escape

    html = markdown.markdown(outline(f'<h2 id="a">{escape(text)}</h2><p>{escape(text)}</p>'), extensions=["attr_list"])
    shown = re.sub(r"<[^>]+>", "", html)
    assert re.sub(r"</?(h2|p)( id=\"a\")?>", "", html) == shown, "no other element"
    assert LEFT_OVER not in html


def test_headings_keep_the_anchors_that_they_always_had() -> None:
    text = (
        "# Một `mã`\n\n## Điều 5\n\n## Điều 5\n\n```sh\n# không phải\n```\n"
        "## Có sẵn {#rieng}\n### [Liên kết](a.md#x) **đậm**\n"
    )
    assert anchored(text) == (
        "# Một `mã` {#mot-ma}\n\n## Điều 5 {#dieu-5}\n\n## Điều 5 {#dieu-5_1}\n\n```sh\n# không phải\n```\n"
        "## Có sẵn {#rieng}\n### [Liên kết](a.md#x) **đậm** {#lien-ket-dam}\n"
    )


def test_fill_leaves_unknown_text_alone(drawn: Site) -> None:
    assert fill("<p>không có gì</p>", drawn) == "<p>không có gì</p>"
