"""The commands that run stages: check, rehearse, plan, create and watch."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .. import output, pipeline, plugins, runner
from ..changed_files import ChangedFiles, UnknownChanges
from ..check import fix
from ..context import Clock, Context, Workspace
from ..manifest import variables
from ..manifest.findings import SUCCESS, USAGE, Failure
from ..manifest.yaml_reader import MAX_BYTES
from ..rehearse.engine.opener import engine_opener
from ..report import colors, events, untrusted
from ..report.report import Report
from ..settings import configuration
from ..settings.configuration import Configuration
from ..settings.parse import COMMAND_LINE, Given, clean
from ..settings.settings import Settings
from ..settings.triggers import refuse_changes, refused_credentials
from .account import debug, open_account, print_setup

if TYPE_CHECKING:
    from ..aws.session import Account

_AFTER_CHECK = "Next: run plan with the same arguments to see what create would do (needs read-only AWS credentials)"


def run(command: str, given: Given) -> int:
    """Run a command and return its exit code.

    Raises Failure for invalid settings, for a format that is not installed and for a file that can't be written.
    """
    # Debug lines would scroll the live display away.
    is_plain = "true" in (given.get("verbose"), given.get("quiet"))
    if "format" not in given and not is_plain and command != "check" and _is_terminal():
        given = {**given, "format": "live"}
    workspace, safe = current_folder(), variables.safe(os.environ)
    configured = find_configuration()
    settings = clean({**configured.complete(given, safe), "command": command}, COMMAND_LINE)
    print_setup(command, {name.replace("_", "-"): value for name, value in vars(settings).items()}, configured.file)
    refuse_changes(settings, os.environ.get("GITHUB_EVENT_NAME", ""))
    for name in (settings.format, *(name for name, _ in settings.output)):
        _require_format(name)
    settings = replace(settings, variables={**safe, **settings.variables})
    context = Context(_account_opener(settings), Clock(), workspace, safe, engine_opener(os.environ))
    if settings.verbose:
        context = replace(context, debug=debug)
    runner.check_output_files(settings, context.workspace)
    if settings.changed_only:
        context = replace(context, changed=_changed_files(settings, configured))
    if settings.fix or settings.diff:
        _fix(settings, context)
    printer = output.Printer(uses_stderr=command != "check")
    stream = pipeline.run(settings, context)
    # Others change nothing.
    cleanup = None if command in ("check", "rehearse") else _cleanup(settings, context)
    paint = colors.paint(settings.color, os.environ, _is_terminal())
    if settings.quiet:
        report = _run_quietly(settings, stream, printer, cleanup, paint)
    else:
        report = runner.run(settings, stream, settings.format, printer.write, cleanup=cleanup, paint=paint)
    for failure in runner.write_files(report, settings, context.workspace).values():
        output.note(f"sagemaker-marketplace: {failure.message}", *failure.hint.splitlines())
    is_text = settings.format == "text" and not settings.quiet
    if command == "check" and is_text and report.exit_code == SUCCESS and _is_terminal():
        output.note(_AFTER_CHECK)
    return report.exit_code


def _is_terminal() -> bool:
    return bool(sys.stdout and sys.stdout.isatty())


def _run_quietly(
    settings: Settings,
    stream: Iterator[events.Event],
    printer: output.Printer,
    cleanup: runner.Cleanup | None,
    paint: colors.Paint,
) -> Report:
    """Print the result on standard output, and failures on standard error."""
    quiet = plugins.output_format("_quiet")

    def on_event(event: events.Event, _: Report) -> None:
        output.note(*quiet.errors(event, settings.command, settings.fail_on))

    report = runner.run(settings, stream, "_quiet", printer.write, on_event, cleanup, paint)
    output.note(*quiet.hidden_errors(report))
    return report


def _require_format(name: str) -> None:
    try:
        plugins.output_format(name)
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] != "actions_toolkit":
            raise
        hint = "install it: pip install 'sagemaker-marketplace-action[action]'"
        raise Failure(f'format {name} requires the extra "action"', USAGE, hint) from None


def current_folder() -> Workspace:
    """Return the workspace of the command line: the current directory.

    Raises Failure if it does not exist any more.
    """
    return Workspace(_current_path(), bound=False, read_stdin=_read_stdin)


def find_configuration() -> Configuration:
    """Return the configuration file of the current directory, or of one above it.

    Raises Failure for an invalid file, and if the current directory does not exist any more.
    """
    return configuration.find(Path(_current_path()))


def _current_path() -> str:
    try:
        return os.getcwd()
    except FileNotFoundError:
        raise Failure("the current directory does not exist", USAGE, "change to another directory") from None


def _read_stdin() -> bytes:
    return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""


def _changed_files(settings: Settings, configured: Configuration) -> ChangedFiles | None:
    # Imported here: few checks need it.
    from .. import git

    folder = Path(_current_path()).resolve()
    try:
        return git.changed_files(folder, settings.base, os.environ).unless_changed(folder, configured.file)
    except UnknownChanges as unknown:
        output.note(f"sagemaker-marketplace: {unknown.notice()}")
    return None


def _fix(settings: Settings, context: Context) -> None:
    for shown, file in fix.fixed_files(settings, context).items():
        if settings.diff:
            lines = list(fix.difference(shown, file.before, file.after))
        else:
            context.workspace.write(shown, [file.after])
            changes = "1 change" if file.changes == 1 else f"{file.changes} changes"
            lines = [f"fixed {shown} ({changes})"]
        if settings.quiet and not settings.diff:
            continue
        if settings.format == "text":
            output.write("".join(f"{untrusted.line(line)}\n" for line in lines))
        else:  # standard output is for the format's own document
            output.note(*lines)


def _cleanup(settings: Settings, context: Context) -> runner.Cleanup:
    # Imported here: a check does not need it.
    from ..create import cancel

    def account(role: str) -> Account:
        return _account(settings, role, cancel.ANSWER_SECONDS)

    return cancel.make_cleanup(settings.on_cancel, context.invocation, account, context.clock)


def _account_opener(settings: Settings) -> Callable[[str], Account]:
    if settings.command == "check":
        return partial(_account, settings)
    account = _account(settings)  # settings that don't fit together are reported before the first stage
    return lambda role: _account(settings, role) if role else account


def _account(settings: Settings, role: str = "", timeout: float | None = None) -> Account:
    from ..settings import login

    login_role = login.role_of_manifest(role, settings, os.environ, Clock())
    refusal = refused_credentials(settings, os.environ.get("GITHUB_EVENT_NAME", ""), role)
    return open_account(settings.profile, settings.verbose, login_role, timeout, refusal, role)
