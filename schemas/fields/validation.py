"""From a plain tree to a model, or to problems that a clerk understands. Every problem names the field by its title."""

import unicodedata
from collections.abc import Iterator
from enum import EnumType
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from schemas.fields.cascading_errors import groupless_once, named, starts_its_entry, stray_dashes, without
from schemas.fields.declaration import Blank, Record
from schemas.source.text import Problem
from schemas.source.yaml_tree import Loc, Parsed, locate

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
    stray = stray_dashes(errors, parsed.tree)
    for loc in stray:
        message = "Dấu `-` thừa: dòng này thuộc về mục ở trên."
        fix = "thay dấu `-` bằng một dấu cách; nếu đây đúng là mục mới thì ghi đủ các khóa bắt buộc của mục"
        yield Problem("K12", *locate(parsed.root, loc), _dotted(loc), message, fix)
    errors = groupless_once(without(errors, stray))
    missing = [error["loc"] for error in errors if error["type"] == "missing"]
    told: set[Loc] = set()
    led_astray: set[Loc] = set()
    for error in errors:
        if error["type"] == "extra_forbidden":
            loc = error["loc"]
            guess = closest(str(loc[-1]), _keys_of(_model_at(model, loc[:-1])))
            fix = _elsewhere(model, loc)
            if guess:
                told.add((*loc[:-1], guess))
                fix = f"có phải ý là `{guess}`? Sửa lại tên khóa."
            elif fix:  # out of its group: its absence there, and what stands around it, are the same slip
                told.update([other for other in missing if other[-1] == loc[-1]][-1:])
                if starts_its_entry(parsed.tree, loc):
                    told.update(other for other in missing if other[:-1] == loc[:-1])
                if named(loc[:-1]) in led_astray:
                    continue
                led_astray.add(named(loc[:-1]))
            place = locate(parsed.root, loc, key_itself=True)
            fix = fix or "xóa dòng này; xem các khóa được phép ở mẫu"
            yield Problem("K11", *place, _dotted(loc), f"Không có khóa `{loc[-1]}` ở đây.", fix)
    for error in errors:
        loc = error["loc"]
        if error["type"] == "extra_forbidden" or loc in told:
            continue
        field = _field_at(model, loc)
        title = f"“{field.title}”" if field and field.title else "Giá trị"
        example = f"{loc[-1]}: {sample}" if (sample := _sample(field)) else ""
        place = locate(parsed.root, loc)
        if loc in missing:
            fix = f"thêm dòng này; ví dụ `{example}`" if example else "thêm dòng này"
            yield Problem("K12", *place, _dotted(loc), f"Thiếu {title} (`{loc[-1]}`).", fix)
        else:
            message, fix = _explain(error, _choices_of(field))
            fix = fix or (f"ví dụ `{example}`" if example else "xem mẫu của loại tệp này")
            yield Problem("K13", *place, _dotted(loc), f"{title}: {message}.", fix)


def _dotted(loc: Loc) -> str:
    return ".".join(map(str, loc))


def _sample(field: FieldInfo | None) -> str:
    """What to show as a field's value: its example, or a blank to fill in."""
    blank = next((part.text for part in field.metadata if isinstance(part, Blank)), None) if field else None
    sample = field.examples[0] if field and field.examples else None
    return blank or (str(sample) if isinstance(sample, str | int) else "")


def _elsewhere(model: type[Record], loc: Loc) -> str:
    """How to mend a key that belongs to another group of the file; "" when it belongs to none."""
    key = str(loc[-1])
    if len(loc) > 1 and key in _keys_of(model):
        return "khóa này không thuộc nhóm này: chuyển xuống cuối tệp và bỏ hết dấu cách ở đầu dòng"
    groups: dict[str, None] = {}
    for cut in range(len(loc)):
        around = _model_at(model, loc[:cut])
        for field in around.model_fields.values() if around else ():
            if field.alias not in loc and any(key in _keys_of(inner) for inner in models_in(field.annotation)):
                groups[str(field.alias)] = None
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


def fold(text: str) -> str:
    """Lower case without Vietnamese marks, for guessing only."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in decomposed if c.isalnum() and not unicodedata.combining(c))


def closest(typed: str, known: list[str]) -> str | None:
    """The known word that a misspelt one most likely means, marks and separators aside."""
    from difflib import get_close_matches  # only a misspelling pays for it

    by_folded = {fold(word): word for word in known}
    for word in known:  # a form code without its zero: spreadsheets drop it
        if word.lstrip("0").lower() == typed.strip().lower():
            return word
    close = get_close_matches(fold(typed)[:80], by_folded, n=1, cutoff=0.7)
    return by_folded[close[0]] if close else None


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    field: type[BaseModel] | None = model
    for step in loc:
        if isinstance(step, int):
            continue
        info = _field_of(field, step)
        field = next(models_in(info.annotation), None) if info else None
    return field


def _field_at(model: type[BaseModel], loc: Loc) -> FieldInfo | None:
    names = [i for i, step in enumerate(loc) if isinstance(step, str)]
    if not names:
        return None
    return _field_of(_model_at(model, loc[: names[-1]]), str(loc[names[-1]]))


def _field_of(model: type[BaseModel] | None, key: str) -> FieldInfo | None:
    fields = model.model_fields.values() if model else ()
    return next((field for field in fields if field.alias == key), None)


def _keys_of(model: type[BaseModel] | None) -> list[str]:
    return [str(field.alias) for field in model.model_fields.values()] if model else []


def _choices_of(field: FieldInfo | None) -> list[str]:
    kinds = (field.annotation, *get_args(field.annotation)) if field else ()
    return [value for kind in kinds if isinstance(kind, EnumType) for value in map(str, kind.__members__.values())]


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The record types inside a type annotation, outermost first."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)
