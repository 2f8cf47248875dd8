"""The value of a scalar for a field of each type."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace.manifest import scalars

NO_VALUE = ("has no value", 'set a value, write "" for an empty string, or remove the key')


@pytest.mark.parametrize(
    ("text", "quoted", "expected_type", "value"),
    [
        ("012345670123", False, "string", "012345670123"),
        ("1.10", False, "string", "1.10"),
        ("no", False, "string", "no"),
        ("2026-01-01", False, "string", "2026-01-01"),
        ("0.1", False, "string", "0.1"),
        ("true", False, "string", "true"),
        ("", True, "string", ""),
        ("~", True, "string", "~"),
        ("null", True, "string", "null"),
        ("nil", False, "string", "nil"),
        ("0", False, "integer", 0),
        ("-1", False, "integer", -1),
        ("12", False, "integer", 12),
        ("9" * 400, False, "integer", int("9" * 400)),
        ("1", False, "number", 1.0),
        ("-0.5", False, "number", -0.5),
        ("1e3", False, "number", 1000.0),
        ("1.5E-2", False, "number", 0.015),
        ("true", False, "boolean", True),
        ("True", False, "boolean", True),
        ("TRUE", False, "boolean", True),
        ("false", False, "boolean", False),
        ("False", False, "boolean", False),
        ("FALSE", False, "boolean", False),
        ("", False, None, None),
        ("~", False, None, None),
        ("null", False, None, None),
        ("Null", False, None, None),
        ("NULL", False, None, None),
        ("null", True, None, "null"),
        ("true", False, None, True),
        ("true", True, None, "true"),
        ("yes", False, None, "yes"),
        ("12", False, None, 12),
        ("12", True, None, "12"),
        ("012", False, None, "012"),
        ("1_0", False, None, "1_0"),
        ("9" * 401, False, None, "9" * 401),
        ("text", False, "object", "text"),
        ("12", False, "array", 12),
    ],
)
def test_read(text: str, quoted: bool, expected_type: str | None, value: Any) -> None:
    read = scalars.read(text, quoted, expected_type)
    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "quoted", "expected_type", "message", "hint"),
    [
        ("", False, "string", *NO_VALUE),
        ("~", False, "string", *NO_VALUE),
        ("null", False, "integer", *NO_VALUE),
        ("Null", False, "boolean", *NO_VALUE),
        ("NULL", False, "object", *NO_VALUE),
        ("1", True, "integer", "must be an integer, not a string", "write 1 without quotes"),
        ("one", True, "integer", "must be an integer, not a string", "write a number without quotes"),
        ("01", False, "integer", "must be an integer, not 01", "use plain decimal digits, such as 10"),
        ("1.0", False, "integer", "must be an integer, not 1.0", "use plain decimal digits, such as 10"),
        ("1e3", False, "integer", "must be an integer, not 1e3", "use plain decimal digits, such as 10"),
        ("0x10", False, "integer", "must be an integer, not 0x10", "use plain decimal digits, such as 10"),
        ("1_000", False, "integer", "must be an integer, not 1_000", "use plain decimal digits, such as 10"),
        ("+1", False, "integer", "must be an integer, not +1", "use plain decimal digits, such as 10"),
        ("١", False, "integer", "must be an integer, not ١", "use plain decimal digits, such as 10"),
        ("true", False, "integer", "must be an integer, not true", "use plain decimal digits, such as 10"),
        ("0.5", True, "number", "must be a number, not a string", "write 0.5 without quotes"),
        (".5", True, "number", "must be a number, not a string", "write a number without quotes"),
        (".inf", False, "number", "must be a number, not .inf", "use plain decimal digits, such as 0.5"),
        ("nan", False, "number", "must be a number, not nan", "use plain decimal digits, such as 0.5"),
        ("1.", False, "number", "must be a number, not 1.", "use plain decimal digits, such as 0.5"),
        ("yes", False, "boolean", "must be true or false, not yes", "use true"),
        ("On", False, "boolean", "must be true or false, not On", "use true"),
        ("Y", False, "boolean", "must be true or false, not Y", "use true"),
        ("no", False, "boolean", "must be true or false, not no", "use false"),
        ("OFF", False, "boolean", "must be true or false, not OFF", "use false"),
        ("n", False, "boolean", "must be true or false, not n", "use false"),
        ("1", False, "boolean", "must be true or false, not 1", "use true or false"),
        ("tRUE", False, "boolean", "must be true or false, not tRUE", "use true or false"),
        (
            "true",
            True,
            "boolean",
            "must be true or false, not a string",
            "write true or false without quotes",
        ),
    ],
)
def test_invalid_scalars(text: str, quoted: bool, expected_type: str, message: str, hint: str) -> None:
    with pytest.raises(scalars.InvalidScalar) as error:
        scalars.read(text, quoted, expected_type)
    assert (error.value.message, error.value.hint) == (message, hint)


def test_more_than_400_digits_are_invalid() -> None:
    with pytest.raises(scalars.InvalidScalar):
        scalars.read("9" * 401, False, "integer")


def test_a_number_too_large_for_a_float_is_invalid() -> None:
    # It would become infinity, which neither JSON nor the API can represent.
    with pytest.raises(scalars.InvalidScalar):
        scalars.read("1e400", False, "number")
