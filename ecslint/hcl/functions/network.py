"""Functions of IP networks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecslint.hcl.functions.registry import Context, Refused, Undecided, function

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network


def _network(text: str) -> IPv4Network | IPv6Network:
    from ipaddress import ip_network

    if "/" not in text:
        raise Refused(f'"{text}" is no network in CIDR notation')
    if ":" in text and "." in text:
        raise Undecided("the address of a version in the other is not evaluated")
    # Terraform reads 010 as 10.
    plain = text if ":" in text else re.sub(r"(?<![\d/])0+(?=\d)", "", text)
    try:
        return ip_network(plain, strict=False)
    except ValueError as error:
        raise Refused(f'"{text}" is no network in CIDR notation') from error


def _subnet(network: IPv4Network | IPv6Network, bits: int, place: int) -> str:
    length = network.prefixlen + bits
    if not 0 <= length <= network.max_prefixlen:
        raise Refused(f"{network} has no room for {bits} more bits")
    if bits >= 0 and place >= 1 << bits or bits == 0 > place:
        raise Refused(f"there is no subnet {place} of {bits} bits")
    # Terraform does not look at the sign: the bits are put into the address as they are.
    start = abs(int(network.network_address) | place << (network.max_prefixlen - length))
    if start >= 1 << network.max_prefixlen:
        raise Refused("the subnet is out of range")
    return f"{type(network.network_address)(start)}/{length}"


@function("string", "integer", "whole", returns="string")
def cidrsubnet(context: Context, prefix: str, bits: int, place: int) -> str:
    return _subnet(_network(prefix), bits, place)


@function("string", "integer*", returns="strings")
def cidrsubnets(context: Context, prefix: str, *sizes: int) -> list[str]:
    network = _network(prefix)
    if sizes and not int(network.network_address):
        raise Refused("the network has no address before it")
    found: list[str] = []
    at = int(network.network_address)
    end = at + network.num_addresses
    for bits in sizes:
        length = network.prefixlen + bits
        if not 1 <= bits <= 32 or length > network.max_prefixlen:
            raise Refused(f"{network} has no room for {bits} more bits")
        size = 1 << (network.max_prefixlen - length)
        at = -(-at // size) * size
        if at + size > end:
            raise Refused(f"{network} has no room for all the subnets")
        found.append(f"{type(network.network_address)(at)}/{length}")
        at += size
    return found


@function("string", "whole", returns="string")
def cidrhost(context: Context, prefix: str, place: int) -> str:
    network = _network(prefix)
    offset = place if place >= 0 else network.num_addresses + place
    if not 0 <= offset < network.num_addresses:
        raise Refused(f"{network} has no address {place}")
    return str(type(network.network_address)(int(network.network_address) + offset))


@function("string", returns="string")
def cidrnetmask(context: Context, prefix: str) -> str:
    network = _network(prefix)
    if network.version != 4:
        raise Refused("only IPv4 networks have a netmask")
    return str(network.netmask)
