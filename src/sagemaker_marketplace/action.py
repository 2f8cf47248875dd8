"""The container action: inputs to settings; events to the job log, outputs and the job summary."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from json import dumps
from pathlib import Path
from typing import Any

from . import output, pipeline, plugins, runner
from .aws.call_log import CallLog
from .aws.session import AGENT, Account
from .context import Clock, Context, Workspace
from .create import cancel
from .create.cleanup import Leftover, clean_up
from .manifest import variables
from .manifest.findings import INTERRUPTED, SUCCESS, Failure
from .manifest.suggestions import closest_match
from .rehearse.engine.opener import engine_opener
from .report import events, plans, rehearsals, untrusted, workflow_commands
from .report.internal_errors import internal_error
from .report.report import Report
from .settings import configuration, login
from .settings.parse import INPUT, clean
from .settings.settings import OPTIONS, Settings
from .settings.triggers import refuse_changes

_INPUT = "INPUT_"
_INPUTS = tuple(option for option in OPTIONS if option.is_input)
# The runner sets these for every container action, whether action.yml names them or not.
_RUNNER_INPUTS = ("ENTRYPOINT", "ARGS")
# The outputs of a job have at most 1 MB together (GitHub's documentation), counted as two bytes per character.
_LONGEST_OUTPUT = 200_000


def main() -> int:
    """Run the action in the runner's environment and return the exit code."""
    return _guard(_run)


def post() -> int:
    """Finish the cleanup that a cancelled step began; the runner calls this when the job has ended."""
    return _guard(_finish_cleanup)


def inputs(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the inputs of the workflow by option name; an empty one without a default counts as not set.

    Those that the configuration file can set have no default in action.yml, or they would always override the file.
    The runner upper-cases names and keeps hyphens (actions/runner, Handler.cs): fail-on is INPUT_FAIL-ON.
    """
    given = {}
    for option in _INPUTS:
        value = environment.get(f"{_INPUT}{option.name.upper()}")
        if value is not None and (value.strip() or (option.default and not option.is_configurable)):
            given[option.name] = value
    return given


def unknown_inputs(environment: Mapping[str, str]) -> list[str]:
    """List the inputs that the action does not have: the runner would ignore a misspelled one without an error."""
    known = {*(option.name.upper() for option in _INPUTS), *_RUNNER_INPUTS}
    names = (name.removeprefix(_INPUT) for name in environment if name.startswith(_INPUT))
    return sorted(name.lower() for name in names if name not in known)


def unused_inputs(environment: Mapping[str, str], command: str) -> list[str]:
    """List the inputs that a command does not use and that differ from their defaults, which the runner always sets."""
    unused = (option for option in _INPUTS if option.commands and command not in option.commands)
    values = ((option, environment.get(f"{_INPUT}{option.name.upper()}", "").strip()) for option in unused)
    return [option.name for option, value in values if value.lower() not in ("", option.default)]


def _guard(function: Callable[[], int]) -> int:
    """Return the exit code of a function; what it raises is printed as an annotation."""
    output.prepare()
    try:
        return function()
    except runner.Interrupted as interrupt:
        _print(f"interrupted by {interrupt}")
        return INTERRUPTED
    except Failure as failure:
        return _report(failure)
    except (Exception, SystemExit) as error:
        return _report(internal_error(error))


def _report(failure: Failure) -> int:
    where = failure.location
    location = f"{where.file}:{where.line}:{where.column}: " if where else ""
    lines = [f"{location}{failure.message}", *failure.hint.splitlines()]
    _print(workflow_commands.annotation("error", "\n".join(map(untrusted.line, lines)), where))
    _summarize(failure)
    return failure.exit_code


def _summarize(failure: Failure) -> None:
    """Write the job summary of a run that ended before its first event."""
    if not os.environ.get("GITHUB_STEP_SUMMARY"):
        return
    ended = Report("", "error")
    ended.add(events.RunFailed("", failure.message, failure.exit_code, failure.hint))
    with suppress(Exception):  # the annotation has the same, and the failure may be that the image is incomplete
        workflow_commands.add_summary(plugins.output_format("summary").of_report(ended))


def _run() -> int:
    runner.handle_signals()
    safe = variables.safe(os.environ)
    root = Path(os.environ.get("GITHUB_WORKSPACE") or os.getcwd()).resolve()
    configured = configuration.read(root, root, root)
    chosen = clean(configured.complete(inputs(os.environ), safe), INPUT)
    refuse_changes(chosen, os.environ.get("GITHUB_EVENT_NAME", ""))
    for name in unknown_inputs(os.environ):
        near = closest_match(name, [option.name for option in _INPUTS])
        hint = f"\ndid you mean {near}?" if near else ""
        _print(workflow_commands.annotation("warning", f"unknown input {untrusted.line(name)}{hint}"))
    unused = unused_inputs(os.environ, chosen.command)
    if unused:
        _print(workflow_commands.annotation("notice", f"{chosen.command} does not use {', '.join(unused)}"))
    chosen = replace(chosen, variables={**safe, **chosen.variables})
    clock = Clock()
    account = _account_opener(chosen, clock, configured.file)
    workspace, run = Workspace(str(root), bound=True), {**safe, **_server()}
    context = Context(account(), clock, workspace, run, engine_opener(os.environ))
    if _is_debug():
        context = replace(context, debug=_debug)
    runner.check_output_files(chosen, context.workspace)
    step = _Step(context.invocation if chosen.on_cancel == "stop" else "")
    impatient = partial(account, timeout=cancel.ANSWER_SECONDS)
    cleanup = cancel.make_cleanup(chosen.on_cancel, context.invocation, impatient, clock, cancel.STEP_WAIT, step.save)
    report = runner.run(chosen, pipeline.run(chosen, context), "github", _print, step.on_event, cleanup)
    step.finish(report)
    for failure in runner.write_files(report, chosen, context.workspace).values():
        step.warn(failure.message)
    return report.exit_code


def _account_opener(chosen: Settings, clock: Clock, file: str = "") -> Callable[..., Account]:
    """Return a function that opens the account; with debug logging each call is a line in the job log."""
    call_log = None
    if _is_debug():
        from .settings.describe import describe

        values = {name.replace("_", "-"): value for name, value in vars(chosen).items()}
        for line in describe(chosen.command, values, _INPUTS, file):
            _debug(line)
        call_log = CallLog(_debug, clock.now)
    oidc = login.oidc(chosen, os.environ, clock)
    return partial(Account, AGENT, oidc, host=login.host(os.environ), call_log=call_log)


def _is_debug() -> bool:
    """Source: GitHub documentation, default environment variables: the runner sets RUNNER_DEBUG to 1."""
    return os.environ.get("RUNNER_DEBUG") == "1"


def _debug(line: str) -> None:
    _print(workflow_commands.debug(untrusted.line(line)))


def _finish_cleanup() -> int:
    leftovers = cancel.from_json(os.environ.get("STATE_LEFT", ""))
    if not leftovers:
        return SUCCESS
    chosen = clean(inputs(os.environ), INPUT)
    clock = Clock()
    account = _account_opener(chosen, clock)()
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
        self._saved = ""
        self._warned: set[str] = set()

    def on_event(self, event: events.Event, report: Report) -> None:
        """Write what the event changes."""
        # Saved before the create call is sent as well: a run can be killed while the call is under way.
        if self._invocation and cancel.changes_leftovers(event):
            self.save(cancel.find_leftovers(report, self._invocation))
        if not isinstance(event, events.OutputChanged):
            return
        if next(iter(report.results)) == event.manifest:
            # A later step can print it, and AWS repeats in a reason what a container printed.
            self.set_output(event.name, untrusted.line(event.value))
        if event.name == "arn":
            self.set_output("results", _results(report))

    def finish(self, report: Report) -> None:
        """Write the last outputs and the job summary; after a run that was not interrupted nothing is left to stop."""
        if self._invocation and report.exit_code != INTERRUPTED:
            self.save([])
        for name in ("errors", "warnings"):
            self.set_output(name, report.outputs()[name])
        self.set_output("results", _results(report))
        if report.command == "plan":
            self.set_output("plan", _plans(report))
        if report.command == "rehearse":
            self.set_output("rehearsals", _rehearsals(report))
        if os.environ.get("GITHUB_STEP_SUMMARY"):
            summary = plugins.output_format("summary").of_report(report, _commit_url())
            self._try(partial(workflow_commands.add_summary, summary))

    def save(self, leftovers: Sequence[Leftover]) -> None:
        """Save what the post entry point has to stop, if it has changed."""
        text = cancel.to_json(leftovers)
        if text != self._saved and os.environ.get("GITHUB_STATE"):
            self._saved = text
            self._try(partial(workflow_commands.save_state, "LEFT", text))

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


def _server() -> dict[str, str]:
    """Return the address of the runner's GitHub server, for links to the run."""
    return {name: os.environ[name] for name in ("GITHUB_SERVER_URL",) if name in os.environ}


def _results(report: Report) -> str:
    """Return the results of each manifest as JSON; its keys are those of the JSON report."""
    results = [result.output_fields() for result in report.results.values()]
    return dumps([{name: untrusted.line(value) for name, value in result.items()} for result in results])


def _plans(report: Report) -> str:
    """Return the plan of each manifest as JSON, without its request; a later step can print every string in it."""
    return dumps(
        [
            _printable({"manifest": result.manifest, "region": result.plan.region, **plans.data(result.plan)})
            for result in report.results.values()
            if result.plan
        ]
    )


def _rehearsals(report: Report) -> str:
    """Return what was measured for each transform job as JSON; a later step can print every string in it."""
    return dumps([_printable(rehearsals.data(one)) for result in report.results.values() for one in result.rehearsals])


def _printable(value: Any) -> Any:
    """A copy in which each string is one harmless line."""
    if isinstance(value, dict):
        return {untrusted.line(str(key)): _printable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, float)) else untrusted.line(str(value))


def _print(line: str) -> None:
    output.write(f"{line}\n")
