"""The K rules: the form of a file. The reader (K01–K10), the schema (K11–K13) the walker (K14–K17) and the
reader of workbooks (K20–K22) find them."""

from schemas.rules.engine import format_rule

format_rule("K01", "Tệp là văn bản UTF-8", "Mọi máy phải đọc ra cùng một chữ; TCVN3, VNI, UTF-16 thì không.")
format_rule("K02", "Tệp không quá lớn", "Kho là sổ đăng ký, không phải nơi lưu văn bản; tệp lớn là dấu hiệu chép nhầm.")
format_rule("K03", "Đúng cú pháp YAML", "Máy chỉ hiểu tệp khi từng dòng viết đúng dạng `khóa: giá trị`.")
format_rule("K04", "Không viết một khóa hai lần", "Hai dòng cùng khóa thì không biết dòng nào đúng.")
format_rule(
    "K05", "Không dùng neo và bí danh", "Neo (&) và bí danh (*) làm giá trị thật nằm ở chỗ khác, người duyệt dễ nhầm."
)
format_rule("K06", "Không dùng thẻ kiểu", "Thẻ (!) đổi cách máy hiểu giá trị; mẫu đã quy định sẵn kiểu.")
format_rule("K07", "Mỗi tệp một tài liệu", "Phần sau dòng `---` sẽ bị bỏ sót khi duyệt.")
format_rule("K08", "Không lồng quá sâu", "Các mẫu chỉ có vài tầng; lồng sâu là viết nhầm hoặc cố ý làm treo máy.")
format_rule("K09", "Chữ Việt dựng sẵn (NFC)", "Cùng một chữ có hai cách mã hóa thì tìm kiếm và so sánh sai.")
format_rule("K10", "Không có ký tự ẩn", "Ký tự ẩn làm hai giá trị trông giống nhau mà khác nhau.")
format_rule("K11", "Chỉ dùng các khóa của mẫu", "Khóa viết sai tên thì thông tin coi như chưa nộp.")
format_rule("K12", "Đủ các khóa bắt buộc", "Thiếu khóa bắt buộc thì không ghi sổ được.")
format_rule(
    "K13", "Giá trị đúng kiểu và trong giới hạn", "Ngày, số, mức xếp loại viết thống nhất thì mới tổng hợp được."
)
format_rule("K14", "Tệp nằm đúng chỗ", "Mỗi loại tệp có một tên và một chỗ; tệp lạ không ai đọc tới.")
format_rule(
    "K15", "Thư mục đơn vị có trong danh sách", "Đơn vị phải được trung tâm đăng ký (`don-vi.yaml`) trước khi nộp."
)
format_rule(
    "K16", "Kỳ kiểm điểm hợp lệ", "Mỗi năm có một `ky.yaml` dùng một bộ quy tắc có thật và các chính sách có thật."
)
format_rule(
    "K20",
    "Bảng tính lành và mở được",
    "Bảng tính có macro, liên kết ngoài, tệp nhúng, mật khẩu, hoặc nén bất thường có thể gây hại; máy không mở.",
)
format_rule(
    "K21",
    "Ô của bảng tính hiểu được một cách duy nhất",
    "“1.200” có thể là một nghìn hai trăm hay một phẩy hai; máy hỏi lại chứ không đoán. Điều tự sửa được thì kể hết.",
)
format_rule(
    "K22", "Bảng tính theo mẫu", "Trang, cột, công thức ngoài mẫu không được đọc; báo ra để không ai tưởng là đã nộp."
)
