"""How services find each other: Service Connect and VPC Lattice."""

from __future__ import annotations

from ecslint.model.attributes import boolean, entities, given, text
from ecslint.model.entity import Entity


class ClientAlias(Entity):
    """A name under which clients reach a service."""

    dns_name = text()


class ServiceConnectService(Entity):
    """A port that a service offers to others through Service Connect."""

    port_name = text()
    discovery_name = text()
    client_aliases = entities(ClientAlias, terraform="client_alias")


class ServiceConnectConfiguration(Entity):
    """How a service takes part in Service Connect."""

    enabled = boolean()
    namespace = given()
    services = entities(ServiceConnectService, terraform="service")


class LatticeConfiguration(Entity):
    """A target group of VPC Lattice in which the tasks of a service are registered."""

    port_name = text()
    role = given(api="roleArn")
    target_group = given(api="targetGroupArn")
