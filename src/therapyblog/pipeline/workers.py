"""The processes that read and draw: this one, and beside it a pool of the standard library where a second one pays."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from therapyblog.errors import OutOfMemory, WorkerError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

A = TypeVar("A")
B = TypeVar("B")
WORTH = 100
"""Files or pages below which a second process costs more than it gives (measured: benchmarks/README.md)."""
WORTH_SPAWNED = 500
"""The same where a process is started anew and not forked: it imports everything first."""
MOST = 61
"""Processes at most: Windows can wait for no more (`ProcessPoolExecutor`), and no site has use for them."""
AHEAD = 3
"""How many jobs wait at each worker, so that none stands idle while we look away."""


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers:
    """Up to `processes` processes, this one included (0: as many as pay). The pool ends with the `with` statement."""

    def __init__(self, processes: int = 0) -> None:
        self.processes = min(processes or processors(), MOST)
        # Who asks for a number of processes gets them; else a second one is started for so many files or pages.
        self.worth = 1 if processes else WORTH if _forks() else WORTH_SPAWNED
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            # A pool that could not start has no processes to wait for.
            self._pool.shutdown(wait=not isinstance(error, OutOfMemory), cancel_futures=True)

    def dismiss(self) -> None:
        """Say that there is nothing more to do: the pool ends while this process goes on."""
        if self._pool is not None:
            self._pool.shutdown(wait=False)

    def prepare(self, function: Callable[[A], object], job: Callable[[], A]) -> None:
        """Let the pool, if there is one, do a job in each worker while they would wait; the results are dropped."""
        if self._pool is not None:
            value = job()
            for _ in range(self.processes - 1):
                _submit(self._pool, function, value)

    def map(self, function: Callable[[A], B], jobs: Iterable[A], *, amount: int) -> Iterator[B]:
        """Call a function for every job and yield the results, in any order; raises `WorkerError` where a worker ends.

        `amount` says about how many files or pages the jobs hold: for few of them no worker is started. Jobs are taken
        as they are needed, because they are large.
        """
        pool = self._pool_for(amount)
        if pool is None:
            yield from map(function, jobs)
            return
        from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait  # noqa: PLC0415 - only for workers

        room = AHEAD * (self.processes - 1)
        running: set[Future[B]] = set()
        try:
            for job in jobs:
                if len(running) < room:
                    running.add(_submit(pool, function, job))
                else:
                    # Every worker has enough to do, so this process does one.
                    yield function(job)
                finished = {future for future in running if future.done()}
                running -= finished
                yield from (future.result() for future in finished)
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        except BrokenExecutor as error:
            raise WorkerError from error
        finally:
            for future in running:
                future.cancel()

    def _pool_for(self, amount: int) -> ProcessPoolExecutor | None:
        if self.processes > 1 and self._pool is None and amount >= self.worth:
            from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - most builds start none

            # Where they are forked, all of them start at once.
            workers = min(self.processes - 1, amount)
            self._pool = ProcessPoolExecutor(workers, mp_context=_context(), initializer=_end_with_parent)
        return self._pool


def _submit(pool: ProcessPoolExecutor, function: Callable[[A], B], job: A) -> Future[B]:
    # The pool starts its workers here.
    from concurrent.futures import BrokenExecutor  # noqa: PLC0415 - only for workers

    with _signals_held():
        try:
            return pool.submit(function, job)
        except BrokenExecutor:
            raise
        except RuntimeError as error:
            # The system refused a thread. Workers that were started would be waited for in vain.
            for process in getattr(pool, "_processes", None) or {}:
                with suppress(OSError):
                    os.kill(process, signal.SIGTERM)
            raise OutOfMemory from error


@contextmanager
def _signals_held() -> Iterator[None]:
    """Hold back what ends a process while workers are started: one that is half started is waited for in vain.

    The workers begin with the same signals held back; Windows has no such masks.
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
        try:
            threading.Thread(target=_wait_and_end, args=(parent,), daemon=True).start()
        except RuntimeError:
            # No memory for a thread: the process that started us sees the closed pipe.
            os._exit(1)


def _wait_and_end(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _forks() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


def _context() -> BaseContext:
    """Return how to start workers: by fork where that is safe and quick, else as new processes."""
    import multiprocessing  # noqa: PLC0415 - only where workers are started

    if _forks():
        return multiprocessing.get_context("fork")
    from therapyblog.pipeline.spawn import SpawnWithoutMain  # noqa: PLC0415 - only where workers are spawned

    return SpawnWithoutMain()
