"""Many requests at once, a connection each, and how long every answer took."""

from __future__ import annotations

import gzip
import re
import socket
import threading
from collections.abc import Sequence
from time import perf_counter
from typing import NamedTuple
from urllib.parse import urljoin


class Load(NamedTuple):
    """Seconds of each answer in the order of length, answers a second, and the bytes of one."""

    seconds: Sequence[float]
    rate: float
    size: int

    def share(self, part: float) -> float:
        """The time within which that part of the answers came, in milliseconds."""
        return self.seconds[min(len(self.seconds) - 1, int(part * len(self.seconds)))] * 1000


def ask(port: int, path: str, cookie: str, connections: int, seconds: float) -> Load:
    """Ask for a page for so long, by so many at once. Raises AssertionError unless all are 200."""
    taken: list[float] = []
    sizes: list[int] = []
    end = perf_counter() + seconds

    def one() -> None:
        while (begin := perf_counter()) < end:
            sizes.append(len(_fetched(port, path, cookie)))
            taken.append(perf_counter() - begin)

    threads = [threading.Thread(target=one) for _ in range(connections)]
    begin = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(sorted(taken), len(taken) / (perf_counter() - begin), sizes[-1])


def first_load(port: int, path: str, cookie: str) -> int:
    """The bytes of a page with everything that it may load: styles, scripts, every font."""
    found = _fetched(port, path, cookie)
    size, met = len(found), set[str]()
    waiting = re.findall(r'(?:href|src)="(/static/[^"]+)"', _text(found))
    while waiting:
        file = waiting.pop()
        if file not in met:
            met.add(file)
            loaded = _fetched(port, file, cookie)
            size += len(loaded)
            if file.endswith(".css"):
                linked = re.findall(r'url\("?([^")]+)"?\)', _text(loaded))
                waiting += [urljoin(file, url) for url in linked if not url.startswith("data:")]
    return size


def _fetched(port: int, path: str, cookie: str) -> bytes:
    """An answer, head and all, as it comes over the line."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n"
        "Accept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    )
    found = bytearray()
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(request.encode())
        while part := line.recv(1 << 18):
            found += part
    assert found.startswith(b"HTTP/1.1 200"), found[:300]
    return bytes(found)


def _text(answer: bytes) -> str:
    head, _, body = answer.partition(b"\r\n\r\n")
    packed = b"content-encoding: gzip" in head.lower()
    return (gzip.decompress(body) if packed else body).decode()
