"""Immutable values with named parts, made without running generated code.

NamedTuple and dataclass write and compile source for each class; for the thirty classes a check loads, that takes as
long as half an interpreter start.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Self, dataclass_transform

    @dataclass_transform(frozen_default=True)
    class Frozen:
        """What type checkers see: the annotations are the parts, in order, with their defaults."""

        def replace(self, **_parts: Any) -> Self:
            """A copy with some parts changed."""

        def parts(self) -> dict[str, Any]:
            """The parts by name."""

        def __iter__(self) -> Iterator[Any]:
            """The parts in order, for unpacking."""

        def __lt__(self, other: Self) -> bool: ...

else:

    class Frozen:
        """A value whose class's annotations are its parts, in order, with their defaults."""

        __slots__ = ()

        def __init_subclass__(cls):
            """Take the parts from the annotations."""
            cls.__match_args__ = tuple(cls.__annotations__)

        def __init__(self, *values, **named):
            """Set each part once.

            Raises TypeError for too many, unknown or missing parts.
            """
            names = self.__match_args__
            parts = dict(zip(names, values, strict=False))
            if len(values) > len(names) or parts.keys() & named.keys() or named.keys() - set(names):
                raise TypeError(f"{type(self).__name__} takes {', '.join(names)}")
            parts.update(named)
            for name in names:
                if name not in parts:
                    if not hasattr(type(self), name):
                        raise TypeError(f"{type(self).__name__} lacks {name}")
                    parts[name] = getattr(type(self), name)
            self.__dict__.update(parts)

        def __setattr__(self, name, value):
            """Refuse: a value does not change. Raises AttributeError."""
            raise AttributeError(f"{type(self).__name__} is immutable")

        def replace(self, **parts):
            """A copy with some parts changed."""
            return type(self)(**{**self.parts(), **parts})

        def parts(self):
            """The parts by name."""
            return {name: self.__dict__[name] for name in self.__match_args__}

        def __iter__(self):
            """The parts in order, for unpacking."""
            return iter([self.__dict__[name] for name in self.__match_args__])

        def __eq__(self, other):
            """Equal to a value of the same class with equal parts."""
            return type(self) is type(other) and self.__dict__ == other.__dict__

        def __lt__(self, other):
            """Ordered by the parts."""
            return tuple(self) < tuple(other)

        def __hash__(self):
            """Hash of the parts."""
            return hash((type(self), *self))

        def __repr__(self):
            """As it would be written."""
            parts = ", ".join(f"{name}={value!r}" for name, value in self.parts().items())
            return f"{type(self).__name__}({parts})"
