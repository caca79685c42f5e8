"""The plan that all these tests are about."""

from __future__ import annotations

import pytest

from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan


@pytest.fixture(scope="session")
def plan() -> Plan:
    return load_plan(None).plan
