"""Compares the answers of a rehearsal with what the manifest expects of them: `rehearsal.expect`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BufferedIOBase
from pathlib import Path

from ...context import Workspace
from ...manifest import paths, rehearsal
from ...manifest.findings import USAGE, Failure
from ...manifest.rehearsal import Expectation
from ..contract.record_counts import CSV, JSON_LINES, media_type
from ..job import TransformJob
from ..observations import Exchange
from ..sources.inputs import is_hidden
from . import outputs
from .answer_schema import AnswerSchema
from .comparison import first_difference
from .outputs import Answers

# Path, message and hint of a finding.
Result = tuple[paths.Path, str, str]
STATUS, CONTENT_TYPE, RECORDS, OUTPUT, SCHEMA = (
    (*rehearsal.EXPECT, name) for name in ("status", "content-type", "records", "output", "schema")
)
_CHUNK_BYTES = 1 << 20
_CORRECT = "fix the container, or correct the expectation"


def findings(
    expect: Expectation,
    job: TransformJob,
    exchanges: Sequence[Exchange],
    answers: Answers,
    workspace: Workspace,
    manifest_file: str,
    subfolder: str = "",
) -> Iterator[Result]:
    """Yield each expectation that the answers to a job's requests do not fulfill, with the first request concerned.

    Paths in `expect` are relative to the manifest's file. The outputs of one of several jobs are expected in its
    `subfolder` of the folder that `expect` names, if that exists: `outputs.save` writes them there. Raises Failure for
    a file of the expectation that can't be read, or is not a JSON Schema.
    """
    if expect.status is not None:
        yield from _check_status(expect.status, exchanges)
    if expect.content_type:
        yield from _check_content_type(media_type(expect.content_type), exchanges)
    if expect.records is not None:
        yield from _check_records(expect.records, exchanges)
    if expect.output:
        files = _expected_files(expect.output, workspace, manifest_file, subfolder)
        yield from _check_outputs(expect, files, job, exchanges, answers)
    if expect.schema:
        yield from _check_schema(expect.schema, exchanges, answers, workspace, manifest_file)


def _check_status(expected: int, exchanges: Sequence[Exchange]) -> Iterator[Result]:
    wrong = [each for each in exchanges if each.status != expected]
    if wrong:
        got = wrong[0].status or f"no answer ({wrong[0].error})"
        yield STATUS, f"expected status {expected}, got {got} ({_which(wrong, exchanges)})", _CORRECT


def _check_content_type(expected: str, exchanges: Sequence[Exchange]) -> Iterator[Result]:
    """Compare types without parameters. An answer without body needs no type."""
    answered = [each for each in exchanges if each.content_type or each.answer_bytes]
    wrong = [each for each in answered if not _includes(expected, media_type(each.content_type))]
    if wrong:
        got = media_type(wrong[0].content_type) or "an answer without content type"
        yield CONTENT_TYPE, f"expected {expected}, got {got} ({_which(wrong, exchanges)})", _CORRECT


def _includes(expected: str, actual: str) -> bool:
    """Whether a type is the expected one, which can be `*/*` or `text/*`."""
    if expected.endswith("/*"):
        return expected == "*/*" or actual.startswith(expected[:-1])
    return expected == actual


def _check_records(expected: int, exchanges: Sequence[Exchange]) -> Iterator[Result]:
    uncounted = [each for each in exchanges if each.answer_records is None]
    if uncounted:
        what = media_type(uncounted[0].content_type) or "an answer without content type"
        message = f"expected {_number(expected, 'record')}, but records in {what} can't be counted"
        yield RECORDS, f"{message} ({_which(uncounted, exchanges)})", "remove the expectation, or return CSV or JSON"
        return
    got = sum(each.answer_records or 0 for each in exchanges)
    if got != expected:
        yield RECORDS, f"expected {_number(expected, 'record')}, got {got:,}", _CORRECT


def _expected_files(name: str, workspace: Workspace, manifest_file: str, subfolder: str) -> dict[str, Path] | Path:
    """Return the expected outputs by their names, or the file of the only one."""
    path = workspace.data_path(name, manifest_file)
    if not path.is_dir():
        return path
    files = {each: file for each, file in workspace.data_files(name, manifest_file) if not is_hidden(each)}
    prefix = f"{subfolder}/"
    own = {each.removeprefix(prefix): file for each, file in files.items() if each.startswith(prefix)}
    return own if subfolder and own else files


def _check_outputs(
    expect: Expectation,
    files: dict[str, Path] | Path,
    job: TransformJob,
    exchanges: Sequence[Exchange],
    answers: Answers,
) -> Iterator[Result]:
    names = {outputs.output_file(name): name for name in answers.objects}
    if isinstance(files, Path) and len(names) != 1:
        message = f"{expect.output} is a file, but the job has {_number(len(names), 'output')}"
        yield OUTPUT, message, "use a folder with a file for each output: NAME.out"
        return
    pairs = dict.fromkeys(names, files) if isinstance(files, Path) else files
    types = {each.object: media_type(each.content_type) for each in reversed(exchanges)}
    for output_name in sorted(names.keys() | pairs.keys()):
        if output_name not in names:
            yield OUTPUT, f"the job has no output {output_name}, but {expect.output} has", _CORRECT
        elif output_name not in pairs:
            yield OUTPUT, f"{expect.output} has no file {output_name}", "add the expected output"
        else:
            name = names[output_name]
            got = outputs.output(job, answers, name)
            is_csv = types.get(name) in CSV
            found = first_difference(_chunks(pairs[output_name]), got, expect.tolerance, is_csv)
            if found:
                tolerance = f" (tolerance {expect.tolerance:g})" if expect.tolerance else ""
                where = f"{output_name}, {found.position}"
                yield OUTPUT, f"{where}: expected {found.expected}, got {found.got}{tolerance}", _CORRECT


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        stream: BufferedIOBase = path.open("rb")
    except OSError as error:
        raise Failure(f"cannot read {path.name}: {error.strerror}", USAGE, "check its permissions") from None
    with stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk


def _check_schema(
    name: str, exchanges: Sequence[Exchange], answers: Answers, workspace: Workspace, manifest_file: str
) -> Iterator[Result]:
    """Validate each JSON answer, and each line of JSON Lines; report the first error."""
    schema = AnswerSchema(*workspace.read(name, manifest_file))
    count = 0
    for object_name in answers.objects:
        sent = [each for each in exchanges if each.object == object_name]
        for exchange, body in zip(sent, answers.bodies(object_name), strict=False):
            for where, document in _documents(exchange, body):
                count += 1
                error = schema.first_error(document)
                if error:
                    yield SCHEMA, f"the answer does not match {name}: {error} ({where})", _CORRECT
                    return
    if not count:
        yield SCHEMA, f"no answer to validate by {name}: none is JSON", "return JSON, or remove the expectation"


def _documents(exchange: Exchange, body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the JSON documents of an answer, with their locations."""
    kind = media_type(exchange.content_type)
    where = _request(exchange)
    if kind in JSON_LINES:
        for number, line in enumerate(body.split(b"\n"), 1):
            if line.strip():
                yield f"{where}, line {number}", line
    elif kind == "application/json" or kind.endswith("+json"):
        yield where, body


def _request(exchange: Exchange) -> str:
    return f"request {exchange.number + 1} of {exchange.object}"


def _which(concerned: Sequence[Exchange], exchanges: Sequence[Exchange]) -> str:
    """Name the first request concerned, and how many there are."""
    number = f"; {len(concerned):,} of {len(exchanges):,} requests" if len(exchanges) > 1 else ""
    return _request(concerned[0]) + number


def _number(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
