"""The relay of video calls: what coturn is told, and what is said where it is not installed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from maillage.errors import MaillageError
from maillage.site import relay


def test_the_relay_reaches_no_private_network_but_its_own_address(tmp_path: Path) -> None:
    lines = relay.configuration(tmp_path, "10.1.2.3", 3478, "north").splitlines()
    assert {"use-auth-secret", "static-auth-secret=north", "no-tcp-relay", "no-cli"} <= set(lines)
    assert "denied-peer-ip=10.0.0.0-10.255.255.255" in lines
    assert "allowed-peer-ip=10.1.2.3" in lines
    assert "allow-loopback-peers" not in lines


def test_without_coturn_a_sentence_says_what_to_install(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(relay.shutil, "which", lambda _: None)
    with pytest.raises(MaillageError, match="apt install coturn"):
        relay.Relay(tmp_path, "127.0.0.1")


def test_a_relay_that_does_not_start_says_where_to_read_why(tmp_path: Path, monkeypatch: Any) -> None:
    broken = tmp_path / "turnserver"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(relay.shutil, "which", lambda name: str(broken) if name == "turnserver" else None)
    with pytest.raises(MaillageError, match=r"turnserver\.log"):
        relay.Relay(tmp_path / "data", "127.0.0.1", 1)
    assert (tmp_path / "data" / "turn" / "turnserver.conf").stat().st_mode & 0o077 == 0


def test_the_relay_is_where_browsers_find_the_site(monkeypatch: Any) -> None:
    monkeypatch.setattr(os, "environ", {"MAILLAGE_PUBLIC_ADDRESS": "https://127.0.0.9"})
    assert relay.reachable_host("127.0.0.1") == "127.0.0.9"
    monkeypatch.setattr(os, "environ", {})
    assert relay.reachable_host("10.0.0.7") == "10.0.0.7"
