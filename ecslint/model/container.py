"""Containers of a task definition, and what stands inside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecslint.model.attributes import boolean, entities, entity, given, integer, raw, text, texts, values
from ecslint.model.entity import RELAXED, Entity
from ecslint.model.fit import is_blank
from ecslint.model.images import is_private_ecr
from ecslint.model.items import Items
from ecslint.model.logs import LogGroup
from ecslint.value import Absent, Mapping, Value
from ecslint.world import Undetermined, undetermined

if TYPE_CHECKING:
    from ecslint.model.task_definition import TaskDefinition


class PortMapping(Entity):
    """One port, or range of ports, that a container makes reachable."""

    noun = "port mapping"

    container: Container
    """The container that it belongs to."""

    name = text()
    container_port = integer()
    container_port_range = text()
    host_port = integer()
    written_protocol = text(api="protocol")
    app_protocol = text()

    @property
    def protocol(self) -> str:
        """The protocol that applies: tcp, unless exactly "udp" is written (F-026)."""
        return "udp" if self.written_protocol == "udp" else "tcp"

    @property
    def ports(self) -> range | None:
        """The container ports that it covers; None where none are given, or no range that counts up."""
        port = self.container_port
        if port is not None:
            return range(port, port + 1)
        match = re.fullmatch(r"(\d{1,5})-(\d{1,5})", self.container_port_range or "")
        if match is None or int(match[1]) >= int(match[2]):
            return None
        return range(int(match[1]), int(match[2]) + 1)

    @property
    def static_host_port(self) -> int | None:
        """The port of the instance that it takes for itself; None where ECS picks one, or it takes none."""
        match self.container.task_definition.network_mode:
            case "host":
                return self.container_port
            case "bridge" | "default":
                return self.host_port or None
        return None

    @property
    def bound_port(self) -> int | None:
        """The port that it takes for itself in the task's own network, or in that of the instance."""
        if self.container.task_definition.network_mode == "awsvpc":
            return self.container_port
        return self.static_host_port

    @property
    def is_sent(self) -> bool:
        """Whether AWS sees it: Terraform's provider drops a mapping that says nothing (F-261)."""
        if self.vocabulary != RELAXED:
            return True
        doubt: Undetermined | None = None
        for name in ("container_port", "container_port_range", "host_port", "name", "written_protocol"):
            try:
                if getattr(self, name):
                    return True
            except Undetermined as problem:
                doubt = doubt or problem
        if doubt is not None:
            raise doubt
        return bool(self.app_protocol)


class EnvironmentVariable(Entity):
    """A name and a value given to the container as an environment variable."""

    name = text()
    value = text()


class EnvironmentFile(Entity):
    """A file in S3 with environment variables."""

    type = text()
    value = text()


class Secret(Entity):
    """An environment variable or log option whose value ECS fetches when the task starts."""

    name = text()
    value_from = text()


class ContainerDependency(Entity):
    """A condition of another container that must hold before this one starts."""

    container_name = text()
    condition = text()


class MountPoint(Entity):
    source_volume = text()


class VolumeFrom(Entity):
    source_container = text()


class HealthCheck(Entity):
    """The container health check that ECS runs."""

    command = texts()
    interval = integer()
    timeout = integer()
    retries = integer()
    start_period = integer()


class RestartPolicy(Entity):
    """Whether ECS starts a container again that has ended, without the rest of its task."""

    enabled = boolean()
    says_enabled = given(api="enabled")
    ignored_exit_codes = values()
    restart_attempt_period = integer()


class LogConfiguration(Entity):
    log_driver = text()
    options = raw()
    secret_options = entities(Secret)

    @property
    def declared_groups(self) -> Items[LogGroup]:
        """The log groups of the stack; open when it may have more."""
        return self.index.all(self.world, LogGroup)

    def has_option(self, name: str) -> bool:
        """Whether an option is given, in the open or as a secret."""
        if not isinstance(self.world.resolve(self._option(name)), Absent):
            return True
        return any(option.name == name for option in self.secret_options)

    def option(self, name: str) -> str | None:
        """The text of an option that is given in the open."""
        plain = self.world.scalar(self._option(name))
        return None if plain is None else str(plain)

    def _option(self, name: str) -> Value:
        options = self.world.settle(self.options)
        if isinstance(options, Absent):
            return options
        if not isinstance(options, Mapping):
            undetermined(options)
        if name not in options.items and options.open is not None:
            raise Undetermined(options.open)
        return options.items.get(name, Absent(options.span))


class FirelensConfiguration(Entity):
    """What makes a container the log router of its task."""

    type = text()
    options = raw()


class SystemControl(Entity):
    """A kernel parameter that is set in a container."""

    namespace = text()


class ResourceRequirement(Entity):
    type = text()
    value = text()


class Container(Entity):
    """One container definition."""

    noun = "container"
    task_definition: TaskDefinition
    """The task definition that it belongs to."""

    name = text()
    image = raw()
    image_name = text(api="image")
    has_image = given(api="image")
    cpu = integer()
    memory = integer()
    memory_reservation = integer()
    essential = boolean(default=True)
    written_port_mappings = entities(PortMapping, api="portMappings")
    environment = entities(EnvironmentVariable)
    environment_files = values()
    readable_environment_files = entities(EnvironmentFile, api="environmentFiles")
    secrets = entities(Secret)
    mount_points = entities(MountPoint)
    volumes_from = entities(VolumeFrom)
    depends_on = entities(ContainerDependency)
    links = texts()
    hostname = text()
    dns_servers = texts()
    dns_search_domains = texts()
    extra_hosts = values()
    disable_networking = boolean()
    privileged = boolean()
    health_check = entity(HealthCheck)
    restart_policy = entity(RestartPolicy)
    credential_specs = values()
    log_configuration = entity(LogConfiguration)
    repository_credentials = given()
    firelens_configuration = given()
    firelens = entity(FirelensConfiguration, api="firelensConfiguration")
    system_controls = entities(SystemControl)
    linux_parameters = given()
    read_only_root = boolean(api="readonlyRootFilesystem")
    user = text()
    ulimits = values()
    docker_security_options = values()
    resource_requirements = entities(ResourceRequirement)
    linux_devices = values(api="linuxParameters.devices")
    shared_memory_size = integer(api="linuxParameters.sharedMemorySize")
    tmpfs = values(api="linuxParameters.tmpfs")
    max_swap = integer(api="linuxParameters.maxSwap")
    swappiness = integer(api="linuxParameters.swappiness")
    added_capabilities = texts(api="linuxParameters.capabilities.add")
    dropped_capabilities = texts(api="linuxParameters.capabilities.drop")
    start_timeout = integer()
    stop_timeout = integer()

    @property
    def port_mappings(self) -> Items[PortMapping]:
        """The port mappings that AWS sees."""
        written = self.written_port_mappings
        for mapping in written.known:
            mapping.container = self
        return written.kept(lambda mapping: mapping.is_sent)

    @property
    def is_never_essential(self) -> bool:
        """Whether it is not essential whatever the inputs are, as only a literal can say (F-171)."""
        return self.world.peek(lambda: str(self.essential)) == "False"

    @property
    def is_fragment(self) -> bool:
        """Whether neither a name nor an image is written: more is missing than any rule could say."""
        written = (self.lookup(type(self).name), self.lookup(type(self).image))
        return all(isinstance(value, Absent) for value in written)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is written in it."""
        return is_blank(self.body)

    @property
    def is_private_ecr(self) -> bool:
        """Whether its image lies in a private ECR repository."""
        return is_private_ecr(self, self.image)

    def __str__(self) -> str:
        name = self.world.peek(lambda: self.name)
        return f'container "{name}"' if name else "a container"
