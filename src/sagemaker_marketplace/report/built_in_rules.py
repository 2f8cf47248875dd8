"""Findings that no rule module raises: their names, what each means, and those that are not errors."""

from __future__ import annotations

from ..manifest.findings import INFO, WARNING

# Findings of reading, of the schema and of AWS; each rule describes itself.
BUILT_IN = {
    "file-reference": "A file named with $file can't be read: it must be a regular file inside the workspace.",
    "manifest-alias": "A YAML alias is used too often or refers to a value that contains it. Repeat the value instead.",
    "manifest-depth": "The file is nested deeper than any request can be.",
    "manifest-documents": "The file contains several YAML documents. Use one manifest per file.",
    "manifest-duplicate-key": "An object has the same key twice.",
    "manifest-empty": "The file is empty. `sagemaker-marketplace init` writes one to start from.",
    "manifest-encoding": "The file is not UTF-8.",
    "manifest-key": "A key is a list or an object. Keys must be strings.",
    "manifest-merge": "YAML merge keys (<<) are not supported. Use $file to share fields.",
    "manifest-size": "The file is larger than any request can be.",
    "manifest-syntax": "The file is not valid YAML.",
    "manifest-tag": "YAML tags are not supported: the field's type in the API decides how a value is read.",
    "not-a-manifest": "The file is a request or of another tool. `sagemaker-marketplace init --from` converts it.",
    "rehearsal-file": "A file that the rehearsal block names is missing, outside of the workspace, or not usable.",
    "missing-field": "A field that the API or the manifest requires is missing.",
    "more-findings": "The manifest has more than 100 findings; only the worst are reported.",
    "placeholder": "A placeholder of another template language, such as {{ name }}, is not filled in. Write ${NAME}.",
    "same-resource": "Two manifests of one run name the same resource.",
    "unknown-ignore": "`ignore`, or an ignore comment, names an unknown rule.",
    "unused-ignore": "`ignore`, or an ignore comment, names a rule that reports nothing there.",
    "unknown-field": "The API, or the manifest, has no field of this name.",
    "unknown-variable": "A variable is not set: pass it with `variables` / --var, or add a default: ${NAME:-text}.",
    "out-of-range": "A value is shorter, longer, smaller or larger than the API allows.",
    "invalid-format": "A string does not match the pattern that the API requires.",
    "invalid-type": "A value does not have the type that the API requires; values are not converted.",
    "invalid-value": "A string is not one of the values that the API allows.",
    "no-response": "AWS gave no valid response to a query; the checks that need it were skipped.",
    "permission-missing": "The caller lacks a permission, so checks were skipped. `iam-policy` prints the policy.",
    "create-refused": "AWS refused the create call; each problem in its message is reported at its line.",
    "rehearsal-expectation": "The answers of a rehearsed container are not what `rehearsal.expect` says.",
    "rehearsal-failed": "A rehearsed job would fail in AWS; the likeliest causes are reported at their lines.",
    "validation-failed": "The validation failed in AWS; the likeliest causes are reported at their lines.",
}
BUILT_IN_SEVERITIES = {
    "unknown-ignore": WARNING,
    "unused-ignore": WARNING,
    "no-response": INFO,
    "permission-missing": INFO,
}
