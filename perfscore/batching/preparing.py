"""The recipes of many rows made on every core (分核制定行方案): another process of the same interpreter has its share of them."""

import sys
from collections.abc import Iterable, Sequence
from typing import Any, Final

from perfscore.batching.recipe import Key, Recipe, Term, deviation_of, recipe_of
from perfscore.governing import Governor, governor_of
from perfscore.sweeping import cores

#: So many keys are worth a process of their own.
SHARE: Final = 4000
#: What a process does: it takes its share from one end, and gives what it made to the other.
SERVING: Final = "import sys; sys.path[:] = {path!r}; from perfscore.batching.preparing import serve; serve()"

#: How the rows of a key are scored, and the formula of their deviation rate.
Prepared = tuple[Recipe, Term | None]


def prepared(keys: Sequence[Key], rules: Governor) -> list[Prepared]:
    """
    How the rows of each key are scored, and the formula of their deviation rate (行方案与偏差率算式), in the order of the keys.

    Many keys are shared out over the cores. A process that cannot be had, or fails, is no matter: its share is done here.
    """
    count = min(cores(), len(keys) // SHARE)
    if count < 2 or not sys.executable:
        return _made(keys, rules)
    from concurrent.futures import ThreadPoolExecutor

    size = -(-len(keys) // count)
    shares = [keys[at : at + size] for at in range(size, len(keys), size)]
    with ThreadPoolExecutor(len(shares)) as pool:
        away = [pool.submit(_elsewhere, share, rules) for share in shares]
        done = _made(keys[:size], rules)
        for share, one in zip(shares, away, strict=True):
            done += one.result() or _made(share, rules)
    return done


def _made(keys: Iterable[Key], rules: Governor) -> list[Prepared]:
    return [(recipe_of(key, rules), deviation_of(key, rules)) for key in keys]


def _elsewhere(keys: Sequence[Key], rules: Governor) -> list[Prepared]:
    """What another process makes of a share; nothing where it fails."""
    import pickle
    import subprocess

    command = [sys.executable, "-c", SERVING.format(path=sys.path)]
    given = pickle.dumps((keys, rules.book, rules.policy))
    try:
        done = subprocess.run(command, input=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)  # noqa: S603 - this interpreter
        return pickle.loads(done.stdout)  # type: ignore[no-any-return] # noqa: S301 - from the process just started
    except (OSError, subprocess.SubprocessError, pickle.PickleError, EOFError, ImportError, LookupError, ValueError):
        return []


def serve(given: Any = None, told: Any = None) -> None:
    """
    Make the recipes that standard input asks for (分进程制定), on behalf of ``prepared``.

    Args:
        given: where the keys, the rulebook and the policy are read; standard input unless told otherwise.
        told: where the recipes are written; standard output unless told otherwise.
    """
    import pickle

    keys, book, policy = pickle.load(given or sys.stdin.buffer)  # noqa: S301 - from the process that started this one
    pickle.dump(_made(keys, governor_of(book, policy)), told or sys.stdout.buffer)
