"""The command line: arguments to settings, one function a command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from .. import __version__, pipeline, runner
from ..aws.session import Account
from ..check import fix
from ..context import Clock, Context, Workspace
from ..create import cancel
from ..manifest import variables
from ..manifest.findings import INTERRUPTED, SUCCESS, USAGE, Failure
from ..manifest.suggestions import closest_match
from ..report import events, untrusted
from ..report.report import Report
from ..settings import login, options, settings
from . import arguments, commands

PROGRAM = "sagemaker-marketplace"
ABOUT = "Check, create and watch SageMaker model packages and algorithms for AWS Marketplace."
COMMANDS = {
    "check": "check manifests: offline, without credentials",
    "plan": "check, then show the request and what would be done about a name that exists",
    "create": "check, plan, create and watch",
    "watch": "take up resources by ARN or manifest, until they are Completed or Failed",
    "init": "write a manifest to start from",
    "schema": "print the JSON Schema of manifests",
    "rules": "list the rules",
    "explain": "explain a rule",
    "facts": "show what is known of a Region or an instance type",
    "iam-policy": "print the least IAM policy for a caller, or the trust policy for a repository's workflows",
    "role": "print the least role for a validation, or make it",
    "sandbox": "run a local AWS to try everything in",
}


def run(argv: Sequence[str]) -> int:
    """Run a command line and give the exit code; nothing but a bug in this function itself raises."""
    try:
        if argv[:1] != ["check"]:
            # A check is over before anybody asks for its end, and leaves nothing behind.
            runner.listen()
        return _dispatch(argv)
    except Failure as failure:
        return _tell(failure)
    except KeyboardInterrupt:
        return INTERRUPTED
    except runner.Interrupted as interrupt:
        sys.stderr.write(f"{PROGRAM}: interrupted by {interrupt}\n")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SUCCESS


def _dispatch(argv: Sequence[str]) -> int:
    command = argv[0] if argv else "--help"
    if command in options.RUNS:
        if set(argv[1:]) & set(arguments.HELP):
            _write(arguments.usage(PROGRAM, command, COMMANDS[command]))
            return SUCCESS
        given = arguments.read(command, argv[1:])
        if "format" not in given and command != "check" and sys.stdout.isatty():
            given["format"] = "live"
        return _run(settings.clean(given, "--{}"))
    if command in COMMANDS:
        return commands.run(PROGRAM, command, argv[1:])
    return _program(command)


def _program(command: str) -> int:
    if command == "--version":
        _write(f"{PROGRAM} {__version__}\n")
    elif command in arguments.HELP:
        listed = (f"  {name:10} {about}\n" for name, about in COMMANDS.items())
        _write(f"usage: {PROGRAM} COMMAND ...\n\n{ABOUT}\n\ncommands:\n{''.join(listed)}\n")
        _write(f"{PROGRAM} COMMAND --help tells what a command takes.\n")
    else:
        near = closest_match(command, COMMANDS)
        hint = f"did you mean {near}?" if near else f"there are {', '.join(COMMANDS)}"
        raise Failure(f"there is no command {command}", USAGE, hint)
    return SUCCESS


def _run(chosen: settings.Settings) -> int:
    settings.refuse_changes(chosen, os.environ.get("GITHUB_EVENT_NAME", ""))
    chosen = replace(chosen, variables={**safe_variables(), **chosen.variables})
    context = _world(chosen)
    if chosen.fix or chosen.diff:
        _mend(chosen, context)
    stream = pipeline.run(chosen, context)
    report = runner.run(chosen, stream, chosen.format, lambda line: _write(f"{line}\n"), cleanup=_tidier(chosen))
    runner.write_files(report, chosen, os.getcwd())
    return report.exit_code


def _mend(chosen: settings.Settings, context: Context) -> None:
    # Other formats have standard output for themselves.
    write = _write if chosen.format == "text" else sys.stderr.write
    for shown, (before, after) in fix.mended(chosen, context).items():
        if chosen.diff:
            write("".join(f"{untrusted.line(line)}\n" for line in fix.difference(shown, before, after)))
        else:
            context.workspace.write(shown, after)
            write(f"{untrusted.line(shown)}: mended\n")


def safe_variables() -> dict[str, str]:
    """The runner's variables that hold nothing secret, as far as they are set."""
    return {name: os.environ[name] for name in variables.SAFE_GITHUB_NAMES if name in os.environ}


def _tidier(chosen: settings.Settings) -> Callable[[Report], Iterable[events.Event]]:
    if chosen.on_cancel != "stop":
        return lambda _: ()

    return cancel.make_cleanup(chosen.on_cancel, lambda: _account(chosen, cancel.ANSWER_SECONDS), Clock().now)


def _world(chosen: settings.Settings) -> Context:
    return Context(_account(chosen), Clock(), Workspace(os.getcwd(), bound=False), safe_variables())


def _account(chosen: settings.Settings, timeout: float = 30) -> Account:
    oidc = None
    if chosen.role_to_assume:
        oidc = login.oidc(chosen, os.environ, Clock())
    return Account(f"sagemaker-marketplace-action/{__version__}", oidc, timeout)


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _tell(failure: Failure) -> int:
    location = (
        f"{failure.location.file}:{failure.location.line}:{failure.location.column}: " if failure.location else ""
    )
    lines = [f"{PROGRAM}: {location}{failure.message}", *(f"  {line}" for line in failure.hint.splitlines())]
    sys.stderr.write("\n".join(lines) + "\n")
    return failure.exit_code
