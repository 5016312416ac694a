"""The site's tests run on a real PostgreSQL, the embedded one; nothing of Django is replaced."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.site import environment

environment.prepare()


def pytest_configure(config: pytest.Config) -> None:
    """pytest-django looked for settings before this folder was reached: let it look again."""
    from pytest_django.plugin import _setup_django

    _setup_django(config)


def pytest_unconfigure() -> None:
    environment.dismiss()


@pytest.fixture(autouse=True)
def fresh_readings() -> Iterator[None]:
    """Artefacts mapped by one test are not those of the next."""
    from maillage.site.geography import travel
    from maillage.site.observatory import reading

    yield
    reading._access.cache_clear()
    travel._times.cache_clear()
