"""AWS Cloud Map: the services in which ECS registers tasks, and the namespaces that these are in."""

from __future__ import annotations

from ecslint.model.attributes import entities, given, raw, text
from ecslint.model.entity import Entity
from ecslint.model.resources import ResourceEntity


class Namespace(
    ResourceEntity,
    terraform=(
        "aws_service_discovery_http_namespace",
        "aws_service_discovery_private_dns_namespace",
        "aws_service_discovery_public_dns_namespace",
        "data.aws_service_discovery_http_namespace",
        "data.aws_service_discovery_dns_namespace",
    ),
    cloudformation=(
        "AWS::ServiceDiscovery::HttpNamespace",
        "AWS::ServiceDiscovery::PrivateDnsNamespace",
        "AWS::ServiceDiscovery::PublicDnsNamespace",
    ),
):
    """A Cloud Map namespace, declared or looked up."""

    noun = "Cloud Map namespace"

    @property
    def has_records(self) -> bool:
        """Whether its services can have DNS records: those of an HTTP namespace have none."""
        return "Http" not in self.resource.type and "http" not in self.resource.type


class DnsRecord(Entity):
    type = text()


class DiscoveryService(
    ResourceEntity,
    terraform=("aws_service_discovery_service",),
    cloudformation=("AWS::ServiceDiscovery::Service",),
):
    """A Cloud Map service, in which ECS registers tasks."""

    noun = "Cloud Map service"
    naming = ("name",)

    name = text()
    records = entities(DnsRecord, api="dnsConfig.dnsRecords")
    has_dns = given(api="dnsConfig")
    namespace_id = raw()
    dns_namespace_id = raw(api="dnsConfig.namespaceId")

    @property
    def record_types(self) -> set[str]:
        """The types of the DNS records that are made for each task; none in an HTTP namespace."""
        return {record.type or "" for record in self.records}

    @property
    def namespace(self) -> tuple[Namespace, str] | None:
        """Its namespace, and the attribute that names it. Raises Undetermined when declared elsewhere."""
        for attribute in ("namespace_id", "dns_namespace_id"):
            found = self.index.follow(self.world, getattr(self, attribute), Namespace)
            if found is not None:
                return found, attribute
        return None
