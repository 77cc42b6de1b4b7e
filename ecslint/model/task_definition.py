"""Task definitions: containers, volumes, sizes, and what they need of the place they run in."""

from __future__ import annotations

from typing import ClassVar

from ecslint.model.attributes import boolean, entities, entity, given, integer, raw, text, texts, values
from ecslint.model.container import Container, PortMapping
from ecslint.model.entity import RELAXED, Entity
from ecslint.model.iam import Role
from ecslint.model.items import Items, readable
from ecslint.model.resources import ResourceEntity
from ecslint.model.sizes import cpu_units, mebibytes
from ecslint.model.storage import FileSystem
from ecslint.model.text import nearest
from ecslint.place import Place
from ecslint.resource import ECS_JSON, TERRAFORM
from ecslint.value import Absent, Known, Mapping, Sequence, Unknown, Value
from ecslint.world import Undetermined, undetermined


class EfsVolume(Entity):
    """The configuration of a volume that is an EFS file system."""

    file_system_id = raw(cloudformation="FilesystemId")
    root_directory = text()
    transit_encryption = boolean()
    transit_encryption_port = integer()
    access_point = given(api="authorizationConfig.accessPointId")
    iam_authorization = boolean(api="authorizationConfig.iam", cloudformation="AuthorizationConfig.IAM")

    @property
    def file_system(self) -> FileSystem | None:
        """The file system. Raises Undetermined when it is declared elsewhere."""
        return self.index.follow(self.world, self.file_system_id, FileSystem)


class DockerVolume(Entity):
    """The configuration of a volume that Docker looks after."""

    scope = text()
    autoprovision = boolean()
    driver = text()


class Volume(Entity):
    """A volume that containers of the task may mount."""

    noun = "volume"

    name = text()
    host_path = text(api="host.sourcePath", terraform="host_path")
    docker_volume = given(api="dockerVolumeConfiguration")
    docker = entity(DockerVolume, api="dockerVolumeConfiguration")
    efs = entity(EfsVolume, api="efsVolumeConfiguration", cloudformation="EFSVolumeConfiguration")
    efs_volume = given(api="efsVolumeConfiguration", cloudformation="EFSVolumeConfiguration")
    fsx_volume = given(
        api="fsxWindowsFileServerVolumeConfiguration",
        cloudformation="FSxWindowsFileServerVolumeConfiguration",
    )
    s3_files_volume = given(
        api="s3filesVolumeConfiguration",
        cloudformation="S3FilesVolumeConfiguration",
    )
    configured_at_launch = boolean(terraform="configure_at_launch")

    def __str__(self) -> str:
        name = self.world.peek(lambda: self.name)
        return f'volume "{name}"' if name else "a volume"


class ProxyProperty(Entity):
    name = text()
    value = text()


class ProxyConfiguration(Entity):
    """Which container is the App Mesh proxy of the task, and what goes through it."""

    container_name = text()
    type = text()
    properties = raw(cloudformation="ProxyConfigurationProperties")
    listed_properties = entities(
        ProxyProperty, api="properties", cloudformation="ProxyConfigurationProperties"
    )

    def has_property(self, *names: str) -> bool:
        """Whether one of some properties is set, and not to nothing. Terraform has them as a map."""
        if self.vocabulary != TERRAFORM:
            return any(each.name in names and bool(each.value) for each in self.listed_properties)
        properties = self.world.settle(self.properties)
        if isinstance(properties, Absent):
            return False
        if not isinstance(properties, Mapping):
            undetermined(properties)
        given = (properties.items[name] for name in names if name in properties.items)
        if any(self.world.scalar(value) not in (None, "") for value in given):
            return True
        if properties.open is not None:
            raise Undetermined(properties.open)
        return False


class TaskDefinition(
    ResourceEntity,
    terraform=("aws_ecs_task_definition",),
    cloudformation=("AWS::ECS::TaskDefinition",),
    ecs_json=("task-definition",),
):
    """A task definition."""

    noun = "task definition"
    naming = ("family",)
    through: ClassVar[dict[str, tuple[str, ...]]] = {"data.aws_ecs_task_definition": ("task_definition",)}

    family = text()
    written_network_mode = text(api="networkMode")
    requires_compatibilities = texts()
    written_cpu = text(api="cpu")
    written_memory = text(api="memory")
    execution_role = given(api="executionRoleArn")
    task_role = given(api="taskRoleArn")
    execution_role_arn = raw()
    task_role_arn = raw()
    container_definitions = raw()
    volumes = entities(Volume, terraform="volume")
    operating_system_family = text(api="runtimePlatform.operatingSystemFamily")
    cpu_architecture = text(api="runtimePlatform.cpuArchitecture")
    pid_mode = text()
    ipc_mode = text()
    placement_constraints = given()
    proxy_configuration = entity(ProxyConfiguration)
    ephemeral_storage = integer(api="ephemeralStorage.sizeInGiB", terraform="ephemeral_storage.size_in_gib")
    inference_accelerators = values(terraform="inference_accelerator")
    enable_fault_injection = boolean()

    def identifies(self, name: str) -> bool:
        """By family; documents beside each other also by revision or ARN (the file is the truth)."""
        if self.resource.language == ECS_JSON:
            name = name.rpartition("/")[2].partition(":")[0]
        return super().identifies(name)

    @property
    def network_mode(self) -> str:
        """The network mode, written or by default: bridge on Linux, "default" on Windows (F-002).

        What applies to managed instances when none is written is not settled (F-006).
        """
        written = self.written_network_mode
        if written is not None:
            return written
        if "MANAGED_INSTANCES" in self.requires_compatibilities:
            place = self.at()
            raise Undetermined(Unknown("the default network mode of managed instances", place.span))
        return "default" if self.is_windows else "bridge"

    @property
    def is_windows(self) -> bool:
        return (self.operating_system_family or "LINUX").upper().startswith("WINDOWS")

    @property
    def on_fargate(self) -> bool:
        """Whether ECS checks the task definition against Fargate when it is registered (F-007)."""
        return "FARGATE" in self.requires_compatibilities

    @property
    def roles(self) -> Items[tuple[Role, str]]:
        """The roles that ECS assumes for its tasks, with what names each; open for one that is unknown."""
        found, unknown = [], None
        for attribute in ("task_role_arn", "execution_role_arn"):
            try:
                value = self.world.settle(getattr(self, attribute))
                # An ARN that is written out is that of a role from elsewhere.
                role = None if isinstance(value, Known) else self.index.follow(self.world, value, Role)
            except Undetermined as problem:
                unknown = unknown or problem.unknown
            else:
                found += [(role, attribute)] if role is not None else []
        return Items(found, unknown)

    @property
    def cpu(self) -> int | None:
        """The task size in CPU units (1024 are one vCPU), None where none is given or it is no size."""
        return cpu_units(self.written_cpu)

    @property
    def memory(self) -> int | None:
        """The task size in MiB, None where none is given or it is no size."""
        return mebibytes(self.written_memory)

    @property
    def containers(self) -> Items[Container]:
        """The container definitions; those that cannot be read leave the list open."""
        value = self.definitions
        if isinstance(value, Absent):
            return Items([])
        if not isinstance(value, Sequence):
            undetermined(value)
        vocabulary = RELAXED if self.vocabulary == TERRAFORM else self.vocabulary
        present = self.world.present(value)
        return readable(present, value.open, lambda item: self._container(item, vocabulary))

    def instead_of(self, wanted: str) -> tuple[str, Place, str]:
        """For the name of a container that there is not: which is meant, where all are, what to do.

        The name that is meant is empty where none is near. Raises Undetermined when there may be more.
        """
        names = [container.name for container in self.containers if container.name]
        meant = nearest(wanted, names)
        place = self.at("container_definitions", f"the containers are {', '.join(names)}")
        help = f'did you mean "{meant}"?' if meant else "name a container of the same task definition"
        return meant, place, help

    @property
    def port_mappings(self) -> Items[PortMapping]:
        """The port mappings of all containers."""
        return self.containers.joined(lambda container: container.port_mappings)

    @property
    def definitions(self) -> Value:
        """The list of container definitions, decoded where it is JSON text; Failure for bad text."""
        value = self.container_definitions
        if self.vocabulary == TERRAFORM:
            value = self.index.document(self.world, value)
        return self.world.settle(value)

    def _container(self, item: Value, vocabulary: str) -> Container:
        container = self.part(Container, item, vocabulary)
        container.task_definition = self
        return container
