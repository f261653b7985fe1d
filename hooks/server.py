"""What the server's hooks start: a hook whose own installation is broken says so in a sentence, not a traceback."""

import gc
import sys
from importlib import import_module


def main() -> int:
    """`python -m hooks.server pre_receive` or `post_receive`."""
    gc.disable()  # one short process, as the command: looking for cycles costs more than it finds
    try:
        run_hook = import_module(f"hooks.{sys.argv[1]}").main
    except Exception as failure:
        print(f"kiemdiem: máy chủ cài chưa đúng ({type(failure).__name__}); chưa nhận gì.", file=sys.stderr)
        print("  Không phải lỗi của đơn vị. Báo người vận hành cài lại: make setup, hooks.install.", file=sys.stderr)
        return 1
    return int(run_hook())


if __name__ == "__main__":
    raise SystemExit(main())
