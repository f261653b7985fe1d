"""The Q rules: who may push what. The server and CI judge them by the base branch's registry, never by the push."""

from schemas.finding import Gate, Severity
from schemas.rules.engine import Rule, add_rule

for _id, _title, _why in (
    (
        "Q01",
        "Chỉ nộp vào thư mục của đơn vị mình",
        "Mỗi đơn vị một thư mục; tài khoản nào nộp cho đơn vị nào do trung tâm đăng ký trong `don-vi.yaml`.",
    ),
    (
        "Q02",
        "Tệp của trung tâm do trung tâm sửa",
        "`don-vi.yaml`, `ky.yaml`, mã nguồn, quy tắc và cấu hình chỉ tài khoản của trung tâm được sửa.",
    ),
    (
        "Q03",
        "Nộp bằng nhánh `nop/<đơn-vị>/…`",
        "Nhánh chính chỉ nhận phần đã duyệt; tên nhánh cho biết đơn vị nào nộp.",
    ),
    ("Q04", "Không viết lại lịch sử", "Nhánh chính không được xóa hay ghi đè, để sổ luôn truy lại được."),
    (
        "Q05",
        "Biết rõ ai đang nộp",
        "Máy chủ phải cho biết tài khoản; tên ghi trong commit ai cũng đặt được nên không tính.",
    ),
    (
        "Q06",
        "Nhánh chính luôn còn người quản lý",
        "Mất `ky.yaml`, tài khoản trung tâm hay danh sách đơn vị thì không ai còn được sửa kho.",
    ),
    (
        "Q07",
        "Commit không ghi ngày ở tương lai",
        "Đồng hồ máy chạy sai làm lịch sử của đơn vị rối; máy chủ cho phép lệch một ngày.",
    ),
    (
        "Q08",
        "Người nộp không tự duyệt",
        "Khi `ky.yaml` ghi `hai_nguoi: có`, mỗi lần nhận là một commit hợp nhất do một tài khoản trung tâm khác ký, "
        "không thêm bớt gì so với phần được nộp.",
    ),
):
    add_rule(Rule(_id, _title, _why, "cv1375#muc-8", Gate.COMMIT, Severity.ERROR))
