"""People who enter disputes over HTTP and press the button again until the server says that it is entered."""

from __future__ import annotations

import itertools
import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import httpx

from benchmarks.volume_work import PASSWORD
from faults.places import Office
from tools import serving

QUIET = {
    "YIFA_SECOND_STEP": "off",
    "YIFA_RATE_FACTOR": "0",
    "YIFA_IDLE_MINUTES": "600",
    "YIFA_LOG": "CRITICAL",
}
PATIENCE = 90  # seconds after which a writer gives up on one record


@dataclass
class Told:
    """What the writers saw: records promised by number of the page, answers that were no promise."""

    entered: dict[str, int] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    pages: dict[int, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


def person(address: str, name: str) -> httpx.Client:
    """Somebody who is logged in."""
    client = httpx.Client(base_url=address, timeout=30, trust_env=False)
    client.get("/login/")
    answer = client.post(
        "/login/",
        data={
            "username": name,
            "password": PASSWORD,
            "csrfmiddlewaretoken": client.cookies["csrftoken"],
        },
    )
    if answer.status_code != 302:
        raise RuntimeError(f"{name} cannot log in: {answer.status_code}")
    return client


def dispute(unit: int, mark: str, day: str, *, simple: bool) -> dict[str, str]:
    """What is typed into the quick form; a simple one is accepted and settled in the same go."""
    return {
        "unit": str(unit),
        "title": f"断点测试{mark}",
        "kind": "D01",
        "parties": f"甲方{mark}、乙方{mark}",
        "phone": "",
        "happened_on": day,
        "agreement_form": "oral" if simple else "",
        "amount": "100" if simple else "",
    }


def enter(client: httpx.Client, typed: dict[str, str], told: Told, stop: threading.Event) -> None:
    """Send one form until it is answered with the record's page."""
    token, end = uuid.uuid4().hex, time.monotonic() + PATIENCE
    while time.monotonic() < end and not stop.is_set():
        try:
            data = typed | {"token": token, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
            answer = client.post("/ledgers/disputes/quick/", data=data)
        except httpx.HTTPError as error:
            told.answers[type(error).__name__] += 1
            time.sleep(0.05)
            continue
        told.answers[str(answer.status_code)] += 1
        found = re.fullmatch(r"/records/(\d+)/", answer.headers.get("location", ""))
        if answer.status_code == 302 and found:
            told.entered[token] = int(found[1])
            return
        told.pages.setdefault(answer.status_code, answer.text)
        time.sleep(0.1)
    told.lost.append(typed["title"])


@contextmanager
def working(
    place: Office, address: str, writers: int, each: int, told: Told, day: str
) -> Iterator[Callable[[], bool]]:
    """Writers at work in the background for as long as the block runs; calls back whether any still works."""
    units = place.ask("streets")["streets"]
    clients = [person(address, f"mediator{n}") for n in range(writers)]
    stop = threading.Event()

    def work(n: int) -> None:
        for turn in itertools.islice(itertools.count(), each):
            if stop.is_set():
                return
            # Two writers share a street, so that they meet at one counter.
            enter(clients[n], dispute(units[n], f"{n}-{turn}", day, simple=turn % 3 > 0), told, stop)

    threads = [threading.Thread(target=work, args=(n,), daemon=True) for n in range(writers)]
    for thread in threads:
        thread.start()
    try:
        yield lambda: any(thread.is_alive() for thread in threads)
        for thread in threads:
            thread.join()
    finally:
        stop.set()
        for client in clients:
            with suppress(Exception):
                client.close()


def again(place: Office, server: serving.Server) -> serving.Server:
    """Start the server on the same port."""
    port = server.url.rpartition(":")[2]
    return serving.start(place.folder, "--port", port, "--threads", "8", database=place.database)
