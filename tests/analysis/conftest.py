from __future__ import annotations

import pytest


@pytest.fixture(autouse=True, scope="module")
def _stored(stored_data: None) -> None:
    """Let every analysis in these tests use the territory and times of the test run."""
