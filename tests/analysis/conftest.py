from __future__ import annotations

import pytest


@pytest.fixture(autouse=True, scope="module")
def _stored(stored_data: None) -> None:
    """Every analysis of these tests stands on the territory and the times of the test run."""
