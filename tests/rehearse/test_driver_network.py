"""The driver reports what the network shows, answers look-ups of names, and ends with its standard input."""

from __future__ import annotations

import socket
import struct
from pathlib import Path

import pytest
from tests.rehearse.driving import EMPTY_TCP, SNMP, Driver, Server, always, empty_tables, response

from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.rehearse.inference import driver_client
from sagemaker_marketplace.rehearse.inference.driver_client import (
    Finished,
    Listening,
    NameLookedUp,
    NetworkAttempts,
    Started,
)

ROW = "   0: {} 00000000:0000 {} 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n"


def test_listening_sockets_are_reported_when_they_change(tmp_path: Path) -> None:
    tables = empty_tables(tmp_path)
    rows = [("0100007F:1F90", "0A"), ("00000000:1388", "0A"), ("0100007F:0050", "01")]
    (tables / "tcp").write_text(EMPTY_TCP + "".join(ROW.format(*row) for row in rows))
    with Driver(tmp_path, 8080, tables=tables) as driver:
        # The port that SageMaker uses comes first: of many sockets only some are reported.
        assert driver.until(Listening)[1].sockets == (("127.0.0.1", 8080), ("0.0.0.0", 5000))  # noqa: S104 - expected
        row = ROW.format("00000000000000000000000000000000:1F90", "0A")
        (tables / "tcp6").write_text(EMPTY_TCP + row)
        (tables / "tcp").write_text(EMPTY_TCP)
        seen = driver.until(Listening)[1].sockets
        while seen != (("::", 8080),):
            seen = driver.until(Listening)[1].sockets


def test_packets_without_a_route_are_counted_from_the_start(tmp_path: Path) -> None:
    tables = empty_tables(tmp_path)
    with Driver(tmp_path, 8080, tables=tables) as driver:
        driver.until(Started)
        (tables / "snmp").write_text(SNMP.format(5))
        assert driver.until(NetworkAttempts)[1].count == 2
        driver.client.finish()
        driver.until(Finished)


def test_missing_tables_are_no_error(tmp_path: Path) -> None:
    with Driver(tmp_path, 8080, tables=tmp_path / "none") as driver:
        driver.client.finish()
        assert [type(event) for event in driver.until(Finished)[0]] == [Started]


def query(name: bytes, kind: int = 1) -> bytes:
    labels = b"".join(bytes([len(label)]) + label for label in name.split(b"."))
    return struct.pack("!6H", 4711, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!2H", kind, 1)


def ask(port: int, data: bytes) -> bytes:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(10)
        client.sendto(data, ("127.0.0.1", port))
        return client.recv(4096)


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_names_are_reported_once_and_not_found(tmp_path: Path) -> None:
    port = free_port()
    with Driver(tmp_path, 8080, name_port=port) as driver:
        driver.until(Started)
        for kind in (1, 28):
            answer = ask(port, query(b"huggingface.co", kind))
            assert answer == struct.pack("!6H", 4711, 0x8183, 1, 0, 0, 0) + query(b"huggingface.co", kind)[12:]
        ask(port, query(b"4.3.2.1.in-addr.arpa", 12))
        ask(port, query(b"S3.\x1b[31m.com"))
        driver.client.finish()
        before, _ = driver.until(Finished)
    assert before == [NameLookedUp("huggingface.co"), NameLookedUp("s3.?[31m.com")]


def test_a_host_knows_its_own_name(tmp_path: Path) -> None:
    port = free_port()
    name = socket.gethostname().encode()
    with Driver(tmp_path, 8080, name_port=port) as driver:
        driver.until(Started)
        assert ask(port, query(name))[-4:] == bytes([127, 0, 0, 1])
        assert ask(port, query(name, 28))[:12] == struct.pack("!6H", 4711, 0x8180, 1, 0, 0, 0)
        driver.client.finish()
        assert driver.until(Finished)[0] == []


def test_the_number_of_names_is_limited_and_broken_queries_are_ignored(tmp_path: Path) -> None:
    port = free_port()
    with Driver(tmp_path, 8080, name_port=port) as driver:
        driver.until(Started)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            for data in (b"", b"x", b"\xff" * 40, bytes(range(100))):
                client.sendto(data, ("127.0.0.1", port))
        for number in range(200):
            ask(port, query(b"host-%d.example" % number))
        driver.client.finish()
        names = [event.name for event in driver.until(Finished)[0] if isinstance(event, NameLookedUp)]
    assert len(names) == 100
    assert names[-1].endswith(".example")


def test_a_port_for_names_in_use_is_no_error(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as used:
        used.bind(("127.0.0.1", 0))
        with Driver(tmp_path, 8080, name_port=used.getsockname()[1]) as driver:
            assert driver.until(Started)[0] == []


def test_it_ends_with_standard_input_whatever_it_does(tmp_path: Path) -> None:
    with Server(always(response(500))) as server, Driver(tmp_path, server.port) as driver:
        driver.client.ping(2, 60, 60)
        driver.until(Started)
        assert driver.close() == 0


def test_it_ends_when_its_output_is_not_read(tmp_path: Path) -> None:
    driver = Driver(tmp_path, 8080)
    driver.until(Started)
    assert driver.process.stdout
    driver.process.stdout.close()
    driver.client.finish()
    assert driver.process.wait(30) == 0
    assert driver.process.stdin
    driver.process.stdin.close()


LINES = [b"", b"{}", b"[]", b"null", b"Traceback", b'{"event": "ping"}', b'{"event": "x"}', b'{"event": []}', b"\xff"]


@pytest.mark.parametrize("line", LINES)
def test_other_output_is_a_failure(line: bytes) -> None:
    with pytest.raises(Failure, match="unexpected output of the driver"):
        driver_client.parse(line)
