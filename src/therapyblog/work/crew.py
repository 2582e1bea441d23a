"""Who does the jobs: this process, and beside it the workers of an executor if there are any."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from therapyblog.errors import Stop, WorkerDied

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

A = TypeVar("A")
B = TypeVar("B")
WORTH = 100
"""Files or pages below which a second process costs more than it gives (measured: benchmarks/README.md)."""
AHEAD = 3
"""How many jobs wait at each worker, so that none stands idle while we look away."""


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Crew:
    """This process and the workers of an executor. Without one, this process does every job itself.

    An executor that was handed in is used and left open; one that we start ourselves ends with the crew.
    """

    def __init__(self, hands: int = 0, executor: Executor | None = None) -> None:
        self.hands = hands or processors()
        # Somebody who asks for a number of hands gets them; else a worker has to earn its start.
        self.worth = 1 if hands else WORTH
        self._executor = executor
        self._ours = executor is None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._ours and self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)

    def dismiss(self) -> None:
        """Say that there is nothing more to do: our workers go home while this process goes on."""
        if self._ours and self._executor is not None:
            self._executor.shutdown(wait=False)

    def foresee(self, job: Callable[[A], object], order: Callable[[], A]) -> None:
        """Let our own workers, if there are any, do a job while they would wait; nobody asks what came of it."""
        if self._ours and self._executor is not None:
            made = order()
            for _ in range(self.hands - 1):
                self._submit(self._executor, job, made)

    def do(self, job: Callable[[A], B], orders: Iterable[A], *, amount: int) -> Iterator[B]:
        """Do a job for every order and yield the results, in any order; raises `WorkerDied` where a worker ends.

        `amount` says about how many files or pages the orders hold: for few of them no worker is started.
        """
        executor = self._workers(amount)
        if executor is None:
            yield from map(job, orders)
            return
        from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait  # noqa: PLC0415 - only for workers

        room = AHEAD * max(1, self.hands - 1)
        under_way: set[Future[B]] = set()
        try:
            for order in orders:
                if len(under_way) < room:
                    under_way.add(self._submit(executor, job, order))
                elif self._ours:
                    # Every worker has enough to do, so this process lends a hand.
                    yield job(order)
                else:
                    done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    yield from (one.result() for one in done)
                    under_way.add(self._submit(executor, job, order))
                finished = {one for one in under_way if one.done()}
                under_way -= finished
                yield from (one.result() for one in finished)
            while under_way:
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                yield from (one.result() for one in done)
        except (Stop, OSError):
            raise
        except Exception as wrong:
            # An executor that was handed in has its own word for a dead worker.
            if self._ours and not isinstance(wrong, BrokenExecutor):
                raise
            raise WorkerDied from wrong
        finally:
            for one in under_way:
                one.cancel()

    def _submit(self, executor: Executor, job: Callable[[A], B], order: A) -> Future[B]:
        if not self._ours:
            return executor.submit(job, order)
        # Our own executor starts its workers here.
        with _undisturbed():
            return executor.submit(job, order)

    def _workers(self, amount: int) -> Executor | None:
        if self._ours and self.hands > 1 and self._executor is None and amount >= self.worth:
            from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - most builds start nobody

            self._executor = ProcessPoolExecutor(self.hands - 1, mp_context=_start(), initializer=_end_with_parent)
        return self._executor


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold back what ends a process while workers are started: one that is half started is waited for in vain.

    The workers begin as deaf as this thread then is; Windows has no such masks.
    """
    if not hasattr(signal, "pthread_sigmask"):  # pragma: no cover - Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGHUP))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent() -> None:
    """In a worker: end when the process that started it does; left to itself a worker would wait for ever.

    A terminal sends Ctrl-C to all. Only the process that people started answers; a worker would add a traceback.
    """
    import multiprocessing  # noqa: PLC0415 - a worker has it loaded

    # What it began with it keeps: no look for garbage need go through that.
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait_and_end, args=(parent,), daemon=True).start()


def _wait_and_end(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _start() -> BaseContext:
    """Return how to start workers: by fork where that is safe and quick, else afresh."""
    import multiprocessing  # noqa: PLC0415 - only where workers are started

    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    from therapyblog.work.afresh import Afresh  # noqa: PLC0415 - only where workers start afresh

    return Afresh()
