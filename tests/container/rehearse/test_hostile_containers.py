"""Containers that flood what they can reach: the rehearsal ends with a verdict, and shows what it shows of others."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.container.rehearse.programs import rehearse

pytestmark = [pytest.mark.container, pytest.mark.usefixtures("programs_image")]


FLOODS = {
    "lines": "os.write(1, b'::error::x\\x1b[2J\\n' * 65536)",
    "no line end": "os.write(2, b'x' * 1048576)",
    "look-ups": "names.sendto(os.urandom(2) + QUESTION + os.urandom(4) + b'\\0\\0\\1\\0\\1', DNS)",
    "malformed look-ups": "names.sendto(os.urandom(40), DNS)",
}
FLOOD = """
import socket
names, DNS = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), ("127.0.0.1", 53)
QUESTION = b"\\1\\0\\0\\1" + bytes(6) + b"\\4"
def flood():
    while True:
        {}
threading.Thread(target=flood, daemon=True).start()
serve()
"""


@pytest.mark.parametrize("name", FLOODS)
def test_a_container_that_floods_until_its_end(base: str, lines: Path, name: str) -> None:
    found = rehearse(base, FLOOD.format(FLOODS[name]), {"data.csv": lines})
    assert found.outputs == {"data.csv": [b"1\n2\n3\n"]}
    assert found.observations.end
    assert (found.observations.end.during, len(found.log) <= 100) == ("stop", True)
    assert len(found.observations.host_names) <= 100
