"""What the dispatch asks and no machine may judge: catalogue entries that say why (R06, R31 and the quality words)."""

from schemas.rules.engine import human_rule

human_rule(
    "R06",
    title="Chủ động phát hiện, đấu tranh ngăn chặn suy thoái, tham nhũng, tiêu cực",
    why="Báo cáo phải nói về việc này; nội dung là văn bản không đưa vào kho.",
    source="cv1375#muc-2",
    human="Chỉ người đọc báo cáo mới biết nội dung có thực chất không; kho không giữ nội dung báo cáo.",
)
human_rule(
    "R31",
    title="Các nội dung còn lại thực hiện theo Hướng dẫn 08",
    why="Điểm nào không được điều chỉnh thì giữ nguyên Hướng dẫn 08.",
    source="cv1375#muc-11-5",
    human="Toàn văn Hướng dẫn 08 chưa có trong kho nên chưa thể đặt thành điều kiện kiểm tra.",
)
