"""Try the example of nginx in ``docs/sas.md`` with a certificate authority of one's own: who reaches the interface.

``python tools/try_mutual_tls.py --nginx /usr/sbin/nginx``. nginx is no part of the project, so no test runs this; run
it after changing the example. What the example compares is tested in ``tests/site/fhir/test_requirements.py``.
"""

from __future__ import annotations

import argparse
import http.server
import re
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs" / "sas.md"
HOST, CN, OU = "sas.maillage.example", "plateforme-sas.example.fr", "318751275100020"
CASES = {
    "the platform": ("ca", f"/O=ANS/OU={OU}/CN={CN}", 200),
    "another name (CN)": ("ca", f"/O=ANS/OU={OU}/CN=autre.example.fr", 403),
    "a name that only begins alike": ("ca", f"/O=ANS/OU={OU}/CN={CN}.pirate.fr", 403),
    "a name that holds the platform's": ("ca", f"/O=ANS/OU={OU}/CN=x,CN={CN}", 403),
    "no number as unit (OU)": ("ca", f"/O=ANS/OU=inconnu/CN={CN}", 403),
    "no unit (OU)": ("ca", f"/O=ANS/CN={CN}", 403),
    "another authority": ("other", f"/O=ANS/OU={OU}/CN={CN}", 400),
    "no certificate": ("", "", 400),
}


def openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def authority(folder: Path, name: str) -> None:
    subject = ["-subj", f"/O=IGC/CN={name}"]
    keys = ["-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.pem")]
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *keys)


def certificate(folder: Path, by: str, name: str, subject: str) -> None:
    key, asked, made = (str(folder / f"{name}.{end}") for end in ("key", "csr", "pem"))
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", asked, "-subj", subject)
    signer = ["-CA", str(folder / f"{by}.pem"), "-CAkey", str(folder / f"{by}.key"), "-CAcreateserial"]
    openssl("x509", "-req", "-in", asked, "-days", "2", *signer, "-out", made)


class Site(http.server.BaseHTTPRequestHandler):
    """Stands for the site: answers who is let through, with the key that came."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.headers.get("Authorization", "").encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def configuration(folder: Path, port: int, site: int) -> str:
    """Return the example with the files of this folder, inside what nginx needs around it."""
    example = re.search(r"```nginx\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL).group(1)  # type: ignore[union-attr]
    for was, now in (
        ("/etc/ssl/maillage.pem", f"{folder}/server.pem"), ("/etc/ssl/maillage.key", f"{folder}/server.key"),
        ("/etc/ssl/igc-sante.pem", f"{folder}/ca.pem"), ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("127.0.0.1:8000", f"127.0.0.1:{site}"),
    ):  # fmt: skip
        assert was in example, was
        example = example.replace(was, now)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"pid {folder}/pid; error_log {folder}/error.log; daemon off; events {{}} "
        f"http {{ access_log off; {temporary} {example} }}"
    )


def asked(folder: Path, port: int, name: str, path: str = "/fhir/Slot") -> tuple[int, str]:
    context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    context.check_hostname = False
    if name:
        context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    request = urllib.request.Request(f"https://127.0.0.1:{port}{path}", headers={"Authorization": "Bearer forged"})
    try:
        with urllib.request.urlopen(request, context=context, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nginx", default="/usr/sbin/nginx")
    parser.add_argument("--port", type=int, default=8943)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="maillage-tls-") as name:
        folder = Path(name)
        for one in ("ca", "other"):
            authority(folder, one)
        certificate(folder, "ca", "server", f"/CN={HOST}")
        site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
        threading.Thread(target=site.serve_forever, daemon=True).start()
        (folder / "nginx.conf").write_text(configuration(folder, options.port, site.server_port))
        running = subprocess.Popen([options.nginx, "-c", str(folder / "nginx.conf"), "-p", str(folder)])
        try:
            time.sleep(1)
            failures = 0
            for number, (case, (by, subject, expected)) in enumerate(CASES.items()):
                if by:
                    certificate(folder, by, f"client{number}", subject)
                status, said = asked(folder, options.port, f"client{number}" if by else "")
                right = status == expected and (status != 200 or said == "Bearer KEY")
                failures += not right
                print(f"{case:32} {status} {'as expected' if right else f'expected {expected}'} {said}")
            status, _ = asked(folder, options.port, "client0", "/connexion")
            print(f"{'another path':32} {status} {'as expected' if status == 404 else 'expected 404'}")
        finally:
            running.terminate()
            running.wait(10)
    raise SystemExit(failures + (status != 404))


if __name__ == "__main__":
    main()
