"""Functions of IP networks."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ecslint.hcl.functions.registry import Context, Refused, function

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network


def _network(text: str) -> IPv4Network | IPv6Network:
    from ipaddress import ip_network

    if "/" not in text:
        raise Refused(f'"{text}" is no network in CIDR notation')
    try:
        return ip_network(text, strict=False)
    except ValueError as error:
        raise Refused(f'"{text}" is no network in CIDR notation') from error


def _subnet(network: IPv4Network | IPv6Network, bits: int, place: int) -> str:
    from ipaddress import ip_network

    length = network.prefixlen + bits
    if bits < 0 or length > network.max_prefixlen:
        raise Refused(f"{network} has no room for {bits} more bits")
    if not 0 <= place < 1 << bits:
        raise Refused(f"there is no subnet {place} of {bits} bits")
    start = int(network.network_address) + (place << (network.max_prefixlen - length))
    first = type(network.network_address)(start)
    return str(ip_network(f"{first}/{length}"))


@function("string", "number", "number", returns="string")
def cidrsubnet(context: Context, prefix: str, bits: int | Decimal, place: int | Decimal) -> str:
    return _subnet(_network(prefix), int(bits), int(place))


@function("string", "number*", returns="list")
def cidrsubnets(context: Context, prefix: str, *sizes: int | Decimal) -> list[str]:
    network = _network(prefix)
    found: list[str] = []
    at = int(network.network_address)
    end = at + network.num_addresses
    for bits in map(int, sizes):
        length = network.prefixlen + bits
        if bits < 1 or length > network.max_prefixlen:
            raise Refused(f"{network} has no room for {bits} more bits")
        size = 1 << (network.max_prefixlen - length)
        at = -(-at // size) * size
        if at + size > end:
            raise Refused(f"{network} has no room for all the subnets")
        found.append(f"{type(network.network_address)(at)}/{length}")
        at += size
    return found


@function("string", "number", returns="string")
def cidrhost(context: Context, prefix: str, place: int | Decimal) -> str:
    network = _network(prefix)
    offset = int(place) if place >= 0 else network.num_addresses + int(place)
    if not 0 <= offset < network.num_addresses:
        raise Refused(f"{network} has no address {place}")
    return str(type(network.network_address)(int(network.network_address) + offset))


@function("string", returns="string")
def cidrnetmask(context: Context, prefix: str) -> str:
    network = _network(prefix)
    if network.version != 4:
        raise Refused("only IPv4 networks have a netmask")
    return str(network.netmask)
