"""Another system on this machine, which keeps what it is told and answers as it is bidden."""

import http.server
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any


@dataclass
class Told:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class System:
    """`answers` are given in turn, then 200."""

    told: list[Told] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    location: str = ""
    stalls: bool = False
    released: Event = field(default_factory=Event)

    def __enter__(self) -> "System":
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.server.daemon_threads = False
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *_error: Any) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def netloc(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"


def handler_of(system: System) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            system.told.append(Told(self.path, dict(self.headers), body))
            if system.stalls:
                system.released.wait(20)
                return
            self.send_response(system.answers.pop(0) if system.answers else 200)
            if system.location:
                self.send_header("Location", system.location)
            self.end_headers()

        def log_message(self, *_said: Any) -> None:
            """Nothing."""

    return Handler
