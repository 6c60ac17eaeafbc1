"""A client process that only listens: so many phones and walls that wait for what happens.

Told where on standard input; says "ready" when each has heard something, and, once it is told
to stop, how many pieces came.
"""

import json
import selectors
import socket
import sys
import time
from typing import Any

PATIENCE = 30  # seconds until everybody has heard something


class Ear:
    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.sendall(request)
        self.heard, self.begun = 0, b""

    def listen(self) -> None:
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError("the server stopped telling")
        self.begun = (self.begun + piece)[:4096] if not self.heard else self.begun
        self.heard += b"data:" in self.begun or self.heard > 0


def told(asked: dict[str, Any]) -> int:
    ears = [Ear(asked["port"], one.encode()) for one in asked["requests"]]
    until = time.monotonic() + PATIENCE
    ready = False
    with selectors.DefaultSelector() as waiting:
        waiting.register(sys.stdin, selectors.EVENT_READ, None)
        for ear in ears:
            waiting.register(ear.socket, selectors.EVENT_READ, ear)
        while True:
            for key, _ in waiting.select(1):
                if key.data is None:
                    return sum(ear.heard for ear in ears)
                key.data.listen()
            if not ready and all(ear.heard for ear in ears):
                ready = True
                sys.stdout.write("ready\n")
                sys.stdout.flush()
            if not ready and time.monotonic() > until:
                raise TimeoutError("not everybody has heard something")


def main() -> None:
    sys.stdout.write(f"{told(json.loads(sys.stdin.readline()))}\n")


if __name__ == "__main__":
    main()
