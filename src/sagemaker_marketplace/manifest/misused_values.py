"""Recognizes what a string is that can't be a field's value, such as a role's name where its ARN belongs."""

from __future__ import annotations

import re

_ARN = "an ARN"
# The beginning of a string -> what it is.
_KINDS = (
    (re.compile(r"arn:[a-z-]+:sts::[0-9]*:assumed-role/"), "the ARN of a role session"),
    (re.compile(r"arn:[a-z-]+:iam::[0-9]*:instance-profile/"), "the ARN of an instance profile"),
    (re.compile(r"arn:[a-z-]+:iam::[0-9]*:user/"), "the ARN of a user"),
    (re.compile(r"arn:[a-z-]+:iam::[0-9]*:root\b"), "the ARN of an account"),
    (re.compile(r"arn:"), _ARN),
    (re.compile(r"(?:aws_\w{1,60}|data|module|var|local)\.\w"), "a Terraform reference"),
    (re.compile(r"!(?:GetAtt|Ref|Sub)\b"), "a CloudFormation reference"),
    (re.compile(r"s3://"), "an S3 URI"),
    (re.compile(r"[A-Za-z][A-Za-z0-9]{0,20}://"), "a URL"),
    (re.compile(r"\.{0,2}/|~/|[A-Za-z]:\\"), "a local path"),
)
_ROLE_NAME = re.compile(r"(?:role/)?[A-Za-z0-9_+=,.@/-]+")
_SESSION = re.compile(r"arn:([a-z-]+):sts::([0-9]{12}):assumed-role/([A-Za-z0-9_+=,.@-]{1,64})/")
_S3_ARN = re.compile(r"arn:[a-z-]+:s3:::(\S{3,200})")
_OTHER_S3_URI = re.compile(r"(?:[sS]3[aAnN]?:/{1,3})(\S{3,200})")
_NAME_IN_ARN = re.compile(r"arn:[^/]{1,200}/([A-Za-z0-9-]{1,63})")
_ROLES, _S3_HINT = ("ValidationRole", "role-to-assume"), "use s3://"


def describe(text: str) -> str:
    """What a string is; empty if it is unknown."""
    return next((what for pattern, what in _KINDS if pattern.match(text)), "")


def recognize(field: str, text: str, hint: str) -> tuple[str, str] | None:
    """The message, without the field's name, and the hint for a string that its field refuses; None if it is unknown.

    `hint` is the field's own.
    """
    if field in _ROLES:
        return _role(text, hint)
    if hint.startswith(_S3_HINT):
        return _s3(text, hint)
    match = _NAME_IN_ARN.match(text) if field.endswith("Name") else None
    return ("must be a name, not an ARN", f"use {match[1]}") if match else None


def _role(text: str, hint: str) -> tuple[str, str] | None:
    what = describe(text)
    if what == _ARN:  # of a role with a mistake, or of anything: the message quotes it
        return None
    what = what or ("a role name" if _ROLE_NAME.fullmatch(text) and not text.isdecimal() else "")
    session = _SESSION.match(text)
    if session:
        hint = f"use the ARN of its role, with its path: arn:{session[1]}:iam::{session[2]}:role/<path/>{session[3]}"
    elif what.endswith("reference"):
        hint = "write ${ROLE_ARN}, and set it with `variables` / --var ROLE_ARN=..."
    return (f"must be the ARN of an IAM role, not {what}", hint) if what else None


def _s3(text: str, hint: str) -> tuple[str, str] | None:
    match = _S3_ARN.match(text) or _OTHER_S3_URI.match(text)
    if match:
        hint = f"use s3://{match[1]}"
    elif describe(text) == "a local path":
        hint = "upload it, then use s3://<bucket>/<key>"
    what = describe(text)
    if match and what in ("", "a URL"):
        return "must begin with s3://", hint
    return (f"must be an S3 URI, not {what}", hint) if what not in ("", "an S3 URI") else None
