"""From items to batches ready to store: split in this process or in others, in order."""

import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context

from articles.draft import Item, Unread
from articles.prepared import Prepared, prepare

Ready = Prepared | Unread
BATCH = 150  # items of one transaction at the most
SENTENCES = 1_200  # sentences of one transaction, about: a click waits no longer than for these
TASK = 64  # items that a process splits at a time


def ready(item: Item) -> Ready:
    return item if isinstance(item, Unread) else prepare(item)


def ready_all(items: list[Item]) -> list[Ready]:
    return [ready(item) for item in items]


def prepared(items: Iterator[Item], workers: int = 1) -> Iterator[Ready]:
    """The items split into sentences, in their order; with two workers and more in processes
    beside this one, which reads and stores. Whatever reading raises comes behind what was read."""
    if workers < 2:
        yield from map(ready, items)
        return
    raised: list[BaseException] = []
    # Spawned and not forked: a fork would take this process's database connection with it.
    pool = ProcessPoolExecutor(workers - 1, get_context("spawn"), initializer=end_with_parent)
    with pool:
        waiting: deque[Future[list[Ready]]] = deque()
        for task in tasks(items, raised):
            waiting.append(pool.submit(ready_all, task))
            if len(waiting) > 2 * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    if raised:
        raise raised[0]


def tasks(items: Iterator[Item], raised: list[BaseException]) -> Iterator[list[Item]]:
    """The items, TASK at a time; what ends them early is kept for the one who stores."""
    while True:
        task: list[Item] = []
        try:
            task.extend(islice(items, TASK))
        except ValueError as error:
            raised.append(error)
        if task:
            yield task
        if raised or len(task) < TASK:
            return


def end_with_parent() -> None:
    """Ends this process when the one that started it is gone, however it went."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def batches(items: Iterable[Ready]) -> Iterator[list[Ready]]:
    """Groups that one short transaction stores; what ends the items early comes behind them."""
    batch: list[Ready] = []
    sentences = 0
    try:
        for item in items:
            batch.append(item)
            sentences += 1 if isinstance(item, Unread) else len(item.parts)
            if len(batch) >= BATCH or sentences >= SENTENCES:
                yield batch
                batch, sentences = [], 0
    except ValueError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch
