"""The protocols of load balancers, and which kind of load balancer has which."""

from __future__ import annotations

FAMILIES = {
    "APPLICATION": ("HTTP", "HTTPS"),
    "NETWORK": ("TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"),
    "GATEWAY": ("GENEVE",),
}
"""The protocols of each kind of load balancer (F-058)."""


def protocol_family(protocol: str) -> str:
    """Which kind of load balancer has a protocol, or an empty text for none."""
    return next((family for family, protocols in FAMILIES.items() if protocol in protocols), "")
