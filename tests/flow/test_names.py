"""What create does with a name that exists already: each row of the table, for both kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
