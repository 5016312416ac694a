"""Serves the site: the web server, a worker process, a clean shutdown on SIGTERM."""

from __future__ import annotations

import errno
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maillage.errors import MaillageError
from maillage.site.answering import answer_in_processes, leave, usual_count
from maillage.site.balance import Balance

if TYPE_CHECKING:
    from maillage.site.webserver import Application

DATABASE_SECONDS = 30.0
DRAWS_AFTER = 10.0
LONGEST_REQUEST_BYTES = 2**20


def claim_port(host: str, port: int) -> closing[socket.socket]:
    """Listen on a port. Raises ``MaillageError`` if it is in use or not allowed."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except socket.gaierror as error:
        raise MaillageError(f"The address '{host}' is not known. Choose another with --host.") from error
    listener = socket.socket(family, socket.SOCK_STREAM)
    if os.name != "nt":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise MaillageError(
                f"Port {port} of {host} is already in use. Choose another with --port (make demo: PORT=8123)."
            ) from error
        raise MaillageError(
            f"Port {port} of {host} cannot be used ({error.strerror}). Choose another with --port or --host."
        ) from error
    return closing(listener)


def address_of(listener: socket.socket) -> str:
    """Return ``http://127.0.0.1:8000`` for the listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve_site(
    listener: socket.socket,
    data_dir: Path | None = None,
    *,
    say: Callable[[str], object],
    worker: bool = True,
    processes: int | None = None,
    dicom: int | None = None,
) -> None:
    """Open the site and serve ``listener`` until SIGTERM or Ctrl-C; the last process stops the database.

    Starts a ``worker`` process too, unless others do its work, and one that takes images from hospitals on the port
    ``dicom``. ``processes`` answer, None for the usual number.

    Requests that arrive before the site is ready wait in the queue of the listener; ``say`` is called when it is ready.
    """
    from maillage.site.runtime import open_site

    os.environ.setdefault("MAILLAGE_PUBLIC_ADDRESS", address_of(listener))
    server = open_site(data_dir, patience=DATABASE_SECONDS)
    from django.conf import settings

    from maillage.site.config.wellformed import application as site_application
    from maillage.site.database.watch import DatabaseWatch
    from maillage.site.processes import SideProcess, WorkerProcess
    from maillage.site.warming import warm

    beside: list[SideProcess] = []
    watch = DatabaseWatch(server) if server is not None else None
    application = site_application()
    before = signal.signal(signal.SIGTERM, leave)
    count = processes or usual_count()
    try:
        warm(application)
        if worker:
            beside.append(WorkerProcess())
        if dicom is not None:
            host = str(listener.getsockname()[0])
            beside.append(SideProcess("DICOM server", ["-m", "maillage.site.imaging.process", host, str(dicom)]))
            say(f"DICOM machines reach {settings.DICOM['title']} on port {dicom}.")
        say(f"Maillage answers on {address_of(listener)} (Ctrl-C to stop).")
        if count == 1:
            _answer(application, listener)
        else:
            balance = Balance(count)
            answer_in_processes(lambda number: _answer(application, listener, number, count, balance), count)
    except KeyboardInterrupt:
        pass  # Ctrl-C before the server is ready also means: stop
    finally:
        signal.signal(signal.SIGTERM, before)
        for one in beside:
            one.stop()
        if watch is not None:
            watch.stop()
        if server is not None:
            server.stop()


def _answer(
    application: Application, listener: socket.socket, number: int = 0, count: int = 1, balance: Balance | None = None
) -> None:
    """Answer as process ``number`` of ``count``."""
    from maillage.site.privacy.seeing import Writer
    from maillage.site.webserver import PATIENCE, web_server
    from maillage.site.www import downloads
    from maillage.site.www.coordinator import charts

    downloads.divide(count)
    # What draws charts starts once in each process, for some seconds: before somebody opens the page that shows one.
    drawing = threading.Timer(DRAWS_AFTER, charts.before_after_svg, [(("", 0.0, 1.0),)])
    drawing.daemon = True
    drawing.start()
    seen = Writer()
    web = web_server(
        application,
        listener,
        PATIENCE.share(number, count),
        may_take=lambda held: balance is None or balance.may_take(number, held),
        max_request_body_size=LONGEST_REQUEST_BYTES,
        clear_untrusted_proxy_headers=True,
        **_proxy(),
    )

    try:
        # waitress handles KeyboardInterrupt and SystemExit as a request to stop, and finishes the current requests.
        web.run()
    finally:
        web.close()
        seen.stop()


def _proxy() -> dict[str, Any]:
    """Return the proxy settings: its headers are trusted only if the operator says that a local proxy exists."""
    from maillage.site.config.environment import flag

    if not flag("MAILLAGE_BEHIND_PROXY", default=False):
        return {}
    headers = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
    return {"trusted_proxy": "127.0.0.1", "trusted_proxy_count": 1, "trusted_proxy_headers": headers}
