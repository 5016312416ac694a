"""``Cluster``: a runner that submits tiles to the workers of a Dask cluster (extra ``dask``)."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from maillage.errors import MaillageError, WrongVersion

PATIENCE = 20  # seconds to find the scheduler


class Cluster:
    """Tasks run on the workers of a Dask scheduler; results stay there until they are requested."""

    def __init__(self, client: Any) -> None:
        """``client`` is a ``distributed.Client``."""
        self.client = client

    def share(self, value: Any) -> Any:
        """Send the value to every worker, once."""
        return self.client.scatter(value, broadcast=True, hash=False)

    def submit(self, task: Callable[..., Any], *arguments: Any) -> Any:
        """Submit the task to a worker, without reusing a result of an identical earlier task."""
        return self.client.submit(task, *arguments, pure=False)

    def result(self, handle: Any) -> Any:
        """Wait for the value; an error on the worker is raised here."""
        return handle.result()


@contextmanager
def cluster(address: str) -> Generator[Cluster]:
    """Connect to the Dask scheduler at ``address`` (``tcp://host:8786``) for the duration of the context.

    Raises ``MaillageError`` if Dask is not installed, the scheduler does not answer or has no worker, ``WrongVersion``
    if a worker has another version of Maillage.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise MaillageError("Dask is not installed. Install it with: pip install 'maillage[dask]'") from error
    try:
        client: Any = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise MaillageError(
            f"No Dask scheduler answers at {address}. Start one with 'dask scheduler' and give its address, "
            "such as tcp://127.0.0.1:8786."
        ) from error
    try:
        _check_workers(client, address)
        yield Cluster(client)
    finally:
        client.close()


@contextmanager
def joined(address: str | None) -> Generator[Cluster | None]:
    """Context with the cluster at ``address``, or None without an address."""
    if address is None:
        yield None
        return
    with cluster(address) as found:
        yield found


def _check_workers(client: Any, address: str) -> None:
    from maillage import __version__

    versions: dict[str, str | None] = client.run(version_here)
    if not versions:
        raise MaillageError(f"The Dask scheduler at {address} has no worker. Start one: dask worker {address}")
    for worker, version in versions.items():
        if version != __version__:
            raise WrongVersion(f"Worker {worker} has Maillage {version or '(none)'}, here it is {__version__}.")


def version_here() -> str:
    """The version of Maillage in this process."""
    from maillage import __version__

    return __version__
