from __future__ import annotations

from auditor.analysis.network.ports import port_map, span


def test_bits_tell_exactly_the_named_ranges_apart() -> None:
    web, high = span("tcp", 443, 443), span("-1", None, None)
    ports = port_map((web, high))
    assert ports.edges == (0, 443, 444, 1024, 65536)
    assert ports.flow(high) == ports.everything
    assert ports.words(ports.flow(web)) == "tcp 443"
    assert ports.words(ports.everything) == "tcp all ports, udp all ports"
    assert ports.words(0) == "nothing"


def test_protocols_without_ports_carry_none() -> None:
    ports = port_map(())
    assert ports.flow(span("icmp", -1, -1)) == 0
    assert ports.flow(span("6", -1, -1)) & ports.flow(span("17", None, None)) == 0


def test_an_answer_needs_an_ephemeral_port_of_its_own_protocol() -> None:
    low, high = span("udp", 0, 1023), span("udp", 1024, 65535)
    ports = port_map((low, high))
    assert ports.answered(ports.flow(low)) == 0
    assert ports.answered(ports.flow(high)) == ports.flow(span("udp", None, None))


def test_a_range_that_ends_before_it_begins_is_empty() -> None:
    backwards = span("tcp", 100, 50)
    assert port_map((backwards,)).flow(backwards) == 0
