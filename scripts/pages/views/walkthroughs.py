"""Which pictures the walkthroughs show: pages of this very site, taken after it is built (`kiemdiem trang --hinh`)."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from scripts.pages.boards import WHOLE, block_of
from scripts.pages.part import Files, Part
from scripts.pages.state import SiteState

_GUIDES = "huong-dan/nam-phut/"
"""Any page of the guides: all lie equally deep."""

FOLDER = "huong-dan/hinh"
LIST = f"{FOLDER}/danh-sach.json"
WIDTH = 1000


CAPTIONS = {
    "trang-chu": "Trang chủ: việc cần làm ngay ở trên cùng, dưới là ba lối vào theo vai.",
    "mau-excel": "Mẫu Excel: mỗi loại đơn vị một mẫu, tải về là điền được.",
    "quy-tac": "Trang của một quy tắc: vì sao có, căn cứ nào, ví dụ đúng và sai.",
    "lich": "Lịch: thời hạn, ngày cuối còn kịp, quy tắc xét nó.",
    "bang-tien-do": "Bảng tiến độ: mấy mục đã nhận, đang duyệt, còn thiếu, quá hạn; dưới là từng khối.",
    "don-vi": "Trang của một đơn vị: việc tiếp theo, hạn còn bao lâu, rồi từng mục phải nộp.",
    "loi-nhac": "Lời nhắc soạn sẵn: bấm “Chép lời nhắc” rồi dán vào thư.",
    "dang-cho": "Danh sách đang chờ duyệt: lượt của ai, đã chờ bao lâu.",
}
"""All that a walkthrough may ask for, and what to look at. One that there is nothing to take of leaves no gap."""


class Picture(NamedTuple):
    """`address`: the page, with the place on it to show."""

    name: str
    address: str
    height: int = 560

    @property
    def path(self) -> str:
        return f"{FOLDER}/{self.name}.png"


def parts(state: SiteState) -> Iterator[Part]:
    taken = {picture.name: picture for picture in pictures(state)}
    for name, caption in CAPTIONS.items():
        view = {"picture": taken.get(name), "caption": caption, "width": WIDTH}
        yield Part(_GUIDES, "hinh", view, placeholder=f"hinh/{name}")


def files(state: SiteState) -> Files:
    return {LIST: as_list(pictures(state))}


def pictures(state: SiteState) -> list[Picture]:
    return list(_pictures(state)) if state.pictures else []


def as_list(chosen: list[Picture]) -> str:
    """For whoever takes them: path of the file → address and height."""
    return json.dumps({picture.path: [picture.address, picture.height] for picture in chosen})


def _pictures(state: SiteState) -> Iterator[Picture]:
    yield Picture("trang-chu", "", 700)
    yield Picture("mau-excel", "mau-excel/")
    yield Picture("quy-tac", "quy-tac/R35/", 640)
    yield Picture("lich", "lich/")
    if state.cycle is None:
        return
    yield Picture("bang-tien-do", WHOLE, 640)
    if owing := [unit for unit in state.cycle.units if any(item.open for item in unit.items)]:
        unit = max(owing, key=lambda unit: unit.done)
        yield Picture("don-vi", f"don-vi/{unit.code}/", 700)
        yield Picture("loi-nhac", f"{WHOLE}{block_of(unit)}/#loi-nhac")
    if state.cycle.proposals:
        yield Picture("dang-cho", f"{WHOLE}#dang-cho", 420)
