"""What the server's hook starts: a hook whose own installation is broken refuses with a sentence, not a traceback."""

import sys


def main() -> int:
    try:
        from hooks.pre_receive import main as judge
    except Exception as failure:
        print(f"kiemdiem: máy chủ cài chưa đúng ({type(failure).__name__}); chưa nhận gì.", file=sys.stderr)
        print("  Không phải lỗi của đơn vị. Báo người vận hành cài lại: make setup, hooks.install.", file=sys.stderr)
        return 1
    return judge()


if __name__ == "__main__":
    raise SystemExit(main())
