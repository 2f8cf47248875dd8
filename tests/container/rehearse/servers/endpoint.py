"""A server with the faults that FAULTS names: in a transform job those that end in -batch, otherwise all others."""

from __future__ import annotations

import itertools
import json
import os
import signal
import threading
import time
from collections.abc import Callable
from http.server import HTTPServer, ThreadingHTTPServer

from . import server, websocket

# Only the containers of transform jobs have this variable.
IS_BATCH = "SAGEMAKER_BATCH" in os.environ
FAULTS = [fault for fault in os.environ["FAULTS"].split() if fault.endswith("-batch") == IS_BATCH]
METERING = {
    "metered": '{"Dimension": "inference.count", "ConsumedUnits": 1}',
    "metered-tokens": '{"Dimension": "tokens", "ConsumedUnits": 12}',
    "metered-badly": "1",
    "metered-batch": '{"Dimension": "inference.count", "ConsumedUnits": 3}',
}
# The request beside which a rehearsal pings: four are sent before it one at a time, and four in parallel.
BUSY = 8
METRICS = """\
# TYPE requests_total counter
requests_total{route="/ping"} 3.0
# TYPE request_seconds histogram
request_seconds_bucket{le="+Inf"} 1.0
request_seconds_sum 0.2
request_seconds_count 1.0
"""


class Handler(server.Handler):
    """Answers CSV and JSON."""

    # A connection that is kept would be the only one of a server without threads.
    protocol_version = "HTTP/1.0" if "slow" in FAULTS else "HTTP/1.1"
    numbers = itertools.count()
    working = threading.Semaphore(1)

    def invocations(self, body: str) -> None:
        """Answer POST /invocations."""
        is_json = self.headers["Content-Type"] == "application/json"
        number = next(self.numbers)
        if "early" in FAULTS and not number:
            self.answer(503, "the model is being loaded\n", "text/plain")
        elif "refuses-json" in FAULTS and is_json:
            self.answer(415, "text/csv is required\n", "text/plain")
        elif "json-fails" in FAULTS and is_json:
            self.answer(500, "KeyError: 'instances'\n", "text/plain")
        elif "json-ends" in FAULTS and is_json:
            os._exit(3)
        elif "state" in FAULTS and not self.working.acquire(blocking=False):
            self.answer(500, "the model is busy\n", "text/plain")
        else:
            if "slow" in FAULTS and number == BUSY:
                time.sleep(2.5)
            self.predict(body, is_json)

    def predict(self, body: str, is_json: bool) -> None:
        """Answer with predictions, in parts or at once."""
        if "state" in FAULTS:
            time.sleep(0.2)
            self.working.release()
        if "streams" in FAULTS or "leaving-ends" in FAULTS:
            self.stream(20)
        elif is_json:
            scores = [sum(row) for row in json.loads(body)["instances"]]
            self.answer(200, json.dumps({"predictions": scores}), "application/json")
        else:
            scores = [self.score(line) for line in body.splitlines()]
            self.answer(200, "\n".join(map(str, scores)), **self.metering())

    def metering(self) -> dict[str, str]:
        """Return the metering header, if there is one."""
        values = [METERING[fault] for fault in FAULTS if fault in METERING]
        return {"X-Amzn-Inference-Metering": values[0]} if values else {}

    def stream(self, chunks: int) -> None:
        """Send a chunked response."""
        self.send_response(200)
        for name, value in {"Content-Type": "text/csv", **self.metering()}.items():
            self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for _ in range(chunks):
                self.wfile.write(b"4\r\n0.5\n\r\n")
                time.sleep(0.01)
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            if "leaving-ends" in FAULTS:
                os._exit(4)

    def routes(self) -> dict[str, Callable[[], None]]:
        """Return what answers GET requests, by path."""
        routes = super().routes()
        if any(fault.startswith("metrics") for fault in FAULTS):
            routes["/metrics"] = self.metrics
        if any(fault.startswith("websocket") for fault in FAULTS):
            routes[websocket.PATH] = self.upgrade
        return routes

    def upgrade(self) -> None:
        """Serve a WebSocket connection."""
        self.close_connection = True
        accepts = (websocket.TEXT,) if "websocket-text" in FAULTS else (websocket.TEXT, websocket.BINARY)
        websocket.serve(self, answers_pings="websocket-without-pong" not in FAULTS, accepts=accepts)

    def metrics(self) -> None:
        """Answer GET /metrics."""
        if "metrics-hang" in FAULTS:
            time.sleep(60)
        if "metrics-end" in FAULTS:
            os._exit(5)
        self.answer(200, METRICS, "text/plain; version=0.0.4")


def main() -> None:
    """Serve until SIGTERM; without threads if requests are slow."""
    if "unready" in FAULTS:
        raise SystemExit("the model is locked")
    Handler.factor = server.load()
    listening = (HTTPServer if "slow" in FAULTS else ThreadingHTTPServer)(("", 8080), Handler)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=listening.shutdown).start())
    listening.serve_forever()
    os._exit(0)


if __name__ == "__main__":
    main()
