"""Where branches stand without a receipt that says so: a push whose end the server did not live to write down."""

from pathlib import Path

from schemas.models.kinds import is_units_own
from schemas.paths import SUBMISSIONS
from scripts.ledger import git
from scripts.ledger.book_end import main_booked
from scripts.ledger.branches import BASE, BRANCH_PREFIX, NOTHING
from scripts.ledger.receipts import Deed, ReceiptEvent, Receipts
from scripts.ledger.ref_moves import RefMove

_HEADS = "refs/heads/"


def missing_moves(repository: Path, book: Receipts) -> list[RefMove]:
    """Moves of refs that brought, took or accepted units' files and that the book does not hold, as far as can be told
    from where the refs stand. Nothing in a clone: only the server knows where they stood."""
    booked = main_booked(git.folder_of(repository))
    if booked is None:
        return []
    shown = git.run(repository, "for-each-ref", "--format=%(refname) %(objectname)", f"{_HEADS}{BRANCH_PREFIX}", BASE)
    standing = dict(line.split(" ") for line in git.lines(shown))
    last: dict[str, ReceiptEvent] = {receipt.event.branch: receipt.event for receipt in book.entries}
    moves = []
    for ref, commit in standing.items():
        event = last.get(ref.removeprefix(_HEADS))
        handed_in = event is not None and event.deed is Deed.HANDED_IN
        if ref != BASE and not (event is not None and handed_in and event.commit == commit):
            moves.append(RefMove(event.commit if event is not None and handed_in else NOTHING, commit, ref))
    gone = {
        f"{_HEADS}{branch}": event.commit
        for branch, event in last.items()
        if event.deed is Deed.HANDED_IN and f"{_HEADS}{branch}" not in standing
    }
    kept = _not_on_main(repository, standing.get(BASE), sorted(set(gone.values())))
    moves += [RefMove(commit, NOTHING, ref) for ref, commit in gone.items() if commit in kept]
    main = standing.get(BASE)
    if main and booked != main:
        moves.append(RefMove(booked, main, BASE))
    return [move for move in moves if main and _concerns_units(repository, move)]


def _concerns_units(repository: Path, move: RefMove) -> bool:
    if move.ref == BASE:
        span = f"{move.old}..{move.new}"
    else:
        span = f"{BASE}...{move.old if move.new == NOTHING else move.new}"
    return any(map(is_units_own, git.changed_paths(repository, span, "--", SUBMISSIONS)))


def _not_on_main(repository: Path, main: str | None, commits: list[str]) -> set[str]:
    """Those that main has not taken; what the repository no longer holds is left out."""
    if not commits or main is None:
        return set()
    asked = "\n".join([*commits, f"^{main}"]).encode()
    return set(git.lines(git.run(repository, "rev-list", "--ignore-missing", "--stdin", stdin=asked)))
