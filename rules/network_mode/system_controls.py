"""Kernel parameters of containers."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import WARNING, Container, Finding, rule


@rule("ECS124", "conflicting-system-controls", severity=WARNING)
def conflicting_system_controls(container: Container) -> Iterator[Finding]:
    """A container sets a kernel parameter in a namespace that it shares with its instance."""
    task = container.task_definition
    for control in container.system_controls:
        name = control.namespace or ""
        if name.startswith("net.") and task.network_mode == "host":
            shared, because = "the network", task.at("network_mode", "the network of the instance")
        elif name.startswith(IPC) and task.ipc_mode == "host":
            shared, because = "the IPC namespace", task.at("ipc_mode", "the IPC namespace of the instance")
        else:
            continue
        yield Finding(
            at=control.at("namespace"),
            message=f"{container} sets {name}, but {task} shares {shared} of its instance",
            because=[because],
            help=f"remove {name}, or give the task {shared} of its own",
        )


IPC = ("kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shm", "fs.mqueue.")
"""How the kernel parameters of an IPC namespace begin."""
