"""YAML slips in a clerk's words. libyaml says where it gave up; people want to know what they typed."""

import re

import yaml

from schemas.source.indentation import indentation_problem
from schemas.source.text import Problem

Mark = yaml.Mark | None

NO_TAGS = ("Không dùng thẻ kiểu (dấu !) trong tệp.", "bỏ thẻ; nếu giá trị thật có dấu ! ở đầu thì đặt trong ngoặc kép")
NO_ANCHORS = (
    "Không dùng neo và bí danh (dấu & và *) trong tệp.",
    "viết thẳng giá trị; nếu giá trị thật có dấu & hoặc * ở đầu thì đặt trong ngoặc kép",
)

_UNFINISHED_MERGE = re.compile(r"^(?:<{7}|={7}|>{7})(?: .*)?$", re.MULTILINE)
_MERGE_HELP = (
    "Tệp còn dở việc gộp của Git: các dòng `<<<<<<<`, `=======`, `>>>>>>>` ghi hai bản khác nhau của cùng một đoạn.",
    "ở mỗi chỗ giữ bản đúng, xóa bản kia và cả ba dòng dấu; rồi `git add` tệp này và commit",
)

_SLIPS = (
    (re.compile(r"^ *\t"), "Dòng này thụt đầu dòng bằng phím Tab.", "thay Tab bằng dấu cách"),
    (re.compile(r"^ *-[^\s-]"), "Thiếu dấu cách sau dấu `-`.", "viết `- muc: …`, có dấu cách sau `-`"),
    (
        re.compile(r"^[\w ]+："),
        "Dấu hai chấm `：` là ký tự của bộ gõ khác.",
        "gõ lại dấu `:` thường, có dấu cách sau nó",
    ),
    (re.compile(r"^ *(?:- )?\w+:[^\s]"), "Thiếu dấu cách sau dấu hai chấm.", "viết dạng `khóa: giá trị`"),
)
"""What clerks mistype most: pattern of the line, what is wrong, how to mend it."""

_SYNTAX_HELP = {
    "mapping values are not allowed": (
        "Có dấu hai chấm ở chỗ không được phép.",
        "đặt giá trị có dấu `: ` trong ngoặc kép, hoặc sửa thụt đầu dòng",
    ),
    "could not find expected ':'": (
        "Thiếu dấu hai chấm sau khóa.",
        "viết dạng `khóa: giá trị`; nếu là phần sau của giá trị ở dòng trên thì nối vào cuối dòng trên",
    ),
    "cannot start any token": (
        "Ký tự này không được đứng đầu giá trị (thường là phím Tab, dấu @ hoặc `).",
        "dùng dấu cách thay Tab; giá trị bắt đầu bằng ký tự lạ thì đặt trong ngoặc kép",
    ),
    "found unexpected end of stream": ("Thiếu dấu đóng ngoặc kép.", "thêm dấu ngoặc kép đóng ở cuối giá trị"),
    "did not find expected key": (
        "Thụt đầu dòng không khớp với các dòng cùng nhóm.",
        "các khóa cùng nhóm phải thẳng cột với nhau",
    ),
    "did not find expected '-' indicator": (
        "Thụt đầu dòng của danh sách không khớp.",
        "các dấu `-` cùng danh sách phải thẳng cột với nhau",
    ),
}


def syntax_problem(text: str, problem: str, mark: Mark, start: Mark) -> Problem:
    """Rule K03 (K05 for a loose alias) for what libyaml reported at `mark` about something begun at `start`."""
    if "undefined alias" in problem:
        return Problem("K05", *_place(mark), "", *NO_ANCHORS)
    if merge := _UNFINISHED_MERGE.search(text):
        return Problem("K03", text.count("\n", 0, merge.start()) + 1, 1, "", *_MERGE_HELP)
    lines = text.split("\n")
    last = min(_place(mark)[0], len(lines))
    first = _place(start)[0] if start else last
    for number in dict.fromkeys((first, last - 1, last)):
        for pattern, message, fix in _SLIPS:
            if 1 <= number <= len(lines) and (found := pattern.match(lines[number - 1])):
                return Problem("K03", number, found.end(), "", message, fix)
    if "end of stream" not in problem and (indented := indentation_problem(text, last)):
        return indented
    for known, help_texts in _SYNTAX_HELP.items():
        if known in problem:
            begun = known in _TOLD_FROM_THE_START and start
            return Problem("K03", *_place(start if begun else mark), "", *help_texts)
    message = "Tệp viết sai cú pháp YAML ở chỗ này."
    return Problem("K03", *_place(mark), "", message, "so với dòng cùng loại ở trên, hoặc chép lại từ mẫu")


_TOLD_FROM_THE_START = ("could not find expected ':'", "found unexpected end of stream")


def _place(mark: Mark) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
