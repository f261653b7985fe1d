"""The built site: every page says what it must, every link and anchor holds, nothing points outside."""

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest

from schemas.errors import KiemdiemError
from schemas.legal.amendment import ReplaceText, load_amendments
from schemas.legal.dispatch import passages
from schemas.local_time import read_moment
from schemas.rules.catalogue import CATALOGUE
from schemas.ruleset.loader import load
from scripts.pages.site_error import BuildError
from scripts.pages.site_request import SiteRequest
from scripts.site_build.build import build
from scripts.site_build.publication import PublishError, publish
from tests.conftest import City, Played, whole_request

GUIDANCE = "van-ban/huong-dan-08/index.html"


class Document(HTMLParser):
    """Ids, links, loaded resources and plain text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in ("script", "img", "iframe") and "src" in values:
            self.loads.append(values["src"])
        if tag == "link" and values.get("rel") not in ("canonical", "next", "prev"):
            self.loads.append(values.get("href", ""))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Document]:
    return {
        path.relative_to(site).as_posix(): Document(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")
    }


def test_every_page_is_there(pages: dict[str, Document]) -> None:
    wanted = ["index", "tien-do/index", "lich/index", "danh-muc/index", "quy-tac/index", "cau-hoi/index"]
    wanted += ["thuat-ngu/index", "van-ban/cong-van-1375/index", "van-ban/huong-dan-08/index"]
    wanted += [f"huong-dan/{name}/index" for name in ("don-vi", "nguoi-duyet", "van-hanh")]
    wanted += [f"quy-tac/{rule}/index" for rule in CATALOGUE]
    assert {f"{name}.html" for name in wanted} <= set(pages)
    assert not any(name.startswith("_templates") for name in pages)


def test_every_internal_link_and_anchor_holds(site: Path, pages: dict[str, Document]) -> None:
    broken = []
    for name, page in pages.items():
        if name == "404.html":
            continue
        for link in page.links:
            target, anchor = urldefrag(urljoin(f"/{name}", link))
            target = target.partition("?")[0]
            if not target.startswith("/"):
                continue
            path = target.removeprefix("/") + ("index.html" if target.endswith("/") else "")
            if not (site / unquote(path)).is_file() or (
                anchor and path in pages and unquote(anchor) not in pages[path].ids
            ):
                broken.append((name, link))
    assert broken == []


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: dict[str, Document]) -> None:
    assert [(n, u) for n, page in pages.items() for u in page.loads if "//" in u] == []
    for sheet in site.rglob("kiemdiem*.css"):
        assert "http" not in sheet.read_text(encoding="utf-8")


def test_the_theme_speaks_vietnamese_throughout(site: Path) -> None:
    assert all(b"Initializing" not in page.read_bytes() for page in site.rglob("*.html"))


def test_ids_are_unique(pages: dict[str, Document]) -> None:
    twice = {n: {i for i in p.ids if p.ids.count(i) > 1 and not i.startswith("__")} for n, p in pages.items()}
    assert {name: ids for name, ids in twice.items() if ids} == {}


def test_the_dispatch_is_shown_whole(pages: dict[str, Document]) -> None:
    text = pages["van-ban/cong-van-1375/index.html"].text
    for passage in passages():
        bare = re.sub(r"\s+", " ", re.sub(r"\*\*([^*]+)\*\*|\*([^*]+)\*", r"\1\2", passage.text)).strip()
        assert bare in text, passage.line


def test_the_amended_text(pages: dict[str, Document]) -> None:
    page = pages["van-ban/huong-dan-08/index.html"]
    entry = next(e for e in load_amendments().entries if isinstance(e, ReplaceText))
    assert {"part_I__sec_4__para_4-4", "part_II__sec_5__para_5-2__subpara_5-2-1", "cv1375-11-1-a"} <= set(page.ids)
    assert entry.new in page.text and "Bản hợp nhất để tra cứu" in page.text
    assert page.text.count("Nguyên văn chưa được nạp.") == 8
    assert "bỏ: cấp trên" in page.text and "thêm: có thẩm quyền" in page.text
    assert "suspected_slip" not in page.text and "chờ cơ quan ban hành đính chính" in page.text


def test_the_board_has_every_unit_and_says_as_of_when(pages: dict[str, Document]) -> None:
    page = pages["tien-do/index.html"]
    assert "09:00 ngày 06/12/2024" in page.text and "biên nhận của máy chủ: 17 biên nhận" in page.text
    assert "Đảng bộ phường Bắc Hà" in page.text and "còn 15 giờ" in page.text
    assert {"dv-bac-ha", "dv-thach-linh", "dv-chi-bo-mau-01"} <= set(page.ids)
    assert page.text.count("đang duyệt") >= 5 + 1


def test_no_person_code_and_no_level_is_published(site: Path) -> None:
    """The site is public by default: codes of persons and their levels stay in the repository."""
    published = "".join(
        path.read_text(encoding="utf-8")
        for path in site.rglob("*")
        if path.suffix in (".html", ".json", ".xml", ".csv")
    )
    boards = (site / "tien-do/index.html").read_text(encoding="utf-8") + (site / "tien-do/du-lieu.json").read_text()
    codes = set(re.findall(r"\b(?:P|TU|HD|UB|CQ|MT|DB|CB|DV)\d\d-\d\d\b", boards))
    assert codes == set()
    assert set(re.findall(r"\bP0[2-9]-\d\d\b", published)) == set()


def test_status_json_is_beside_the_board(site: Path) -> None:
    pulse = json.loads((site / "tien-do/status.json").read_text(encoding="utf-8"))
    whole = json.loads((site / "tien-do/du-lieu.json").read_text(encoding="utf-8"))
    assert pulse["digest"] in (site / "tien-do/index.html").read_text(encoding="utf-8")
    assert (pulse["da_nhan"], pulse["phai_nop"]) == (whole["da_nhan"], whole["phai_nop"]) == (40, 145)
    assert pulse["phien_ban"] == whole["phien_ban"]


def test_the_workbook_is_the_board_and_holds_no_formula(site: Path, city: City) -> None:
    import io

    from openpyxl import load_workbook

    from scripts.excel.centre.printed_workbook import write
    from scripts.excel.centre.synthesis import progress_book
    from scripts.progress.cycle_view import cycle_statuses

    sheet = load_workbook(site / "tien-do/tien-do.xlsx").worksheets[0]
    rows = {str(row[0]): row[2:4] for row in sheet.iter_rows(min_row=8, max_row=47, values_only=True)}
    assert len(rows) == 40 and rows["Đảng bộ phường Bắc Hà"] == (6, 6)
    assert sum(int(str(done)) for done, _ in rows.values()) == 40
    city.edit("bac-ha/don-vi.yaml", "ten: Đảng bộ phường Bắc Hà", "ten: '=HYPERLINK(\"x\")'")
    status = cycle_statuses(city.root, None, read_moment("2024-12-06"))[0]
    one, two = io.BytesIO(), io.BytesIO()
    write(progress_book(status), one)
    write(progress_book(status), two)
    assert one.getvalue() == two.getvalue()
    names = [c for row in load_workbook(one).worksheets[0].iter_rows(min_row=5, max_col=1) for c in row]
    assert [c.data_type for c in names if str(c.value).startswith("=")] == ["s"]


def test_each_unit_has_its_own_page(site: Path, pages: dict[str, Document]) -> None:
    page = pages["don-vi/nguyen-du/index.html"]
    assert "Nộp mục 3.2: Gợi ý và giải trình" in page.text and "Đã nhận 4/7 mục" in page.text
    assert "Đơn vị nộp" in page.text and "Trung tâm nhận" in page.text
    assert any(link.endswith("mau-dang-bo-phuong-xa.xlsx") for link in page.links)
    assert sum(name.startswith("don-vi/") for name in pages) == 40
    assert any(link.endswith("don-vi/nguyen-du/") for link in pages["tien-do/index.html"].links)
    searched = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    assert sum(entry["location"].startswith("don-vi/") for entry in searched) == 40, "the search finds units by name"


def test_a_calendar_takes_the_deadlines(site: Path, pages: dict[str, Document]) -> None:
    from icalendar import Calendar

    book = Calendar.from_ical((site / "lich/thoi-han.ics").read_bytes())
    days = {str(event["uid"]): event.start.isoformat() for event in book.events}
    assert days["han-ho-so-co-so-2024@kiemdiem"] == "2024-12-06", "the last day that is still in time"
    assert len(days) == len(load("2024").deadlines) and not book.errors
    assert any(link.endswith("thoi-han.ics") for link in pages["lich/index.html"].links)


def test_a_feed_reader_follows_what_was_accepted(site: Path, pages: dict[str, Document]) -> None:
    import feedparser

    feed = feedparser.parse((site / "tien-do/da-nhan.atom").read_bytes())
    assert not feed.bozo and feed.version == "atom10" and len(feed.entries) >= 6
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    assert [entry.updated for entry in feed.entries] == sorted((e.updated for e in feed.entries), reverse=True)
    assert feed.entries[0].title == "Đảng bộ cơ sở 02 (mẫu): đã nhận hồ sơ"
    assert all((site / "tien-do" / entry.link / "index.html").is_file() for entry in feed.entries)
    assert any(link.endswith("da-nhan.atom") for link in pages["tien-do/index.html"].links)


def test_each_rule_page_quotes_its_source(pages: dict[str, Document]) -> None:
    assert "không vượt quá 20% tập thể, cá nhân được xếp loại" in pages["quy-tac/R11/index.html"].text
    assert any("huong-dan-08/#part_II" in link for link in pages["quy-tac/R30/index.html"].links)


def test_the_checklist_and_the_questions_come_from_the_rule_set(pages: dict[str, Document]) -> None:
    ruleset = load("2024")
    for item in ruleset.items().values():
        assert re.sub(r"\*\*", "", item.title) in pages["danh-muc/index.html"].text
    for policy in ruleset.policies.values():
        assert policy.question in pages["cau-hoi/index.html"].text


def test_the_same_state_builds_the_same_bytes(played: Played, site: Path, tmp_path: Path) -> None:
    build(whole_request(played), tmp_path / "again")
    for name in ("index.html", "tien-do/index.html", "tien-do/status.json", GUIDANCE, "cap-duoi/khoi.csv"):
        assert (site / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_a_repository_without_a_cycle_still_has_a_site(tmp_path: Path) -> None:
    (tmp_path / "repo" / "submissions").mkdir(parents=True)
    build(SiteRequest(tmp_path / "repo", now=read_moment("2024-11-15")), tmp_path / "out")
    assert "Chưa có kỳ kiểm điểm nào" in (tmp_path / "out/tien-do/index.html").read_text(encoding="utf-8")


def test_a_failed_build_leaves_the_good_site(tmp_path: Path) -> None:
    place = tmp_path / "public"

    def good(folder: Path) -> None:
        (folder / "index.html").write_text("tốt", encoding="utf-8")

    def bad(folder: Path) -> None:
        (folder / "index.html").write_text("dở", encoding="utf-8")
        raise BuildError("hỏng")

    publish(place, good)
    publish(place, good)
    with pytest.raises(BuildError):
        publish(place, bad)
    assert (place / "index.html").read_text(encoding="utf-8") == "tốt"
    assert len([p for p in tmp_path.iterdir() if p.is_dir() and not p.is_symlink()]) == 2


def test_publishing_never_deletes_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    place = tmp_path / "public"
    place.mkdir()
    (place / "cua-toi.txt").write_text("giữ", encoding="utf-8")
    with pytest.raises(PublishError, match="có sẵn nội dung"):
        publish(place, lambda _: None)
    assert (place / "cua-toi.txt").exists()


def test_a_bad_amendment_fails_the_build_with_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(KiemdiemError) as failure:
        build(SiteRequest(tmp_path / "empty", "khong-co"), tmp_path / "out")
    assert os.linesep not in str(failure.value).splitlines()[0]
