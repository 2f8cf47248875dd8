"""The container action: inputs to settings, events to the job log, outputs and the job summary."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from json import dumps

from actions_toolkit.file_command import issue_file_command, prepare_key_value_message

from . import __version__, pipeline, plugins, runner
from .aws.session import Account
from .context import Clock, Context, Workspace
from .create import cancel
from .manifest import variables
from .manifest.findings import INTERRUPTED, SUCCESS, Failure
from .report import events, untrusted
from .report.formats import github
from .report.report import Report
from .settings import login, options, settings

_AGENT = f"sagemaker-marketplace-action/{__version__}"
_INPUT = "INPUT_"
_INPUTS = tuple(option for option in options.OPTIONS if option.is_input)
# The runner writes these for every container action, whether action.yml names them or not.
_RUNNERS_OWN = ("ENTRYPOINT", "ARGS")
# 1 MB is what a job's outputs may hold together (GitHub's documentation), counted in two bytes a character.
_MOST_OF_AN_OUTPUT = 200_000


def main() -> int:
    """Run the action in the runner's environment and give the exit code."""
    runner.listen()
    try:
        return _told(_run)
    except runner.Interrupted as interrupt:
        _print(f"interrupted by {interrupt} before anything was begun")
        return INTERRUPTED


def post() -> int:
    """Finish what a cancelled step began to tidy up: the runner starts this when the job is over."""
    return _told(_finish_tidying)


def inputs(environment: Mapping[str, str]) -> dict[str, str]:
    """The inputs a workflow gave, by option name; an empty one without a default counts as not given.

    The runner upper-cases names and keeps hyphens (actions/runner, Handler.cs): fail-on is INPUT_FAIL-ON.
    """
    given = {}
    for option in _INPUTS:
        value = environment.get(f"{_INPUT}{option.name.upper()}")
        if value is not None and (value.strip() or option.default):
            given[option.name] = value
    return given


def unknown_inputs(environment: Mapping[str, str]) -> list[str]:
    """Names of inputs there are not, as far as they look like ours: a misspelt one would be ignored in silence."""
    known = [f"{_INPUT}{option.name.upper()}" for option in _INPUTS]
    given = (name for name in environment if name.startswith(_INPUT) and name[len(_INPUT) :] not in _RUNNERS_OWN)
    return sorted(name[len(_INPUT) :].lower() for name in given if name not in known)


def _run() -> int:
    chosen = settings.clean(inputs(os.environ), "input {}")
    settings.refuse_changes(chosen, os.environ.get("GITHUB_EVENT_NAME", ""))
    for name in unknown_inputs(os.environ):
        _print(github.command("warning", f"there is no input {untrusted.line(name)}", title="sagemaker-marketplace"))
    safe = {name: os.environ[name] for name in variables.SAFE_GITHUB_NAMES if name in os.environ}
    chosen = replace(chosen, variables={**safe, **chosen.variables})
    root = os.environ.get("GITHUB_WORKSPACE") or os.getcwd()
    clock = Clock()
    oidc = login.oidc(chosen, os.environ, clock)
    context = Context(Account(_AGENT, oidc), clock, Workspace(root, bound=True), {**safe, **_server()})
    on_event = _Heed(chosen.on_cancel == "stop")
    brief = partial(Account, _AGENT, oidc, timeout=cancel.ANSWER_SECONDS)
    cleanup = cancel.make_cleanup(chosen.on_cancel, brief, clock.now, on_event.keep)
    report = runner.run(chosen, pipeline.run(chosen, context), "github", _print, on_event, cleanup)
    on_event.end(report)
    return _finish(report, chosen, root)


def _told(run: Callable[[], int]) -> int:
    """Run, and tell a failure that ends the run as an annotation."""
    try:
        return run()
    except Failure as failure:
        _print(github.command("error", f"{failure.message}\n{failure.hint}".strip(), title="sagemaker-marketplace"))
        return failure.exit_code


def _finish_tidying() -> int:
    leftovers = cancel.from_json(os.environ.get("STATE_LEFT", ""))
    if not leftovers:
        return SUCCESS
    chosen = settings.clean(inputs(os.environ), "input {}")
    account = Account(_AGENT, login.oidc(chosen, os.environ, Clock()))
    for event in cancel.stop_leftovers(leftovers, account):
        _print(untrusted.disarmed(event.text))
    return SUCCESS


class _Heed:
    """Writes outputs, and what a cancelled run leaves behind, the moment they are known; the last word counts."""

    def __init__(self, tidies: bool) -> None:
        """`tidies` keeps for the step's post entry point what is to be stopped."""
        self._tidies = tidies
        self._kept = ""

    def __call__(self, event: events.Event, report: Report) -> None:
        """Look at an event of the run."""
        if self._tidies and isinstance(event, (events.OutputChanged, events.StatusChanged, events.JobFinished)):
            self.keep(cancel.find_leftovers(report))
        if not isinstance(event, events.OutputChanged):
            return
        if next(iter(report.results)) == event.manifest:
            # A later step may print it, and a reason may have been written by others.
            _output(event.name, untrusted.disarmed(event.value))
        if event.name == "arn":
            _output("results", _results(report))

    def end(self, report: Report) -> None:
        """After a run that ended by itself nothing is left to tidy up."""
        if self._tidies and report.exit_code != INTERRUPTED:
            self.keep([])

    def keep(self, leftovers: Sequence[cancel.Leftover]) -> None:
        """Write down what the step's post entry point is to stop, if it is not what stands there."""
        text = cancel.to_json(leftovers)
        if text != self._kept and os.environ.get("GITHUB_STATE"):
            self._kept = text
            issue_file_command("STATE", prepare_key_value_message("LEFT", text))


def _run_url() -> str:
    """The page of this run; empty outside of a run."""
    parts = [os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID")]
    return "{}/{}/actions/runs/{}".format(*parts) if all(parts) else ""


def _server() -> dict[str, str]:
    """Where the runner's GitHub is, for links to the run."""
    return {name: os.environ[name] for name in ("GITHUB_SERVER_URL",) if name in os.environ}


def _finish(report: Report, chosen: settings.Settings, root: str) -> int:
    for name in ("errors", "warnings"):
        _output(name, report.outputs()[name])
    _output("results", _results(report))
    runner.write_files(report, chosen, root)
    if chosen.report_file:
        _output("report", chosen.report_file)
    if os.environ.get("GITHUB_STEP_SUMMARY"):
        summary = plugins.output_format("summary").of_report(report, _run_url())
        issue_file_command("STEP_SUMMARY", summary)
    return report.exit_code


def _results(report: Report) -> str:
    results = [result.output_fields() for result in report.results.values()]
    return dumps([{name: untrusted.disarmed(value) for name, value in result.items()} for result in results])


def _output(name: str, value: str) -> None:
    if os.environ.get("GITHUB_OUTPUT"):
        text = value.replace("\r", " ").replace("\0", "")
        if len(text) > _MOST_OF_AN_OUTPUT:
            told = f"the output {name} is left out, it has {len(text):,} characters; report-file has it all"
            _print(github.command("warning", told, title="sagemaker-marketplace"))
            return
        issue_file_command("OUTPUT", prepare_key_value_message(name, text))


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
