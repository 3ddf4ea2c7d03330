"""A local web server whose answers are told by the test, and which remembers what it was asked."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"

Answer = Callable[["Asked"], None]


class Asked(BaseHTTPRequestHandler):
    """One request; `reply` answers it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are sent apart, and the body would wait 40 ms for the head's receipt
    server: "Site"

    def do_GET(self) -> None:
        count = self.server.note(self.path)
        answers = self.server.answers.get(self.path)
        if answers is None:
            self.reply(404, b"")
        else:
            answers[min(count, len(answers)) - 1](self)

    def reply(self, status: int, body: bytes = b"", length: int | None = None, /, **headers: str) -> None:
        """Send a whole answer; header names are written with "_" for "-"."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


class Site(ThreadingHTTPServer):
    """Answers by path; each path's answers are given in turn, the last again and again."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((HOST, 0), Asked)
        self.answers: dict[str, tuple[Answer, ...]] = {}
        self.asked: list[str] = []
        self._lock = threading.Lock()

    def note(self, path: str) -> int:
        with self._lock:
            self.asked.append(path)
            return self.asked.count(path)

    def handle_error(self, request: object, client_address: object) -> None:
        return  # a client that hangs up is what some tests are about

    def says(self, path: str, *answers: Answer) -> str:
        """Set what is answered at a path; the path's whole address."""
        self.answers[path] = answers
        return self.at(path)

    def at(self, path: str) -> str:
        return f"http://{HOST}:{self.server_address[1]}{path}"


def page(body: bytes = b"<html><p>News.</p></html>", status: int = 200, **headers: str) -> Answer:
    return lambda asked: asked.reply(status, body, **{"Content_Type": "text/html", **headers})


def moved(to: str, status: int = 302) -> Answer:
    return lambda asked: asked.reply(status, Location=to)


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()
