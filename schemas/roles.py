"""What Python asks by role: of a rule set, since its codes are each year's own, and of a kind of file."""

from enum import StrEnum


class DeadlineRole(StrEnum):
    """What a deadline ends. Every rule set has one of each."""

    SUGGESTIONS = "Gửi gợi ý kiểm điểm"
    BASE_COMPLETION = "Cơ sở hoàn thành"
    DOSSIERS = "Gửi hồ sơ"
    CITY_COMPLETION = "Cấp quản lý hoàn thành"


class ItemRole(StrEnum):
    """What a paper is to the rules, besides being owed. Every rule set has at least one of each."""

    REPORT = "Báo cáo kiểm điểm"
    RESIDENCE_COMMENT = "Nhận xét nơi cư trú"


class SourceRole(StrEnum):
    """What pages cite besides the entries that carry a source of their own. Every rule set has one of each."""

    HANDING_IN = "nop-ho-so"
    CONSULTATION = "lay-y-kien"
    ANSWER = "giai-trinh"
    MEETING = "hoi-nghi"
    COMPLETION = "hoan-thanh"
    RATING = "xep-loai"
    SELF_RATING = "tu-xep-loai"
    REMEDIATION = "khac-phuc"
    CONCLUSION = "ket-luan"
    SUGGESTION = "goi-y"
    DECISION = "quyet-dinh"
    PERSON = "ca-nhan"
    TABLE = "bieu"
    DIRECTION = "chi-dao"


class Duty(StrEnum):
    """What makes a unit write a kind of file."""

    PAPERS = "Có giấy tờ phải nộp"
    PERSONAL_PAPERS = "Có cán bộ phải nộp hồ sơ"
    SUGGESTED = "Được gợi ý kiểm điểm"
    CONSULTING = "Phải lấy ý kiến"
    REVIEWING = "Phải kiểm điểm"
    TABLES = "Phải lập biểu"
    REGISTERED = "Có trong danh sách"
