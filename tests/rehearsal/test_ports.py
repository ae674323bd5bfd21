"""Ports that are chosen before anybody listens there."""

from __future__ import annotations

import socket
import sys
from contextlib import ExitStack

import pytest

from bot.rehearsal.ports import HOST, HeldPorts

MANY = 300


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a held port be listened on")
def test_a_held_port_is_given_to_nobody_and_can_be_listened_on(ports: HeldPorts) -> None:
    held = {ports.take() for _ in range(MANY)}
    assert len(held) == MANY
    given: set[int] = set()
    with ExitStack() as stack, socket.create_server((HOST, 0)) as other:
        for _ in range(MANY):
            out = stack.enter_context(socket.create_connection(other.getsockname()))
            stack.enter_context(other.accept()[0])
            given.add(out.getsockname()[1])
            given.add(stack.enter_context(socket.create_server((HOST, 0))).getsockname()[1])
    assert not given & held
    for port in held:
        with socket.create_server((HOST, port)) as server, socket.create_connection((HOST, port)):
            assert server.getsockname()[1] == port


def test_the_wanted_port_is_taken_where_nobody_listens(ports: HeldPorts) -> None:
    first = ports.take()
    ports.close()
    assert ports.take(first) == first
    with socket.create_server((HOST, 0)) as busy:
        taken = busy.getsockname()[1]
        assert ports.take_each(("page",), {"page": taken})["page"] != taken
