"""What every version of a register held, from the cache where its content is known."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from schemas.models.register_keys import entry_keys
from schemas.source.text import MAX_BYTES
from scripts.check import cache
from scripts.check.worker_pool import Future, Submit
from scripts.ledger import git


def keys_of_versions(repository: Path, oids: Iterable[str], submit: Submit) -> Future[dict[str, list[str]]]:
    """Blob of any version of a register → keys of its entries."""
    keys = {oid: cache.key_of("register", oid) for oid in oids}
    known = cache.get(repository, keys.values())
    todo = [oid for oid, key in keys.items() if key not in known]
    future = submit(partial(_keys, repository), todo, lambda _: 1)

    def collect() -> dict[str, list[str]]:
        fresh = dict(zip(todo, future(), strict=True))
        cache.put(repository, {keys[oid]: answer for oid, answer in fresh.items()})
        return {oid: known[key] if key in known else fresh[oid] for oid, key in keys.items()}

    return collect


def _keys(repository: Path, oids: list[str]) -> list[list[str]]:
    return [sorted(entry_keys(data)) for data in git.read_blobs(repository, oids, MAX_BYTES)]
