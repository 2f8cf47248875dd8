"""The container action: inputs to settings; events to the job log, outputs and the job summary."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from . import output, pipeline, plugins, runner
from .aws.call_log import CallLog
from .aws.session import TIMEOUT_SECONDS, Account
from .context import Clock, Context, Workspace
from .create import cancel
from .create.cleanup import Leftover, clean_up
from .github import changed_files, comment
from .manifest import variables
from .manifest.findings import INTERRUPTED, SUCCESS, Failure
from .manifest.suggestions import closest_match
from .merge.workflow import merge_reports
from .rehearse.engine.opener import engine_opener
from .report import events, output_values, untrusted, workflow_commands
from .report.internal_errors import internal_error
from .report.report import Report
from .settings import comment as comment_settings
from .settings import configuration, login, merge
from .settings.option import MERGE
from .settings.options import INPUTS
from .settings.parse import INPUT, clean
from .settings.settings import OPTIONS, Settings
from .settings.triggers import refuse_changes

_INPUT = "INPUT_"
_INPUTS = tuple(option for option in (*OPTIONS, *merge.OPTIONS) if option.is_input)
# The runner sets these for every container action, whether action.yml names them or not.
_RUNNER_INPUTS = ("ENTRYPOINT", "ARGS")
# The outputs of a job have at most 1 MB together (GitHub's documentation), counted as two bytes per character.
_LONGEST_OUTPUT = 200_000
# The output `results` is written again when it has grown by a tenth: what is written remains in the runner's file.
_RESULTS_GROWTH = 1.1
# The states that hold what a cancelled run leaves behind begin with this.
_LEFT = "LEFT"


def main() -> int:
    """Run the action in the runner's environment and return the exit code."""
    return _guard(_run, _comment)


def post() -> int:
    """Finish the cleanup that a cancelled step began; the runner calls this when the job has ended."""
    return _guard(_finish_cleanup)


def inputs(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the inputs of the workflow by option name; an empty one without a default counts as not set.

    Those that the configuration file can set have no default in action.yml, or they would always override the file.
    The runner upper-cases names and keeps hyphens (actions/runner, Handler.cs): fail-on is INPUT_FAIL-ON.
    """
    given = {}
    for option in INPUTS:
        value = environment.get(f"{_INPUT}{option.name.upper()}")
        if value is not None and (value.strip() or (option.default and not option.is_configurable)):
            given[option.name] = value
    return given


def unknown_inputs(environment: Mapping[str, str]) -> list[str]:
    """List the inputs that the action does not have: the runner would ignore a misspelled one without an error."""
    known = {*(option.name.upper() for option in INPUTS), *_RUNNER_INPUTS}
    names = (name.removeprefix(_INPUT) for name in environment if name.startswith(_INPUT))
    return sorted(name.lower() for name in names if name not in known)


def unused_inputs(environment: Mapping[str, str], command: str) -> list[str]:
    """List the inputs that a command does not use and that differ from their defaults, which the runner always sets."""
    unused = (option for option in _INPUTS if option.commands and command not in option.commands)
    values = ((option, environment.get(f"{_INPUT}{option.name.upper()}", "").strip()) for option in unused)
    return [option.name for option, value in values if value.lower() not in ("", option.default)]


def _guard(function: Callable[[], int], report_end: Callable[[Report], None] = lambda _report: None) -> int:
    """Return the exit code of a function; what it raises is printed as an annotation and reported by `report_end`."""
    output.prepare()
    try:
        return function()
    except runner.Interrupted as interrupt:
        _print(f"interrupted by {interrupt}")
        return INTERRUPTED
    except Failure as failure:
        ended = failure
    except (Exception, SystemExit) as error:
        ended = internal_error(error)
    report_end(_report(ended))
    return ended.exit_code


def _report(failure: Failure) -> Report:
    """Print a failure, write its job summary, and return the report of a run that ended before its first event."""
    where = failure.location
    location = f"{where.file}:{where.line}:{where.column}: " if where else ""
    lines = [f"{location}{failure.message}", *failure.hint.splitlines()]
    _print(workflow_commands.annotation("error", "\n".join(map(untrusted.line, lines)), where))
    ended = Report("", "error")
    ended.add(events.RunFailed("", failure.message, failure.exit_code, failure.hint))
    if os.environ.get("GITHUB_STEP_SUMMARY"):
        with suppress(Exception):  # the annotation has the same, and the failure may be that the image is incomplete
            workflow_commands.add_summary(plugins.output_format("summary").of_report(ended))
    return ended


def _comment(report: Report) -> None:
    """Write the comment on the pull request, if the inputs ask for one; it never changes the result of the run."""
    try:
        chosen = comment_settings.clean(inputs(os.environ), INPUT)
        if not chosen.comment:
            return
        note = comment.write(report, chosen, os.environ, Clock().sleep)
    except Failure:  # an invalid input, which has ended the run
        return
    except runner.Interrupted:
        note = comment.Note("no comment: interrupted")
    except Exception as error:
        note = comment.Note(f"no comment: internal error: {type(error).__name__}", is_notice=True)
    _print(workflow_commands.annotation("notice", note.text) if note.is_notice else note.text)


def _run() -> int:
    runner.handle_signals()
    safe = variables.safe(os.environ)
    root = Path(os.environ.get("GITHUB_WORKSPACE") or os.getcwd()).resolve()
    configured = configuration.read(root, root, root)
    given = inputs(os.environ)
    chosen = clean(configured.complete(given, safe), INPUT)
    commented = comment_settings.clean(given, INPUT)
    refuse_changes(chosen, os.environ.get("GITHUB_EVENT_NAME", ""))
    for name in unknown_inputs(os.environ):
        near = closest_match(name, [option.name for option in INPUTS])
        hint = f"\ndid you mean {near}?" if near else ""
        _print(workflow_commands.annotation("warning", f"unknown input {untrusted.line(name)}{hint}"))
    if unused := unused_inputs(os.environ, chosen.command):
        _print(workflow_commands.annotation("notice", f"{chosen.command} does not use {', '.join(unused)}"))
    chosen, clock = replace(chosen, variables={**safe, **chosen.variables}), Clock()
    account = _account_opener(chosen, clock, configured.file)
    context = Context(account, clock, Workspace(str(root), bound=True), safe, engine_opener(os.environ))
    if chosen.command == MERGE:
        return merge_reports(given, context.workspace, _print, _Step(""), _comment)
    context = replace(context, debug=_debug if _is_debug() else context.debug)
    runner.check_output_files(chosen, context.workspace)
    if chosen.changed_only:
        changed, notice = changed_files.find(root, commented.github_token, os.environ, configured.file)
        context = replace(context, changed=changed)
        if notice:
            _print(workflow_commands.annotation("notice", notice))
    step = _Step(context.invocation if chosen.on_cancel == "stop" else "")
    impatient = partial(account, timeout=cancel.ANSWER_SECONDS)
    cleanup = cancel.make_cleanup(chosen.on_cancel, context.invocation, impatient, clock, cancel.STEP_WAIT, step.save)
    report = runner.run(chosen, pipeline.run(chosen, context), "github", _print, step.on_event, cleanup)
    step.finish(report)
    for failure in runner.write_files(report, chosen, context.workspace).values():
        step.warn(failure.message)
    _comment(report)
    return report.exit_code


def _account_opener(chosen: Settings, clock: Clock, file: str = "") -> Callable[..., Account]:
    """Return a function that opens the account of a role; with debug logging each call is a line in the job log."""
    if _is_debug():
        from .settings.describe import describe

        values = {name.replace("_", "-"): value for name, value in vars(chosen).items()}
        for line in describe(chosen.command, values, _INPUTS, file):
            _debug(line)
    login.oidc(chosen, os.environ, clock)  # settings that don't fit together are reported before the first stage

    def account(role: str = "", timeout: float = TIMEOUT_SECONDS) -> Account:
        log = CallLog(_debug, clock.now, role) if _is_debug() else None
        return login.open_account(role, chosen, os.environ, clock, log, timeout)

    return account


def _is_debug() -> bool:
    """Source: GitHub documentation, default environment variables: the runner sets RUNNER_DEBUG to 1."""
    return os.environ.get("RUNNER_DEBUG") == "1"


def _debug(line: str) -> None:
    _print(workflow_commands.debug(untrusted.line(line)))


def _leftovers() -> list[Leftover]:
    states = (text for name, text in os.environ.items() if name.startswith(f"STATE_{_LEFT}"))
    return [leftover for text in states for leftover in cancel.from_json(text)]


def _finish_cleanup() -> int:
    if not (leftovers := _leftovers()):
        return SUCCESS
    clock = Clock()
    account = _account_opener(clean(inputs(os.environ), INPUT), clock)
    for event in clean_up(leftovers, account, cancel.pauses(clock, cancel.POST_WAIT)):
        _print(untrusted.line(event.text))
    return SUCCESS


class _Step:
    """Writes outputs, the job summary, and what a cancelled run leaves behind, as soon as they are known.

    A file that can't be written is a warning: it changes neither the result of the run nor its exit code.
    """

    def __init__(self, invocation: str) -> None:
        """`invocation` marks what the post entry point has to stop after a cancelled run; empty if that is nothing."""
        self._invocation = invocation
        # What was saved last by manifest, and the name of the state that has it.
        self._saved: dict[str, tuple[str, str]] = {}
        self._arns, self._arns_to_write = 0, 1.0
        self._warned: set[str] = set()

    def on_event(self, event: events.Event, report: Report) -> None:
        """Write what the event changes."""
        # Saved before the create call is sent as well: a run can be killed while the call is under way.
        if self._invocation and cancel.changes_leftovers(event):
            self._save(event.manifest, cancel.find_leftover(report, event.manifest, self._invocation))
        if not isinstance(event, events.OutputChanged):
            return
        if report.first_manifest == event.manifest:
            # A later step can print it, and AWS repeats in a reason what a container printed.
            self.set_output(event.name, untrusted.line(event.value))
        if event.name == "arn":
            self._arns += 1
            if self._arns >= self._arns_to_write:
                self._arns_to_write = self._arns * _RESULTS_GROWTH
                self.set_output("results", output_values.results(report, _LONGEST_OUTPUT))

    def finish(self, report: Report) -> None:
        """Write the last outputs and the job summary; after a run that was not interrupted nothing is left to stop."""
        if self._invocation and report.exit_code != INTERRUPTED:
            self.save([])
        for name in ("errors", "warnings"):
            self.set_output(name, report.outputs()[name])
        results = output_values.results(report, _LONGEST_OUTPUT)
        self.set_output("results", results)
        if results != output_values.results(report):
            self.warn("output results has only the main fields, because all have no room; use output: json=FILE")
        for name, value in {**output_values.of_plan(report), **output_values.measurements(report)}.items():
            self.set_output(name, value)
        if os.environ.get("GITHUB_STEP_SUMMARY"):
            summary = plugins.output_format("summary").of_report(report, _commit_url())
            self._try(partial(workflow_commands.add_summary, summary))

    def save(self, leftovers: Sequence[Leftover]) -> None:
        """Save what the post entry point has to stop, if it has changed."""
        by_manifest = {leftover.manifest: [leftover] for leftover in leftovers}
        for manifest in {**self._saved, **by_manifest}:
            self._save(manifest, by_manifest.get(manifest, ()))

    def _save(self, manifest: str, leftovers: Sequence[Leftover]) -> None:
        """Save what is left of a manifest, each in a separate state: a variable has at most 128 KiB on Linux."""
        number = len(self._saved) + 1
        name, saved = self._saved.get(manifest, (_LEFT if number == 1 else f"{_LEFT}_{number}", ""))
        text = cancel.to_json(leftovers)
        if text != saved and (leftovers or saved) and os.environ.get("GITHUB_STATE"):
            self._saved[manifest] = (name, text)
            self._try(partial(workflow_commands.save_state, name, text))

    def set_output(self, name: str, value: str) -> None:
        """Set an output, unless it is longer than a job's outputs can be."""
        if not os.environ.get("GITHUB_OUTPUT"):
            return
        if len(value) > _LONGEST_OUTPUT:
            self.warn(f"output {name} is omitted because it has {len(value):,} characters; use output: json=FILE")
            return
        self._try(partial(workflow_commands.set_output, name, value))

    def _try(self, write: Callable[[], None]) -> None:
        try:
            write()
        except Failure as failure:
            self.warn(failure.message)

    def warn(self, message: str) -> None:
        """Print a warning once."""
        if message not in self._warned:
            self._warned.add(message)
            _print(workflow_commands.annotation("warning", untrusted.line(message)))


def _commit_url() -> str:
    """Return the address below which GitHub shows the files of the commit; empty outside of a run."""
    parts = [os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA")]
    return "{}/{}/blob/{}".format(*parts) if all(parts) else ""


def _print(line: str) -> None:
    output.write(f"{line}\n")
