"""Findings that no rule module makes: their names, what each means, and those that are not errors."""

from __future__ import annotations

from ..manifest.findings import INFO, WARNING

# What reading, the schema and AWS itself can say; rules speak for themselves.
BUILT_IN = {
    "file-reference": "A file named with $file can't be read: it must be a regular file inside the workspace.",
    "manifest-alias": "A YAML alias is used too often or stands inside what it names. Write the value out.",
    "manifest-depth": "The file is nested deeper than any request can be.",
    "manifest-documents": "The file holds several YAML documents. Keep one manifest a file.",
    "manifest-duplicate-key": "A member is given twice; which one counts would be a guess.",
    "manifest-empty": "The file holds nothing. `sagemaker-marketplace init` writes one to start from.",
    "manifest-encoding": "The file is not UTF-8.",
    "manifest-key": "A key is a list or a mapping. Members have plain names.",
    "manifest-merge": "YAML merge keys (<<) are not read: every member has one place. Use $file to share.",
    "manifest-size": "The file is larger than any request can be.",
    "manifest-syntax": "The file is not YAML.",
    "manifest-tag": "A YAML tag stands before a value. The API's type decides how it is read: tags have no use.",
    "missing-field": "The API, or the manifest around the request, needs a member that is not there.",
    "more-findings": "The manifest has more findings than anybody reads; the worst are told.",
    "same-resource": "Two manifests of one run name the same resource.",
    "unknown-ignore": "`ignore`, or a comment that ignores, names a rule there is not, so it silences nothing.",
    "unused-ignore": "`ignore`, or a comment that ignores, silences nothing: what it was for is gone.",
    "unknown-field": "The API has no member of this name here.",
    "unknown-variable": "A ${NAME} has no value: pass it with `variables` / --var, or write a default: ${NAME:-text}.",
    "out-of-range": "A value is shorter, longer, smaller or larger than the API takes.",
    "invalid-format": "A text does not have the form the API takes.",
    "invalid-type": "A value is not of the type the API takes; nothing is converted by guess.",
    "invalid-value": "A text is none of the values the API knows.",
    "no-response": "AWS gave no valid response to a query; the checks that need it were skipped.",
    "permission-missing": "The caller lacks a permission, so checks were skipped. `iam-policy` prints the policy.",
    "create-refused": "AWS refused the create call; each thing its message names is told at its line.",
    "validation-failed": "The validation failed in AWS; the likeliest causes are told where they come from.",
}
BUILT_IN_SEVERITIES = {
    "unknown-ignore": WARNING,
    "unused-ignore": WARNING,
    "no-response": INFO,
    "permission-missing": INFO,
}
