"""From a plain tree to a model, or to problems that a clerk understands. Every problem names the field by its title."""

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from schemas.fields.cascading_errors import (
    drop_cut_off,
    drop_ungrouped_neighbours,
    keys_only,
    starts_its_entry,
    stray_dashes,
)
from schemas.fields.declaration import ONE_LINE, Record
from schemas.fields.form import FormField, field_at, fields_at
from schemas.fields.spelling import closest
from schemas.source.text import Problem
from schemas.source.yaml_tree import Loc, Parsed, locate
from schemas.visible_text import shown_key

R = TypeVar("R", bound=Record)


def validate(parsed: Parsed, model: type[R]) -> tuple[R | None, tuple[Problem, ...]]:
    """Give types to a parsed file. Rules K11 (unknown key), K12 (missing), K13 (wrong value)."""
    if parsed.tree is None:
        return None, parsed.problems
    try:
        return model.model_validate(parsed.tree), ()
    except ValidationError as error:
        return None, tuple(_problems(error.errors(include_url=False), parsed, model))


def _problems(errors: list[ErrorDetails], parsed: Parsed, model: type[Record]) -> Iterator[Problem]:
    """A slip that makes several errors is one problem; so unknown keys come first, for what they explain."""
    stray = stray_dashes(errors, parsed.tree)
    yield from (_stray_dash(loc, parsed) for loc in stray)
    errors = drop_ungrouped_neighbours(drop_cut_off(errors, stray))
    explained: set[Loc] = set()
    yield from _unknown_keys(errors, parsed, model, explained)
    for error in errors:
        if error["type"] != "extra_forbidden" and error["loc"] not in explained:
            yield _wrong_value(error, parsed, field_at(model, error["loc"]))


def _stray_dash(loc: Loc, parsed: Parsed) -> Problem:
    message = "Dấu `-` thừa: dòng này thuộc về mục ở trên."
    fix = "thay dấu `-` bằng một dấu cách; nếu đây đúng là mục mới thì ghi đủ các khóa bắt buộc của mục"
    return Problem("K12", *locate(parsed.root, loc), _dotted(loc), message, fix)


def _unknown_keys(
    errors: list[ErrorDetails], parsed: Parsed, model: type[Record], explained: set[Loc]
) -> Iterator[Problem]:
    """Rule K11, once a group. Adds to `explained` the missing keys that each is: misspelt, or out of its group."""
    missing = [error["loc"] for error in errors if error["type"] == "missing"]
    misplaced: set[Loc] = set()
    for loc in (error["loc"] for error in errors if error["type"] == "extra_forbidden"):
        guess = closest(str(loc[-1]), _keys(fields_at(model, loc[:-1])))
        fix = f"có phải ý là `{guess}`? Sửa lại tên khóa." if guess else _elsewhere(model, loc)
        if guess:
            explained.add((*loc[:-1], guess))
        elif fix:  # out of its group: its absence there, and what stands around it, are the same slip
            explained.update([other for other in missing if other[-1] == loc[-1]][-1:])
            if starts_its_entry(parsed.tree, loc):
                explained.update(other for other in missing if other[:-1] == loc[:-1])
            if keys_only(loc[:-1]) in misplaced:
                continue
            misplaced.add(keys_only(loc[:-1]))
        place = locate(parsed.root, loc, key_itself=True)
        fix = fix or "xóa dòng này; xem các khóa được phép ở mẫu"
        yield Problem("K11", *place, _dotted(loc), f"Không có khóa `{shown_key(str(loc[-1]))}` ở đây.", fix)


def _wrong_value(error: ErrorDetails, parsed: Parsed, field: FormField | None) -> Problem:
    """Rule K12 for a missing value, K13 for a wrong one."""
    loc = error["loc"]
    title = f"“{field.title}”" if field and field.title else "Giá trị"
    example = f"{loc[-1]}: {sample}" if (sample := _sample(field)) else ""
    place = locate(parsed.root, loc)
    if error["type"] == "missing":
        fix = f"thêm dòng này; ví dụ `{example}`" if example else "thêm dòng này"
        return Problem("K12", *place, _dotted(loc), f"Thiếu {title} (`{loc[-1]}`).", fix)
    message, fix = _explain(error, list(field.choices) if field else [])
    fix = fix or (f"ví dụ `{example}`" if example else "xem mẫu của loại tệp này")
    return Problem("K13", *place, _dotted(loc), f"{title}: {message}.", fix)


def _dotted(loc: Loc) -> str:
    return ".".join(map(str, loc))


def _keys(fields: tuple[FormField, ...]) -> list[str]:
    return [field.key for field in fields]


def _sample(field: FormField | None) -> str:
    """What to show as a field's value: its example, or a blank to fill in."""
    if field is None:
        return ""
    return field.placeholder or (str(field.example) if isinstance(field.example, str | int) else "")


def _elsewhere(model: type[Record], loc: Loc) -> str:
    """How to mend a key that belongs to another group of the file; "" when it belongs to none."""
    key = str(loc[-1])
    if len(loc) > 1 and key in _keys(fields_at(model, ())):
        return "khóa này không thuộc nhóm này: chuyển xuống cuối tệp và bỏ hết dấu cách ở đầu dòng"
    groups: dict[str, None] = {}
    for cut in range(len(loc)):
        for field in fields_at(model, loc[:cut]):
            if field.key not in loc and key in _keys(field.fields):
                groups[field.key] = None
    if not groups:
        return ""
    names = " hoặc ".join(f"`{name}`" for name in groups)
    return f"khóa này thuộc nhóm {names}: đặt dưới dòng mở nhóm (`{next(iter(groups))}:`) và thụt vào trong"


def _explain(error: ErrorDetails, choices: list[str]) -> tuple[str, str]:
    """Vietnamese message and fix for one pydantic error. The value itself is never repeated."""
    context: dict[str, Any] = error.get("ctx", {})
    match error["type"]:
        case "day" | "whole_number" | "yes_no":
            return error["msg"], f"ghi `{error['loc'][-1]}: {context['meant']}`" if "meant" in context else ""
        case "enum":
            return "không có trong danh mục", _suggest(str(error["input"]), choices)
        case "string_too_long" | "too_long":
            return f"dài quá {context['max_length']}", "rút gọn; kho chỉ ghi sổ, không chép nội dung văn bản"
        case "string_too_short":
            return "còn trống", ""
        case "string_pattern_mismatch" if context["pattern"] == ONE_LINE:
            return "viết trên một dòng", ""
        case "string_pattern_mismatch":
            return "viết chưa đúng dạng mã", ""
        case "greater_than_equal":
            return f"nhỏ nhất là {context['ge']}", ""
        case "less_than_equal":
            return f"lớn nhất là {context['le']}", ""
        case "model_type" | "model_attributes_type" | "dict_type":
            return "phải là một nhóm khóa thụt vào trong", ""
        case "tuple_type" | "list_type":
            return "phải là danh sách, mỗi dòng bắt đầu bằng dấu `-`", ""
        case "string_type":
            return "phải là một giá trị chữ", ""
        case _:
            return "viết chưa đúng", ""


def _suggest(typed: str, allowed: list[str]) -> str:
    guess = closest(typed, allowed)
    listed = "; ".join(f"“{choice}”" for choice in allowed)
    return f"có phải ý là “{guess}”? Các giá trị được dùng: {listed}" if guess else f"chọn một trong: {listed}"
