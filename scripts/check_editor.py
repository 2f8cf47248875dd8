"""Open manifests in the language server of VS Code's YAML extension with the published schema (`make editor`).

Prints the diagnostics that an editor would show. Without arguments, the manifests in examples/. Needs npm.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "schema" / "manifest.schema.json"
INSTALLED = ROOT / "build" / "editor"
SERVER = INSTALLED / "node_modules" / ".bin" / "yaml-language-server"
MODELINE = "# yaml-language-server: $schema="
VERSION = "1.20.0"


class Server:
    """The language server, used over its standard streams."""

    def __init__(self) -> None:
        """Start it."""
        command = [str(SERVER), "--stdio"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._send("initialize", {"processId": None, "rootUri": ROOT.as_uri(), "capabilities": {}}, request_id=1)
        next(message for message in self._messages() if message.get("id") == 1)
        self._send("initialized", {})

    def diagnostics(self, path: Path) -> list[dict[str, Any]]:
        """The diagnostics for one file, with the published schema if it names none."""
        text = path.read_text(encoding="utf-8")
        if MODELINE not in text:
            text = f"{text}\n{MODELINE}{SCHEMA.as_uri()}\n"
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._send("textDocument/didOpen", {"textDocument": document})
        for message in self._messages():
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == path.as_uri():
                reported: list[dict[str, Any]] = message["params"]["diagnostics"]
                return reported
        raise EOFError("the language server has ended")

    def stop(self) -> None:
        """End the server's process."""
        self._process.terminate()
        self._process.wait()

    def _send(self, method: str, parameters: Any, request_id: int | None = None) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": parameters}
        self._write(message if request_id is None else {**message, "id": request_id})

    def _write(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None  # noqa: S101 # for mypy: both are pipes
        content = json.dumps(message).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(content), content))
        self._process.stdin.flush()

    def _messages(self) -> Iterator[dict[str, Any]]:
        """Yield the server's messages, answering its requests for settings with nothing."""
        assert self._process.stdout is not None  # noqa: S101 # for mypy: both are pipes
        length = 0
        for header in iter(self._process.stdout.readline, b""):
            if header.lower().startswith(b"content-length:"):
                length = int(header.split(b":")[1])
            elif not header.strip():
                message: dict[str, Any] = json.loads(self._process.stdout.read(length))
                if "id" in message and "method" in message:
                    self._write({"jsonrpc": "2.0", "id": message["id"], "result": None})
                yield message


def main(arguments: list[str]) -> int:
    """Print the diagnostics of each file; return 1 if there are any."""
    if not SERVER.exists():
        INSTALLED.mkdir(parents=True, exist_ok=True)
        package = f"yaml-language-server@{VERSION}"
        subprocess.run(["npm", "install", "--silent", "--prefix", str(INSTALLED), package], check=True)
    paths = [Path(name).resolve() for name in arguments] or sorted((ROOT / "examples").glob("*.yaml"))
    server, total = Server(), 0
    for path in paths:
        for diagnostic in server.diagnostics(path):
            start = diagnostic["range"]["start"]
            print(f"{path.name}:{start['line'] + 1}:{start['character'] + 1}: {diagnostic['message']}")
            total += 1
    server.stop()
    print(f"{len(paths)} files, {total} diagnostics (yaml-language-server {VERSION})")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
