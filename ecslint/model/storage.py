"""File systems that tasks mount."""

from __future__ import annotations

from ecslint.model.attributes import raw, values
from ecslint.model.connections import joining, linked
from ecslint.model.items import Items
from ecslint.model.resources import ResourceEntity
from ecslint.model.security_groups import SecurityGroup


class FileSystem(
    ResourceEntity, terraform=("aws_efs_file_system",), cloudformation=("AWS::EFS::FileSystem",)
):
    """An EFS file system."""

    noun = "file system"

    @property
    def mount_targets(self) -> Items[MountTarget]:
        """Where it can be reached from; open when there may be more than are known."""
        return joining(self, MountTarget, "file_system_id", lambda target: target.leads_to(self))


class MountTarget(
    ResourceEntity, terraform=("aws_efs_mount_target",), cloudformation=("AWS::EFS::MountTarget",)
):
    """The network interface of an EFS file system in a subnet."""

    noun = "mount target"

    file_system_id = raw()
    group_references = values(api="securityGroups")

    @property
    def security_groups(self) -> Items[SecurityGroup]:
        """Its security groups; those that are declared elsewhere leave the list open."""
        return linked(self, self.group_references, SecurityGroup)

    def leads_to(self, file_system: FileSystem) -> bool:
        """Whether it is one of a file system. Raises Undetermined when its own is declared elsewhere."""
        mine = self.index.follow(self.world, self.file_system_id, FileSystem)
        return mine is not None and mine.resource is file_system.resource
