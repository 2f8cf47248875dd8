"""Checks the local files that a manifest's `rehearsal` block names, without reading the data in them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from ..context import Workspace
from ..manifest import rehearsal
from ..manifest.document import Document
from ..manifest.findings import ERROR, INFO, USAGE, WARNING, Failure, Finding, MissingFile
from ..manifest.paths import Path
from ..manifest.yaml_reader import MAX_BYTES

RULE = "rehearsal-file"
_GZIP = b"\x1f\x8b"
# Source: the specification of Git LFS, which is also that of the first line.
_LFS = b"version https://git-lfs.github.com/spec/"
_MAX_STARTS = 20
# The schema reports longer ones.
_MAX_NAME_LENGTH = 1024
# Validating a longer one takes longer than the rest of a check; the rehearsal validates it.
_MAX_SCHEMA_BYTES = 100_000


class _NotThereYet(Failure):
    """Something that a later step of the workflow can add: a build, a download, a checkout with Git LFS."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, USAGE, hint)


class _Unsuitable(Failure):
    """A file that can be used, but probably not as the request of a buyer."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, USAGE, hint)


class _LargeSample(_Unsuitable):
    """A sample that an endpoint perhaps refuses. The rehearsal reports those that it sends: sample-too-large."""


def findings(document: Document, workspace: Workspace, is_required: bool) -> Iterator[Finding]:
    """Yield a finding for each file that can't be used.

    `is_required` is for a run that uses them: then all are errors, except that a sample is empty. Otherwise it is an
    info if a later step can add the file, and a warning if there is a file with a similar name.
    """
    for path, name, check in _named_files(document, _Files(document, workspace)):
        if not isinstance(name, str) or not 0 < len(name) <= _MAX_NAME_LENGTH or document.has_read_error(path):
            continue
        try:
            check(name)
        except Failure as failure:
            if is_required and isinstance(failure, _LargeSample):
                continue
            severity = _severity(path, failure, is_required)
            is_later = severity == INFO and isinstance(failure, MissingFile)
            hint = "create it before the rehearsal, or correct the path" if is_later else failure.hint
            yield document.finding(path, severity, RULE, failure.message, hint)


def names(document: Document, workspace: Workspace) -> Iterator[str]:
    """Yield the names of the files and folders that the block names, relative to the manifest."""
    for _, name, _ in _named_files(document, _Files(document, workspace)):
        if isinstance(name, str) and 0 < len(name) <= _MAX_NAME_LENGTH:
            yield name


def _named_files(document: Document, files: _Files) -> Iterator[tuple[Path, Any, Callable[[str], None]]]:
    """Yield each field of the block that names a file: its path, its value and the check of the file."""
    for path, check in (
        (rehearsal.MODEL, files.check_model),
        (rehearsal.INPUT, files.check_input),
        ((*rehearsal.EXPECT, "output"), files.check_output),
        ((*rehearsal.EXPECT, "schema"), files.check_schema),
    ):
        yield path, _at(document.data, path), check
    for channel, name in _items(_at(document.data, rehearsal.TRAINING_INPUT)):
        yield (*rehearsal.TRAINING_INPUT, channel), name, files.check_input
    for content_type, names in _items(_at(document.data, rehearsal.SAMPLES)):
        for index, name in enumerate(names if isinstance(names, list) else ()):
            yield (*rehearsal.SAMPLES, content_type, index), name, files.check_sample


def _at(data: Any, path: Path) -> Any:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _items(value: Any) -> Iterable[tuple[str, Any]]:
    return value.items() if isinstance(value, dict) else ()


def _severity(path: Path, failure: Failure, is_required: bool) -> str:
    """How severe a failure is. Models, input and samples are often built or downloaded later than a check."""
    if isinstance(failure, _Unsuitable):
        return WARNING
    if is_required:
        return ERROR
    if isinstance(failure, MissingFile) and path[: len(rehearsal.EXPECT)] != rehearsal.EXPECT:
        return WARNING if failure.closest else INFO
    return INFO if isinstance(failure, _NotThereYet) else ERROR


class _Files:
    """The files of one manifest; each method raises Failure for a name that can't be used."""

    def __init__(self, document: Document, workspace: Workspace) -> None:
        self._file, self._workspace = document.file, workspace

    def check_model(self, name: str) -> None:
        if name == rehearsal.NO_MODEL:
            return
        try:
            if self._workspace.data_path(name, self._file).is_dir():
                return
        except MissingFile as missing:
            if name.lower() != rehearsal.NO_MODEL:
                raise
            raise Failure(missing.message, USAGE, f"write {rehearsal.NO_MODEL} in lowercase") from None
        if not self._start(name).startswith(_GZIP):
            hint = "use a folder, or pack it with tar -czf model.tar.gz -C FOLDER ."
            raise Failure(f"{name} is neither a folder nor a gzip archive", USAGE, hint)

    def check_input(self, name: str) -> None:
        path = self._workspace.data_path(name, self._file)
        if not path.is_dir():
            self._start(name)
            return
        # Files whose names begin with a dot are not input: they belong to tools.
        names = (
            inner
            for inner, _ in self._workspace.data_files(name, self._file)
            if not any(part.startswith(".") for part in inner.split("/"))
        )
        some = list(islice(names, _MAX_STARTS))
        if not some:
            raise _NotThereYet(f"{name} has no files", "add at least one file with test data")
        for inner in some:
            self._start(os.path.join(name, inner))

    def check_sample(self, name: str) -> None:
        path = self._workspace.data_path(name, self._file)
        if path.is_dir():
            raise Failure(f"{name} is a directory, not a file", USAGE, "list the files in it")
        self._start(name)
        size = path.stat().st_size
        if size > rehearsal.SELLER_GUIDE_MAX_BODY_BYTES:
            message = f"{name} has {size:,} bytes: a real-time request has at most 25 MB"
            raise Failure(message, USAGE, "use a smaller sample")
        if size > rehearsal.MAX_BODY_BYTES:
            allowed = f"{rehearsal.MAX_BODY_BYTES:,} in the service model, 25 MB in the seller guide"
            message = f"{name} has {size:,} bytes; maximum of a real-time request: {allowed}"
            raise _LargeSample(message, "use a smaller sample")
        if not size:
            raise _Unsuitable(f"{name} is empty", "write the body of a request to it")

    def check_output(self, name: str) -> None:
        if not self._workspace.data_path(name, self._file).is_dir():
            self._start(name)

    def check_schema(self, name: str) -> None:
        if self._workspace.data_path(name, self._file).is_dir():
            raise Failure(f"{name} is a directory, not a file", USAGE, "use a file with a JSON Schema")
        self._start(name)
        _, content = self._workspace.read(name, self._file)
        if len(content) > MAX_BYTES:
            raise Failure(f"{name} is too large (maximum {MAX_BYTES:,} bytes)", USAGE, "use a shorter JSON Schema")
        _check_json_schema(name, _parse(name, content), len(content))

    def _start(self, name: str) -> bytes:
        """Return the first bytes of a file. Raises Failure if it can't be read, or is not checked out."""
        start = self._workspace.data_start(name, self._file)
        if start.startswith(_LFS):
            hint = "check out with lfs: true, or run git lfs pull"
            raise _NotThereYet(f"{name} is a pointer of Git LFS, not its content", hint)
        return start


def _parse(name: str, content: bytes) -> Any:
    try:
        return json.loads(content)
    except RecursionError:
        raise Failure(f"{name} is nested too deeply", USAGE, "reduce the nesting") from None
    except json.JSONDecodeError as error:
        message = f"{name} is not valid JSON: {error.msg} in line {error.lineno}, column {error.colno}"
        raise Failure(message, USAGE, "correct the file") from None
    except ValueError:
        raise Failure(f"{name} is not valid JSON", USAGE, "save it as JSON in UTF-8") from None


def _check_json_schema(name: str, schema: Any, size: int) -> None:
    """Raises Failure for data that is not a JSON Schema of its dialect, or of 2020-12 without a known one."""
    if not isinstance(schema, (dict, bool)):
        raise Failure(f"{name} is not a JSON Schema: it is not an object", USAGE, "write an object with keywords")
    dialect = schema.get("$schema", "") if isinstance(schema, dict) else ""
    if not isinstance(dialect, str):
        raise Failure(f"{name} is not a JSON Schema: $schema is not a string", USAGE, "write the dialect's URI")
    if size > _MAX_SCHEMA_BYTES:
        return
    # Loaded here: few manifests have a schema.
    from jsonschema import Draft202012Validator, FormatChecker, SchemaError
    from jsonschema.validators import validator_for

    try:
        # Without formats: some regular expressions take very long to compile.
        validator_for(schema, default=Draft202012Validator).check_schema(schema, FormatChecker(formats=()))
    except SchemaError as error:
        raise Failure(f"{name} is not a JSON Schema: invalid {error.json_path}", USAGE, "correct the keyword") from None
    except ValueError:
        raise Failure(f"{name} is not a JSON Schema: invalid $schema", USAGE, "write the dialect's URI") from None
    except RecursionError:
        raise Failure(f"{name} is nested too deeply", USAGE, "reduce the nesting") from None
