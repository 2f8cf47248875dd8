"""The command `sandbox`: with a command, alone, and with invalid arguments."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from sagemaker_marketplace.cli.main import run
from sagemaker_marketplace.sandbox import command
from sagemaker_marketplace.sandbox.server import scenarios

PROGRAM = [sys.executable, "-m", "sagemaker_marketplace", "sandbox"]
EXPORTED = [
    "AWS_ENDPOINT_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_EC2_METADATA_DISABLED",
    "AWS_PAGER",
    "NO_PROXY",
    "no_proxy",
]

End = Callable[..., tuple[int, str, str]]

LISTEN = "choose another port, or omit --port; --host must be an IPv4 address of this machine"

# Without variables that the sandbox removes.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


def sandbox(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def end(capsys: pytest.CaptureFixture[str]) -> Iterator[End]:
    """Run the command in this process; gives its exit code, standard output and standard error."""
    before = dict(os.environ)

    def end(*arguments: str) -> tuple[int, str, str]:
        code = run(["sandbox", *arguments])
        return code, *capsys.readouterr()

    yield end
    os.environ.clear()
    os.environ.update(before)


class StartingServer:
    """A server during whose start a signal arrives, and whose start suppresses every exception."""

    def scenarios(self) -> dict[str, str]:
        return {"success": ""}

    @contextmanager
    def running(self, _scenario: str, **_: object) -> Iterator[SimpleNamespace]:
        with suppress(BaseException):
            signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
            for _number in range(1000):
                pass
        yield SimpleNamespace(url="", environment={})


def test_a_signal_during_the_start_ends_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(number: int, _frame: object) -> None:
        raise KeyboardInterrupt(number)

    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("the sandbox serves"))
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            command.run(StartingServer(), "success", ("127.0.0.1", 0), [], {}, str)
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("code", [0, 5])
def test_the_command_s_exit_code_is_the_sandbox_s(code: int) -> None:
    ended = sandbox("--", sys.executable, "-c", f"raise SystemExit({code})")
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, "", "")


def test_a_command_that_a_signal_killed() -> None:
    ended = sandbox("--", sys.executable, "-c", f"import os; os.kill(os.getpid(), {signal.SIGKILL.value})")
    assert ended.returncode == 128 + signal.SIGKILL


def test_the_variables_are_set() -> None:
    script = f"import os; print(*(name for name in {EXPORTED} if name in os.environ)); print(os.environ['USER_OWN'])"
    environment = {**os.environ, "USER_OWN": "kept"}
    command = [*PROGRAM, "--", sys.executable, "-c", script]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, f"{' '.join(EXPORTED)}\nkept\n", "")


def test_a_command_that_does_not_exist() -> None:
    ended = sandbox("--", "no-such-command")
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr == (
        "sagemaker-marketplace: cannot run no-such-command: No such file or directory\n"
        "  run: sandbox -- COMMAND ARGUMENT ...\n"
    )


def test_a_command_that_can_t_be_run(end: End, tmp_path: Path) -> None:
    message = f"sagemaker-marketplace: cannot run {tmp_path}: Permission denied\n"
    assert end("--", str(tmp_path)) == (2, "", f"{message}  run: sandbox -- COMMAND ARGUMENT ...\n")


@pytest.mark.parametrize(
    ("name", "hint"), [("sunny", "list them with --scenario list"), ("ping-failed", "did you mean ping-fails?")]
)
def test_an_unknown_scenario(end: End, name: str, hint: str) -> None:
    assert end("--scenario", name) == (2, "", f'sagemaker-marketplace: unknown scenario "{name}"\n  {hint}\n')


def test_the_scenarios_are_listed(end: End) -> None:
    listed = "".join(f"{name}: {about}\n" for name, about in scenarios().items())
    assert end("--scenario", "list") == (0, listed, "")


def test_a_scenario_of_one_s_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("description: No names are visible.\npolls_until_visible: 2\n")
    script = (
        "import boto3; client = boto3.client('sagemaker')\n"
        "try: client.describe_model_package(ModelPackageName='m')\n"
        "except client.exceptions.ClientError as error: print(error)"
    )
    ended = sandbox("--scenario", str(file), "--", sys.executable, "-c", script)
    assert (ended.returncode, "does not exist" in ended.stdout) == (0, True)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot read mine.yaml: No such file or directory"),
        ("stages: {scan: 1", "mine.yaml is not a scenario: while parsing a flow mapping"),
        ("stages: {test: {}}", "mine.yaml is not a scenario: unknown stage test"),
        ("stages: {scan: {unknown: 1}}", "mine.yaml is not a scenario: Stage.__init__() got an unexpected keyword"),
        ("faults: [{operations: [x]}]", "mine.yaml is not a scenario: 'response'"),
        ("", "mine.yaml is not a scenario: "),
    ],
)
def test_a_file_that_is_not_a_scenario(
    end: End, content: str | None, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        (tmp_path / "mine.yaml").write_text(content)
    code, _, errors = end("--scenario", "mine.yaml")
    assert code == 2
    assert errors.startswith(f"sagemaker-marketplace: {message}")
    assert "Traceback" not in errors


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_without_a_command_it_prints_the_variables_and_serves_until_a_signal(number: signal.Signals) -> None:
    with subprocess.Popen(PROGRAM, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=CLEAN) as process:
        assert process.stdout
        lines = [process.stdout.readline().rstrip("\n") for _ in range(len(EXPORTED) + 1)]
        process.send_signal(number)
        rest, errors = process.communicate(timeout=30)
    values = dict(line.removeprefix("export ").split("=", 1) for line in lines[:-1])
    assert list(values) == EXPORTED
    assert all(line.startswith("export ") for line in lines[:-1])
    assert lines[-1] == f"# The sandbox is running at {values['AWS_ENDPOINT_URL']}. Press Ctrl-C to stop."
    assert rest == ""
    assert "Traceback" not in errors
    assert process.returncode == 130


def test_a_port_in_use() -> None:
    with subprocess.Popen(PROGRAM, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=CLEAN) as process:
        assert process.stdout
        port = process.stdout.readline().rstrip("\n").rpartition(":")[2]
        ended = sandbox("--port", port)
        process.terminate()
        process.communicate(timeout=30)
    assert ended.returncode == 2
    # The text in between depends on the Python version.
    start = f"sagemaker-marketplace: cannot listen on 127.0.0.1, port {port}: Address already in use"
    assert ended.stderr.startswith(start)
    assert ended.stderr.endswith(f"\n  {LISTEN}\n")


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("192.0.2.1", "Cannot assign requested address"),
        ("::1", "Address family for hostname not supported"),
        ("not a host", "Name or service not known"),
    ],
)
def test_an_address_that_it_cannot_listen_on(end: End, host: str, reason: str) -> None:
    code, output, errors = end("--host", host)
    assert (code, output) == (2, "")
    assert errors.startswith(f"sagemaker-marketplace: cannot listen on {host}, port 0: {reason}")
    assert errors.endswith(f"\n  {LISTEN}\n")


def test_a_client_of_another_address() -> None:
    code = (
        "import boto3, os; s3 = boto3.client('s3'); s3.create_bucket(Bucket='validation-data'); "
        "print(os.environ['AWS_ENDPOINT_URL'].rpartition(':')[0], os.environ['NO_PROXY'], "
        "s3.list_buckets()['Buckets'][0]['Name'])"
    )
    ended = sandbox("--host", "127.0.0.2", "--", sys.executable, "-c", code)
    assert (ended.returncode, ended.stdout) == (0, "http://127.0.0.2 127.0.0.2 validation-data\n"), ended.stderr
