"""Whom each rule binds, as its page says. K and Q rules bind whoever writes a file or pushes one."""

_BASE = "Đảng bộ, chi bộ cơ sở"
_CENTRE = "Trung tâm (Ban Tổ chức Thành ủy)"
_EVERY = "Mọi đơn vị nộp hồ sơ"

BOUND = {
    "R00": _CENTRE,
    "R01": "Đơn vị có báo cáo kiểm điểm (mục 2.1, 3.1)",
    "R02": f"{_BASE}; trung tâm ở bước quyết định",
    "R03": "Người đứng đầu đơn vị",
    "R04": "Từng tập thể, cá nhân được xếp loại",
    "R05": "Tập thể, cá nhân có hạn chế kỳ trước",
    "R06": "Cấp ủy, tổ chức đảng",
    "R07": "Nơi trong năm có kết luận thanh tra, kiểm tra, giám sát, kiểm toán",
    "R08": "Cấp ủy cấp trên; trung tâm ghi sổ",
    "R09": "Ban Thường vụ Thành ủy; trung tâm ghi sổ",
    "R10": "Cấp ủy, tập thể đánh giá, đề xuất, xếp loại",
    "R11": "Từng nhóm được xếp loại; tập thể và cá nhân tính riêng",
    "R12": "Cấp ủy cơ sở",
    "R13": "Các bên được giao tham mưu gợi ý kiểm điểm",
    "R14": "Các bên được giao tham mưu gợi ý kiểm điểm",
    "R15": _BASE,
    "R16": "Các cơ quan cấp thành phố",
    "R17": _EVERY,
    "R18": _CENTRE,
    "R19": _CENTRE,
    "R20": "Tập thể cấp ủy và cá nhân có hạn chế được chỉ ra",
    "R21": "Ban Thường vụ Thành ủy; ban thường vụ đảng ủy phường, xã",
    "R22": "Ban Thường vụ Thành ủy; ban thường vụ đảng ủy phường, xã",
    "R23": "Cấp ủy cấp trên nơi tiếp nhận; trung tâm ghi sổ",
    "R24": "Người chủ trì hội nghị kiểm điểm",
    "R25": "Đại diện lãnh đạo hoặc cấp ủy cơ quan",
    "R26": "Người chủ trì hội nghị kiểm điểm",
    "R27": "Đảng viên giữ chức vụ lãnh đạo, quản lý",
    "R28": "Ban Thường vụ Thành ủy; người được phân công chỉ đạo",
    "R29": "Ban thường vụ cấp ủy cơ sở",
    "R30": "Người đứng đầu được xếp mức xuất sắc",
    "R31": "Mọi đơn vị",
    "R32": "Ủy viên Ban Thường vụ Thành ủy; Phó Chủ tịch HĐND, UBND thành phố",
    "R33": "Cán bộ nộp hồ sơ theo mục 1",
    "R34": "Thường trực HĐND; lãnh đạo UBND thành phố",
    "R35": _BASE,
    "R36": _BASE,
    "R37": f"{_BASE} được gợi ý kiểm điểm",
    "R38": _BASE,
    "R39": f"{_BASE} có khiếu nại, kiến nghị",
    "R40": _BASE,
    "R41": f"{_BASE} có cán bộ diện Ban Thường vụ Thành ủy quản lý",
    "R42": "Đảng ủy các phường, xã",
    "R43": _EVERY,
    "R44": "Mọi người ghi vào kho",
}


def bound(rule_id: str) -> str:
    return BOUND.get(rule_id, "Mọi người ghi vào kho")
