"""What the pages of the network mode rules do not show: severities, limits and wording."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecslint.engine.finding import Finding
from ecslint.engine.registry import load_rules
from ecslint.engine.run import check
from ecslint.stack import discover

Values = dict[str, object]


def findings(directory: Path, name: str, text: str, code: str) -> list[Finding]:
    (directory / name).write_text(text, encoding="utf-8")
    chosen = [rule._replace(explicit=True) for rule in load_rules() if rule.code == code]
    outcome = check(discover([str(directory)]).stacks, chosen)
    assert outcome.faults == []
    return outcome.findings


def task(mode: str, *containers: Values) -> str:
    return json.dumps({"family": "web", "networkMode": mode, "containerDefinitions": list(containers)})


def container(name: str, *mappings: Values, **more: object) -> Values:
    return {"name": name, "image": "nginx:1.27", "memory": 256, "portMappings": list(mappings), **more}


@pytest.mark.parametrize(
    ("protocol", "severity"), [("TCP", "advice"), ("UDP", "warning"), ("sctp", "warning")]
)
def test_a_protocol_that_ecs_takes_for_tcp_is_as_bad_as_the_difference(
    tmp_path: Path, protocol: str, severity: str
) -> None:
    text = task("bridge", container("web", {"containerPort": 80, "protocol": protocol}))
    found = findings(tmp_path, "task-definition.json", text, "ECS114")
    assert [finding.severity for finding in found] == [severity]


def test_cloudformation_hands_a_protocol_on_to_ecs_as_it_is(tmp_path: Path) -> None:
    text = """\
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: web
          Image: nginx:1.27
          PortMappings:
            - ContainerPort: 80
              Protocol: http
"""
    found = findings(tmp_path, "template.yaml", text, "ECS114")
    assert [(finding.severity, finding.at.span.line) for finding in found] == [("warning", 10)]


@pytest.mark.parametrize("key", ["networkMode", "Networkmode"])
def test_a_key_counts_in_whatever_case_it_is_written(tmp_path: Path, key: str) -> None:
    text = f"""\
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      {key}: awsvpc
      ContainerDefinitions: []
"""
    assert findings(tmp_path, "template.yaml", text, "ECS401") == []


@pytest.mark.parametrize(("mode", "severity"), [("awsvpc", "error"), ("bridge", "warning")])
def test_a_name_used_twice_is_an_error_where_the_refusal_is_on_record(
    tmp_path: Path, mode: str, severity: str
) -> None:
    first = container("web", {"name": "http", "containerPort": 80})
    second = container("admin", {"name": "http", "containerPort": 8080})
    found = findings(tmp_path, "task-definition.json", task(mode, first, second), "ECS117")
    assert [finding.severity for finding in found] == [severity]


def test_dns_servers_are_an_error_and_search_domains_a_warning(tmp_path: Path) -> None:
    text = task("awsvpc", container("web", dnsServers=["10.0.0.2"], dnsSearchDomains=["example.internal"]))
    found = findings(tmp_path, "task-definition.json", text, "ECS111")
    assert [(finding.at.attribute, finding.severity) for finding in found] == [
        ("dns_servers", "error"),
        ("dns_search_domains", "warning"),
    ]


@pytest.mark.parametrize(("count", "expected"), [(100, []), (101, ["port_mappings"])])
def test_a_container_maps_at_most_a_hundred_ranges(tmp_path: Path, count: int, expected: list[str]) -> None:
    ranges: list[Values] = [{"containerPortRange": f"{n * 100 + 1}-{n * 100 + 50}"} for n in range(count)]
    found = findings(tmp_path, "task-definition.json", task("bridge", container("web", *ranges)), "ECS115")
    assert [finding.at.attribute for finding in found] == expected


@pytest.mark.parametrize("written", ["8000", "8000-70000", "0-10", "80-80", "from-to"])
def test_a_range_that_does_not_count_up_through_real_ports_is_refused(tmp_path: Path, written: str) -> None:
    text = task("bridge", container("web", {"containerPortRange": written}))
    found = findings(tmp_path, "task-definition.json", text, "ECS115")
    assert [finding.aws_error for finding in found] == ["Invalid 'containerPortRange' setting"]


def test_a_reserved_port_is_free_for_udp(tmp_path: Path) -> None:
    mapping: Values = {"containerPort": 22, "hostPort": 22, "protocol": "udp"}
    assert (
        findings(tmp_path, "task-definition.json", task("bridge", container("web", mapping)), "ECS107") == []
    )


def test_a_reserved_port_is_not_reported_as_ephemeral_too(tmp_path: Path) -> None:
    text = task("bridge", container("web", {"containerPort": 80, "hostPort": 51678}))
    assert findings(tmp_path, "task-definition.json", text, "ECS108") == []
    found = findings(tmp_path, "task-definition.json", text, "ECS107")
    assert [finding.message for finding in found] == [
        'container "web" takes host port 51678, which container instances reserve for the ECS agent'
    ]


@pytest.mark.parametrize(
    ("mode", "help"),
    [
        ("AWSVPC", 'did you mean "awsvpc"?'),
        ("nat", "leave the network mode out: that is how Windows tasks get Docker's default network"),
        ("overlay2", "use awsvpc, bridge, host or none"),
    ],
)
def test_the_help_for_a_wrong_network_mode_depends_on_what_was_meant(
    tmp_path: Path, mode: str, help: str
) -> None:
    found = findings(tmp_path, "task-definition.json", task(mode, container("web")), "ECS104")
    assert [finding.help for finding in found] == [help]


def test_what_cannot_be_known_of_one_mapping_does_not_hide_another(tmp_path: Path) -> None:
    text = """\
variable "port" {
  type = number
}

resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "awsvpc"
  container_definitions = jsonencode([{
    name  = "web"
    image = "nginx:1.27"
    portMappings = [
      { containerPort = var.port, hostPort = 8080 },
      { containerPort = 443, hostPort = 8443 },
    ]
  }])
}
"""
    found = findings(tmp_path, "main.tf", text, "ECS101")
    assert [finding.at.span.line for finding in found] == [13]
