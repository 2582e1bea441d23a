"""What is wrong with the certificate of a published site, or with where its address leads, is one sentence each."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from support.rows import every_row
from therapyblog.model.codec import digest
from therapyblog.publishing.host import FileEntry
from therapyblog.publishing.verification import verify

PAGE = b"<h1>Rest</h1>"
NOW = dt.datetime.now(dt.UTC)
_DAYS = dt.timedelta(days=1)


def write_certificate(folder: Path, name: str, begins: int, ends: int, *, own: bool) -> Path:
    """Write a certificate for a name with its key; valid from and until so many days from now, and signed by `ca.pem`.

    With `own` it is signed by itself.
    """

    def named(common: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])

    def made(subject: x509.Name, key: ec.EllipticCurvePrivateKey, issuer: x509.Name) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        return builder.serial_number(x509.random_serial_number())

    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer, basic = named("An authority"), x509.BasicConstraints(ca=True, path_length=None)
    authority = made(issuer, ca_key, issuer).add_extension(basic, critical=True)
    authority = authority.not_valid_before(NOW - 9 * _DAYS).not_valid_after(NOW + 99 * _DAYS)
    (folder / "ca.pem").write_bytes(authority.sign(ca_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    subject = named(name)
    builder = made(subject, key, subject if own else issuer)
    builder = builder.not_valid_before(NOW + begins * _DAYS).not_valid_after(NOW + ends * _DAYS + _DAYS / 2)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signed = builder.sign(key if own else ca_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    (folder / "server.pem").write_bytes(private + signed)
    return folder / "server.pem"


@contextmanager
def tls_server(certificate: Path | None, leads_to: Callable[[str], str] | None = None) -> Iterator[str]:
    """Run a server with one page, over TLS where there is a certificate; `leads_to` makes a redirect of its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = PAGE if self.path.partition("?")[0] in ("/", "/rest/") else b"nothing"
            self.send_response(301 if leads_to else 200 if content is PAGE else 404)
            if leads_to:
                self.send_header("Location", leads_to(self.path))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # The handshake is the visitor's affair: one that is refused must not end the server.
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"https://localhost:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


TRUSTED = {"name": "localhost", "begins": -1, "ends": 90, "own": False}
CERTIFICATES = {
    "right": (TRUSTED, "", ""),
    "soon": (TRUSTED | {"ends": 5}, "", "The certificate of localhost ends in 5 days: the host should renew it."),
    "tomorrow": (TRUSTED | {"ends": 1}, "", "The certificate of localhost ends in 1 day: the host should renew it."),
    "today": (TRUSTED | {"ends": 0}, "", "The certificate of localhost ends today: the host should renew it."),
    "expired": (TRUSTED | {"begins": -8, "ends": -1}, "its certificate has expired: let the host renew it", ""),
    "not yet": (TRUSTED | {"begins": 2}, "is not valid yet: look whether the clock of this computer is right", ""),
    "wrong name": (TRUSTED | {"name": "other.example"}, "is for other names: let the host make one for this", ""),
    "self-signed": (TRUSTED | {"own": True}, "was signed by nobody but itself, so browsers refuse it", ""),
}


@every_row("given, wrong, note", CERTIFICATES.values(), CERTIFICATES)
def test_a_certificate_that_is_not_right_is_one_sentence(tmp_path, monkeypatch, given, wrong, note):
    certificate = write_certificate(tmp_path, **given)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with tls_server(certificate) as address:
        seen = verify(address, {"rest/index.html": _PAGE}, ["rest/index.html"], [], patience=0)

    assert seen.right == (not wrong)
    assert len(seen.wrong) == bool(wrong)
    assert wrong in "".join(seen.wrong)
    assert "_ssl.c" not in "".join(seen.wrong)
    assert [said for said in seen.notes if "certificate" in said] == ([note] if note else [])


_PAGE = FileEntry(digest(PAGE).hex(), len(PAGE))
LEADS: dict[str, tuple[bool, Callable[[str], str] | None, str]] = {
    "itself": (True, lambda path: path, "leads from one address to the next without end"),
    "another host": (True, lambda _: "http://other.example/", "leads to http://other.example/, which is another place"),
    "no TLS": (False, None, "no https is spoken there: switch it on at the host"),
}


@pytest.mark.parametrize("name", LEADS)
def test_an_address_that_leads_astray_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    has_tls, leads_to, says = LEADS[name]
    certificate = write_certificate(tmp_path, "localhost", -1, 90, own=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with tls_server(certificate if has_tls else None, leads_to) as address:
        seen = verify(address, {"rest/index.html": _PAGE}, ["rest/index.html"], [], patience=0)

    assert seen.doubtful == ("rest/index.html",)
    (wrong,) = seen.wrong
    assert says in wrong
