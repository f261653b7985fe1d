"""`kiemdiem han-muc`: the 20 % ceiling per group, under every reading, with room for one more."""

import argparse
import json

from schemas.ruleset.terms import Terms
from scripts.commands.arguments import UsageError, add_format, add_source, add_unit, root_of, tree_of
from scripts.dossiers.loader import load_cycles
from scripts.progress.quotas import BASE, GroupQuota, quotas


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_unit(parser)
    add_format(parser)
    add_source(parser)


def run(options: argparse.Namespace) -> int:
    """Exit code 1 when a group is over its ceiling under the policy in force."""
    root = root_of(options)
    blocks, data, over = [], [], False
    for cycle in load_cycles(tree_of(options, root)):
        if cycle.terms is None:
            continue
        groups = [quota for quota in quotas(cycle) if options.unit in (None, quota.unit)]
        if options.unit and options.unit not in {unit.unit.model.code for unit in cycle.units}:
            raise UsageError(f"Không có đơn vị “{options.unit}” trong kỳ {cycle.year}.")
        over = over or any(not quota.limit.kept for quota in groups)
        blocks.append(_text(cycle.year, groups, cycle.terms))
        data.append(
            {"nam": cycle.terms.cycle.year, "cach_hieu": cycle.terms.policy(BASE), "nhom": [*map(_json, groups)]}
        )
    print(json.dumps(data, ensure_ascii=False, indent=2) if options.format == "json" else "\n\n".join(blocks))
    return 1 if over else 0


def _text(year: str, groups: list[GroupQuota], terms: Terms) -> str:
    policy = terms.ruleset.policies[BASE]
    confirmed = "đã xác nhận" if terms.confirmed(BASE) else "chưa xác nhận"
    lines = [f"Kỳ {year}. Cách hiểu đang dùng ({confirmed}): {policy.readings[terms.policy(BASE)]}"]
    if not groups:
        lines.append("Chưa đơn vị nào ghi nhóm xếp loại (`xep-loai.yaml`).")
    for quota in groups:
        group, limit = quota.group, quota.limit
        verdict = "trong hạn mức" if limit.kept else f"VƯỢT {-limit.slack}"
        lines += [
            "",
            f"{quota.unit_name} · {group.name} ({group.kind.value}, {quota.stage.value.lower()})",
            f"  xuất sắc {group.excellent}, tốt {group.good}, hoàn thành {group.completed}, "
            f"không hoàn thành {group.failed}, chưa xếp loại {group.unrated}",
            f"  nhiều nhất {limit.most} xuất sắc: {verdict}"
            + (f", còn {limit.slack}" if limit.slack > 0 else "")
            + ("" if limit.complete else "; CHƯA ĐỦ: còn người chưa xếp loại"),
            f"  thêm một “xuất sắc” (từ “tốt”): {'được' if quota.one_more else 'không được'}",
            "  theo các cách hiểu: "
            + "; ".join(
                f"{base} ≤ {other.most} ({'được' if other.kept else 'vượt'})" for base, other in quota.readings.items()
            ),
        ]
        if quota.disputed:
            lines.append(
                "  ! các cách hiểu cho kết quả khác nhau: cần Ban Tổ chức Thành ủy xác nhận trước khi quyết định"
            )
    return "\n".join(lines)


def _json(quota: GroupQuota) -> dict[str, object]:
    group = quota.group
    return {
        "don_vi": quota.unit,
        "ten": group.name,
        "doi_tuong": group.kind.value,
        "giai_doan": quota.stage.value,
        "xuat_sac": group.excellent,
        "tot": group.good,
        "hoan_thanh": group.completed,
        "khong_hoan_thanh": group.failed,
        "chua_xep_loai": group.unrated,
        "du_so": quota.limit.complete,
        "nhieu_nhat": quota.limit.most,
        "con_lai": quota.limit.slack,
        "trong_han_muc": quota.limit.kept,
        "them_mot": quota.one_more,
        "cac_cach_hieu": {
            base: {"nhieu_nhat": limit.most, "trong_han_muc": limit.kept} for base, limit in quota.readings.items()
        },
    }
