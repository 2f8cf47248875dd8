"""A gate between runs and a sandbox: each call of a run waits there until the test decides what becomes of it.

So a test, or a seed, decides in which order the calls of several processes take effect.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from pathlib import Path
from threading import Condition, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.pipeline.expected import before_closing

from sagemaker_marketplace.sandbox.server import Sandbox

PROGRAM = Path(__file__).with_name("fork_races.py")
# Only a deadlock takes this long.
_LONGEST_WAIT = 60
_DROPPED = "dropped"


@dataclass(eq=False)
class Call:
    """A call that has reached the gate. `answer` is the response of the sandbox, once it has executed the call."""

    run: str
    operation: str
    request: dict[str, Any]
    body: bytes
    headers: Mapping[str, str]
    path: str
    method: str
    decision: tuple[int, bytes] | str | None = None
    answer: tuple[int, bytes] | None = None

    @property
    def result(self) -> dict[str, Any] | None:
        """The response's document; None after an error."""
        if self.answer is None or self.answer[0] != 200:
            return None
        document: dict[str, Any] = json.loads(self.answer[1] or b"{}")
        return document


@dataclass(frozen=True)
class End:
    """How a run ended: its exit code, outputs and lines, what it leaves to the post step, and the seconds it waited."""

    exit_code: int
    outputs: dict[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    state: str = ""
    seconds: float = 0.0

    @property
    def messages(self) -> list[str]:
        """The lines before the closing lines, without indentation."""
        return [line.strip() for line in before_closing(self.lines)]

    @property
    def resumes(self) -> bool:
        """Whether the closing lines have the command that resumes the watch of the resource."""
        closing = [line.split() for line in self.lines[len(self.messages) :]]
        return ["Resume", "sagemaker-marketplace", "watch", self.outputs["arn"]] in closing


class Gate:
    """The runs of a test, each a process, and their calls."""

    def __init__(self, stack: ExitStack) -> None:
        """Start the program of the runs; `stack` ends it."""
        self._stack, self._root = stack, Path()
        self._host = ""
        self._environment: Mapping[str, str] = {}
        self._changed = Condition()
        self._waiting: dict[str, list[Call]] = {}  # by run, in the order of arrival
        self._ends: dict[str, End] = {}
        self._processes: dict[str, int] = {}
        self._urls: dict[str, str] = {}
        self.passed: list[Call] = []
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._program = stack.enter_context(subprocess.Popen([sys.executable, PROGRAM], **pipes))
        stack.callback(self._program.stdin.close)  # type: ignore[union-attr]  # it is a pipe
        Thread(target=self._read, daemon=True).start()

    def use(self, sandbox: Sandbox, root: Path) -> None:
        """Begin again: lead all calls to this sandbox; `root` is the folder of the manifests."""
        with self._changed:
            for call in chain.from_iterable(self._waiting.values()):
                call.decision = _DROPPED
            for run, process in self._processes.items():
                if run not in self._ends:
                    os.kill(process, signal.SIGKILL)
            self._waiting, self._ends, self._processes, self.passed = {}, {}, {}, []
            self._changed.notify_all()
        self._host, self._environment, self._root = urlsplit(sandbox.url).netloc, sandbox.environment, root

    def begin(self, run: str, file: str, **settings: Any) -> None:
        """Start a run and wait for its first call, or for its end."""
        with self._changed:
            self._waiting.pop(run, None)
            self._ends.pop(run, None)
            self._processes.pop(run, None)
        environment = {**self._environment, "AWS_ENDPOINT_URL": self.address(run)}
        root = str(self._root)
        order = {"run": run, "environment": environment, "root": root, "file": file, "settings": settings}
        print(json.dumps(order), file=self._program.stdin, flush=True)
        with self._changed:
            assert self._changed.wait_for(lambda: run in self._processes, _LONGEST_WAIT)
        self.next(run)

    def next(self, run: str) -> Call | None:
        """Wait until a run is at the gate; None if it has ended. Of calls at the same time, it is the first."""
        with self._changed:
            ready = self._changed.wait_for(lambda: self._waiting.get(run) or run in self._ends, _LONGEST_WAIT)
            assert ready, f"{run} neither calls nor ends"
            return next(iter(self._waiting.get(run, ())), None)

    def execute(self, run: str) -> Call:
        """Let the sandbox execute the call of a run, and keep the response."""
        call = self.next(run)
        assert call, self._ends[run]
        if call.answer is None:
            call.answer = self._forward(call)
            self.passed.append(call)
        return call

    def let_pass(self, run: str) -> Call:
        """Let a call pass, and wait until the run calls again or ends."""
        call = self.execute(run)
        assert call.answer
        return self._decide(call, call.answer)

    def lose(self, run: str) -> Call:
        """Execute a call, lose its response, and wait until the run calls again or ends."""
        return self._decide(self.execute(run), _DROPPED)

    def refuse(self, run: str, code: str, message: str, status: int = 400) -> Call:
        """Answer a call with an error instead of the sandbox, and wait until the run calls again or ends."""
        call = self.next(run)
        assert call
        return self._decide(call, (status, json.dumps({"__type": code, "message": message}).encode()))

    def repeat(self, run: str, earlier: Call) -> Call:
        """Answer a call as an earlier one, and wait until the run calls again or ends."""
        call = self.next(run)
        assert call
        assert earlier.answer
        return self._decide(call, earlier.answer)

    def until(self, run: str, operation: str) -> Call:
        """Let the calls of a run pass until it is at the gate with this operation."""
        while (call := self.next(run)) and call.operation != operation:
            self.let_pass(run)
        assert call, f"{run} ended without {operation}: {self._ends[run]}"
        return call

    def finish(self, run: str) -> End:
        """Let all calls of a run pass, and return how it ended."""
        while self.next(run):
            self.let_pass(run)
        return self._ends[run]

    def interrupt(self, run: str, number: signal.Signals = signal.SIGTERM) -> None:
        """Send a signal to a run whose call waits, and wait until it calls again or ends.

        The call is lost, as are those at the same time; `execute` it before, if the sandbox is to have received it.
        """
        assert self.next(run), self._ends[run]
        with self._changed:
            # Out of the way first: the next call of this run is another one.
            calls = self._waiting.pop(run)
            os.kill(self._processes[run], number)
        self.next(run)
        for call in calls:
            self._answer(call, _DROPPED)

    def end(self, run: str) -> End | None:
        """How a run ended; None if it has not."""
        return self._ends.get(run)

    def calls(self, run: str) -> list[str]:
        """The operations of a run that the sandbox has executed."""
        return [call.operation for call in self.passed if call.run == run]

    def _decide(self, call: Call, decision: tuple[int, bytes] | str) -> Call:
        with self._changed:
            self._waiting[call.run].remove(call)
        self._answer(call, decision)
        self.next(call.run)
        return call

    def _answer(self, call: Call, decision: tuple[int, bytes] | str) -> None:
        with self._changed:
            call.decision = decision
            self._changed.notify_all()

    def _forward(self, call: Call) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self._host)
        try:
            connection.request(call.method, call.path, call.body, dict(call.headers))
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def _read(self) -> None:
        """Read what the program of the runs prints: the process ID of a run, then its end."""
        assert self._program.stdout
        for line in self._program.stdout:
            message = json.loads(line)
            with self._changed:
                if "process" in message:
                    self._processes[message["run"]] = message["process"]
                else:
                    lines = tuple(message["lines"])
                    self._ends[message["run"]] = End(
                        message["exit_code"], message["outputs"], lines, message["state"], message["seconds"]
                    )
                    self._waiting.pop(message["run"], None)
                self._changed.notify_all()

    def address(self, run: str) -> str:
        """The address of a run: its own, so that each call is known to be of this run."""
        if run not in self._urls:
            server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, run))
            server.daemon_threads = True
            Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            self._stack.callback(server.server_close)
            self._stack.callback(server.shutdown)
            self._urls[run] = f"http://127.0.0.1:{server.server_port}"
        return self._urls[run]

    def arrive(self, call: Call) -> tuple[int, bytes] | str:
        """Register a call and wait for the test's decision."""
        with self._changed:
            self._waiting.setdefault(call.run, []).append(call)
            self._changed.notify_all()
            self._changed.wait_for(lambda: call.decision is not None)
            assert call.decision is not None
            return call.decision


def _handler(gate: Gate, run: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            operation = str(self.headers.get("X-Amz-Target", "")).rpartition(".")[2]
            form = {} if operation else {name: values[0] for name, values in parse_qs(body.decode()).items()}
            request = json.loads(body) if operation else form
            operation = operation or form["Action"]
            call = Call(run, operation, request, body, dict(self.headers), self.path, self.command)
            decision = gate.arrive(call)
            self.close_connection = True
            if isinstance(decision, str):
                return
            status, document = decision
            with suppress(OSError):  # the run may have been interrupted
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.1")
                self.send_header("Content-Length", str(len(document)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(document)

        def log_message(self, *_: Any) -> None:
            """Log nothing."""

    return Handler


@contextmanager
def new_gate() -> Iterator[Gate]:
    """A gate, until the block ends."""
    with ExitStack() as stack:
        gate = Gate(stack)
        yield gate
        gate.use(Sandbox("", {}), Path())
