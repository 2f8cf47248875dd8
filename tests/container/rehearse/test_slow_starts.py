"""Containers that listen on other ports first: only a server that answers pings there ends the wait."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.container.rehearse.programs import rehearse

pytestmark = [pytest.mark.container, pytest.mark.usefixtures("programs_image", "soon_elsewhere")]

# Longer than the time after which a server on the wrong port ends the wait, which is shortened.
SLEEP = "time.sleep(5)\n"
LATE = SLEEP + "serve()"
IN_THREAD = "threading.Thread(target=serve_side, daemon=True).start()\n"
SIDE = """
class Side(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response({status})
        self.end_headers()
    def log_message(self, *arguments):
        pass
def serve_side():
    http.server.ThreadingHTTPServer(({address!r}, {port}), Side).serve_forever()
"""
RAW = """
import socket
def serve_side():
    server = socket.create_server(("127.0.0.1", 29500))
    while True:
        connection, _ = server.accept()
        connection.sendall(b"\\0\\1\\2")
        connection.close()
"""
SLOW = {
    "management port": SIDE.format(status=404, address="127.0.0.1", port=8081) + IN_THREAD + LATE,
    "metrics for every path": SIDE.format(status=200, address="::ffff:127.0.0.1", port=8082).replace(
        "def serve_side",
        "import socket\nhttp.server.ThreadingHTTPServer.address_family = socket.AF_INET6\ndef serve_side",
    )
    + IN_THREAD
    + SLEEP
    + "http.server.ThreadingHTTPServer.address_family = socket.AF_INET\nserve()",
    "not HTTP": RAW + IN_THREAD + LATE,
    "loopback first": SIDE.format(status=503, address="127.0.0.1", port=8080)
    .replace("    http.server.Thr", "    global side\n    side = http.server.Thr")
    .replace("Side).serve_forever()", "Side)\n    side.serve_forever()")
    + IN_THREAD
    + SLEEP
    + "side.shutdown()\nside.server_close()\nserve()",
}


@pytest.mark.parametrize("name", SLOW)
def test_a_server_that_is_ready_later_is_waited_for(base: str, lines: Path, name: str) -> None:
    seen = rehearse(base, SLOW[name], {"data.csv": lines}).observations
    assert (seen.pings_outcome, [each.status for each in seen.exchanges]) == ("ready", [200])


WRONG = {
    "port": "serve(port=5000)",
    "address": "serve(address='127.0.0.1')",
}


@pytest.mark.parametrize("name", WRONG)
def test_pings_that_are_answered_elsewhere_end_the_wait(base: str, lines: Path, name: str) -> None:
    seen = rehearse(base, WRONG[name], {"data.csv": lines}, patience=60).observations
    assert seen.pings_outcome == "elsewhere"
