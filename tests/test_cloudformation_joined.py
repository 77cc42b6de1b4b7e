"""Templates that export and import: what is checked as one, and what is left unknown."""

from __future__ import annotations

from pathlib import Path

import pytest
from plain_values import plain
from projects import write

from ecslint.cli import main
from ecslint.resource import Stack
from ecslint.stack import discover

NETWORK = """\
Parameters:
  TargetType: {Type: String, Default: instance}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Cluster: {Type: AWS::ECS::Cluster}
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Subnets: [subnet-1, subnet-2]}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {Port: 80, Protocol: HTTP, VpcId: !Ref Vpc, TargetType: !Ref TargetType}
Outputs:
  Cluster: {Value: !Ref Cluster, Export: {Name: !Sub '${AWS::StackName}-Cluster'}}
  Group: {Value: !Ref Group, Export: {Name: !Join ['-', [!Ref AWS::StackName, Group]]}}
"""
SERVICE = """\
Parameters:
  Network: {Type: String, Default: live}
  TargetType: {Type: String, Default: awsvpc}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: !Ref TargetType
      ContainerDefinitions:
        - {Name: web, Image: nginx, Memory: 64, PortMappings: [{ContainerPort: 80}]}
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: {'Fn::ImportValue': !Sub '${Network}-Cluster'}
      TaskDefinition: !Ref Task
      DesiredCount: 1
      LaunchType: EC2
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [subnet-1], SecurityGroups: [sg-1]}}
      LoadBalancers:
        - ContainerName: web
          ContainerPort: 80
          TargetGroupArn: !ImportValue
            'Fn::Sub': '${Network}-Group'
"""
MISMATCH = (
    "target group {0}Group registers instances, but task definition {1}Task runs in awsvpc mode and is "
    "registered by IP"
)
REFUSAL = (
    "The provided target group … has target type instance, which is "
    "incompatible with the awsvpc network mode specified in the task definition."
)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty git repository that is the working directory."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def put(**templates: str) -> None:
    write({name.replace("__", "/") + ".yaml": text for name, text in templates.items()})


def stacks(*paths: str) -> dict[str, list[str]]:
    """The stacks of some paths: their names, and the files that each has read."""
    found = discover(paths or ["."]).stacks
    return {stack.name: [source.path for source in stack.sources] for stack in found}


def reasons(stack: Stack, attribute: str = "Cluster") -> list[object]:
    """What the services of a stack have for an attribute."""
    services = [each for each in stack.resources if each.type == "AWS::ECS::Service"]
    return [plain(service.body.items[attribute]) for service in services]


def cluster(*paths: str) -> object:
    """What the one service of the one stack has as its cluster."""
    (stack,) = discover(paths or ["."]).stacks
    (value,) = reasons(stack)
    return value


def report(capsys: pytest.CaptureFixture[str], *paths: str) -> list[str]:
    main(["check", "--format", "concise", "--select", "ECS201", "--exit-zero", *paths])
    return capsys.readouterr().out.splitlines()


# -- joined ----------------------------------------------------------------------------------------


def test_a_service_behind_a_target_group_of_another_template_is_checked_with_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    put(network=NETWORK, service=SERVICE)
    main(["check", "--select", "ECS201", "--exit-zero"])
    assert (
        capsys.readouterr().out
        == f"""\
error[ECS201]: {MISMATCH.format("network.yaml:", "")}
  --> network.yaml:18:61
   |
18 |     Properties: {{Port: 80, Protocol: HTTP, VpcId: !Ref Vpc, TargetType: !Ref TargetType}}
   |                                                             ^^^^^^^^^^
   |
  ::: service.yaml:8:7
   |
 8 |       NetworkMode: !Ref TargetType
   |       ----------- each task has its own address
...
22 |           TargetGroupArn: !ImportValue
   |           -------------- attached here
   |
   = via: parameter network.yaml:TargetType at network.yaml:18:73
   = via: default of parameter network.yaml:TargetType at network.yaml:2:39
   = via: parameter TargetType at service.yaml:8:20
   = via: default of parameter TargetType at service.yaml:3:39
   = via: imported as live-Group at service.yaml:22:27
   = via: exported as live-Group at network.yaml:21:3
   = aws: "{REFUSAL}"
   = help: set the target type to "ip" and give the target group a new name, since it is replaced
   = page: ecslint explain ECS201

2 files, 1 service, 1 task definition: 1 error
"""
    )


def test_what_is_imported_is_a_part_of_the_stack_that_imports_it() -> None:
    put(
        network=NETWORK, service=SERVICE, unrelated=SERVICE.replace("Network", "Other").replace("live", "x-Y")
    )
    assert stacks() == {
        "service.yaml": ["service.yaml", "network.yaml"],
        "unrelated.yaml": ["unrelated.yaml", "network.yaml"],
    }


def test_what_several_stacks_import_is_reported_and_counted_once(capsys: pytest.CaptureFixture[str]) -> None:
    broken = NETWORK.replace("Port: 80, Protocol: HTTP, VpcId", "Port: 70000, Protocol: HTTP, VpcId")
    put(network=broken, one=SERVICE, two=SERVICE)
    main(["check", "--exit-zero", "--format", "json", "--select", "ECS2"])
    out = capsys.readouterr().out
    assert '"target_groups": 1' in out
    assert '"stacks": 2' in out
    assert out.count('"code": "ECS201"') == 1


@pytest.mark.parametrize("file", ["network.yaml", "service.yaml"])
def test_either_file_stands_for_the_stack_of_both(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    put(deep__er__network=NETWORK, service=SERVICE, deep__other=SERVICE.replace("-Group", "-G"))
    path = f"deep/er/{file}" if file == "network.yaml" else file
    assert stacks(path) == {"service.yaml": ["service.yaml", "deep/er/network.yaml"]}
    assert len(report(capsys, path)) == 1


def test_a_template_without_anything_of_ecs_gives_what_it_exports() -> None:
    vpc = """\
Resources: {Subnet: {Type: AWS::EC2::Subnet, Properties: {CidrBlock: 10.0.1.0/24}}}
Outputs: {Subnet: {Value: !Ref Subnet, Export: {Name: shared-Cluster}}}
"""
    put(vpc=vpc, service=SERVICE.replace("live", "shared"))
    assert stacks() == {"service.yaml": ["service.yaml", "vpc.yaml"]}
    assert cluster() == "<-> vpc.yaml:Subnet>"


def test_imports_lead_through_any_number_of_templates() -> None:
    middle = """\
Resources: {Topic: {Type: AWS::SNS::Topic}}
Outputs: {C: {Value: !ImportValue base-Cluster, Export: {Name: live-Cluster}}}
"""
    put(base=NETWORK.replace("${AWS::StackName}", "base"), middle=middle, service=SERVICE)
    assert stacks() == {"service.yaml": ["service.yaml", "base.yaml", "middle.yaml"]}
    assert cluster() == "<-> base.yaml:Cluster>"


def test_templates_that_import_from_each_other_end() -> None:
    loop = """\
Resources:
  Cluster: {Type: AWS::ECS::Cluster, Properties: {ClusterName: !ImportValue OTHER-Name}}
Outputs: {N: {Value: !ImportValue OTHER-Name, Export: {Name: OWN-Name}}}
"""
    put(a=loop.replace("OTHER", "b").replace("OWN", "a"), b=loop.replace("OTHER", "a").replace("OWN", "b"))
    (stack,) = discover(["."]).stacks
    assert [source.path for source in stack.sources] == ["a.yaml", "b.yaml"]
    (one, _) = stack.resources
    assert plain(one.body) == {"ClusterName": "<what is imported as b-Name depends on itself>"}


def test_a_nested_stack_imports_what_another_one_of_its_parent_exports() -> None:
    parent = """\
Parameters: {Env: {Type: String}}
Resources:
  Net: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: network.yaml}}
  App:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: service.yaml, Parameters: {Network: !Ref Env}}
"""
    exporting = NETWORK.replace("Parameters:\n", "Parameters:\n  Env: {Type: String, Default: x}\n").replace(
        "${AWS::StackName}", "${Env}"
    )
    given = parent.replace("network.yaml", "network.yaml, Parameters: {Env: !Ref Env}")
    put(parent=given, network=exporting, service=SERVICE)
    assert stacks() == {"parent.yaml": ["parent.yaml", "network.yaml", "service.yaml"]}
    assert cluster() == "<-> Net.Cluster>"


def test_the_inputs_of_joined_stacks_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    choice = "{Type: String, AllowedValues: [ip, instance]}"
    put(network=NETWORK.replace("{Type: String, Default: instance}", choice), service=SERVICE)
    main(["check", "--select", "ECS201", "--exit-zero"])
    assert '= when: network.yaml:TargetType == "instance"\n' in capsys.readouterr().out


def test_a_deployment_follows_that_of_the_stack_from_which_it_imports(
    capsys: pytest.CaptureFixture[str],
) -> None:
    put(network=NETWORK, service=SERVICE)
    main(["check", "--format", "concise", "--exit-zero", "--select", "ECS207,ECS208"])
    assert capsys.readouterr().out == ""


# -- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exported", "imported"),
    [
        ("shared-Cluster", "shared-Cluster"),
        ("!Sub '${AWS::StackName}-Cluster'", "live-Cluster"),
        ("!Sub '${AWS::StackName}-Cluster'", "!Sub '${Network}-Cluster'"),
        ("!Sub '${AWS::StackName}-Cluster'", "!Join ['', [!Ref Network, '-Cluster']]"),
        ("!Sub '${AWS::StackName}-Cluster'", "!Sub '${Stack}-Cluster'"),
        ("!Sub '${Stack}-${AWS::Region}-Cluster'", "!Sub '${Stack}-${AWS::Region}-Cluster'"),
        ("!Sub ['${A}-Cluster', {A: !Ref Stack}]", "!Join ['-', [!Ref Stack, Cluster]]"),
        ("!Sub '${Network}-Cluster'", "live-Cluster"),
        ("live-Cluster", "!Sub '${Network}-Cluster'"),
        ("'${literal}-Cluster'", "!Sub '${!literal}-Cluster'"),
    ],
)
def test_an_import_means_the_export_of_its_name(exported: str, imported: str) -> None:
    put(network=exporter(exported), service=importer(imported))
    assert cluster() == "<-> network.yaml:Cluster>"


@pytest.mark.parametrize(
    ("exported", "imported", "name"),
    [
        ("prod-Cluster", "!Sub '${Network}-Cluster'", "live-Cluster"),
        ("prod-Cluster", "!Sub '${Stack}-Cluster'", "${Stack}-Cluster"),
        ("!Sub '${AWS::StackName}-Cluster'", "!Sub '${AWS::StackName}-Cluster'", "${AWS::StackName}-Cluster"),
        ("!Sub '${AWS::StackName}-Cluster'", "!Sub '${AWS::Region}-Cluster'", "${AWS::Region}-Cluster"),
        ("!Sub '${Stack}-Cluster'", "!Sub '${Other}-Cluster'", "${Other}-Cluster"),
        ("!Sub '${AWS::StackName}-Cluster'", "!Ref Stack", "${Stack}"),
        ("!Sub '${AWS::StackName}-Cluster'", "live-Clusters", "live-Clusters"),
        ("!Sub '${AWS::StackName}-${Stack}'", "live-Cluster", "live-Cluster"),
        (
            "!Sub '${AWS::StackName}-Cluster'",
            "!Sub ['${X}-Cluster', {X: !Select [0, [a, b]]}]",
            "${…}-Cluster",
        ),
    ],
)
def test_another_name_is_the_export_of_a_template_that_is_not_in_scope(
    exported: str, imported: str, name: str
) -> None:
    put(network=exporter(exported), service=importer(imported))
    (stack,) = [stack for stack in discover(["."]).stacks if stack.name == "service.yaml"]
    assert reasons(stack) == [f"<imported from another stack as {name}>"]


def test_two_templates_that_could_be_meant_are_named_and_neither_is_used() -> None:
    put(envs__dev=NETWORK, envs__prod=NETWORK, service=SERVICE)
    assert [stack.name for stack in discover(["."]).stacks] == [
        "envs/dev.yaml",
        "envs/prod.yaml",
        "service.yaml",
    ]
    assert reasons(discover(["."]).stacks[2]) == [
        "<imported from another stack as live-Cluster, which several templates export: "
        "envs/dev.yaml, envs/prod.yaml>"
    ]


def test_the_nearest_template_is_meant() -> None:
    put(dev__network=NETWORK, dev__app__service=SERVICE, prod__network=NETWORK, prod__app__service=SERVICE)
    assert stacks() == {
        "dev/app/service.yaml": ["dev/app/service.yaml", "dev/network.yaml"],
        "prod/app/service.yaml": ["prod/app/service.yaml", "prod/network.yaml"],
    }


def test_all_that_is_imported_from_one_stack_comes_from_one_template() -> None:
    more = NETWORK + "  Vpc: {Value: !Ref Vpc, Export: {Name: !Sub '${AWS::StackName}-Vpc'}}\n"
    uses = SERVICE + "      ServiceName: !ImportValue {'Fn::Sub': '${Network}-Vpc'}\n"
    put(small=NETWORK, large=more, service=uses)
    (service,) = [stack for stack in discover(["."]).stacks if stack.name == "service.yaml"]
    assert reasons(service) == ["<-> large.yaml:Cluster>"]


def test_a_template_that_lacks_one_of_the_imports_is_not_the_one_that_is_meant() -> None:
    cluster_only = NETWORK[: NETWORK.index("  Group: {Value")]
    group_only = NETWORK.replace("-Cluster'", "-Other'")
    put(a=cluster_only, b=group_only, service=SERVICE)
    (service,) = [stack for stack in discover(["."]).stacks if stack.name == "service.yaml"]
    assert reasons(service) == [
        "<imported from another stack as live-Cluster, but no template exports all that is imported from "
        "that stack>"
    ]


def test_the_same_template_in_yaml_and_json_is_one() -> None:
    import json

    put(network=exporter("shared-Cluster"), service=importer("shared-Cluster"))
    same = {
        "Resources": {"Cluster": {"Type": "AWS::ECS::Cluster"}},
        "Outputs": {"C": {"Value": {"Ref": "Cluster"}, "Export": {"Name": "shared-Cluster"}}},
    }
    Path("network.json").write_text(json.dumps(same), encoding="utf-8")
    assert stacks()["service.yaml"] == ["service.yaml", "network.yaml"]


def test_what_each_of_two_nested_stacks_exports_is_not_told_apart() -> None:
    parent = """\
Resources:
  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: network.yaml}}
  B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: network.yaml}}
"""
    put(parent=parent, network=NETWORK, service=SERVICE)
    (service,) = [stack for stack in discover(["."]).stacks if stack.name == "service.yaml"]
    assert reasons(service) == [
        "<imported from another stack as live-Cluster, which several stacks in parent.yaml export>"
    ]


def exporter(name: str) -> str:
    return f"""\
Parameters: {{Stack: {{Type: String}}, Network: {{Type: String, Default: live}}}}
Resources: {{Cluster: {{Type: AWS::ECS::Cluster}}}}
Outputs:
  C:
    Value: !Ref Cluster
    Export:
      Name: {name}
"""


def importer(name: str) -> str:
    return f"""\
Parameters:
  Stack: {{Type: String}}
  Other: {{Type: String}}
  Network: {{Type: String, Default: live}}
Resources:
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: web
      Cluster:
        Fn::ImportValue: {name}
"""


# -- names in environments -------------------------------------------------------------------------

NAMED = NETWORK.replace("Parameters:\n", "Parameters:\n  Env: {Type: String, Default: x}\n").replace(
    "${AWS::StackName}-Cluster", "${Env}-Cluster"
)
OWN_ENVIRONMENTS = """\
[[stack]]
path = "NAME.yaml"
[stack.environments.dev]
vars = { PARAMETER = "dev" }
[stack.environments.prod]
vars = { PARAMETER = "prod" }
"""


def environments(**templates: str) -> None:
    """Describe templates, whose environments are the values of one of their parameters."""
    tables = [
        OWN_ENVIRONMENTS.replace("NAME", name).replace("PARAMETER", parameter)
        for name, parameter in templates.items()
    ]
    Path("ecslint.toml").write_text("".join(tables), encoding="utf-8")


def clusters(name: str) -> dict[str, list[object]]:
    """What the services of a template have as their cluster, in each environment."""
    found = [stack for stack in discover(["."]).stacks if stack.name == name]
    return {stack.environment: reasons(stack) for stack in found}


def test_names_are_compared_with_the_parameters_of_the_environment() -> None:
    put(network=NAMED, service=SERVICE)
    environments(network="Env", service="Network")
    joined: list[object] = ["<-> network.yaml:Cluster>"]
    assert clusters("service.yaml") == {"dev": joined, "prod": joined}


def test_what_is_exported_in_another_environment_is_not_what_is_imported() -> None:
    put(network=NAMED, service=SERVICE)
    environments(network="Env")
    Path("ecslint.toml").write_text(
        Path("ecslint.toml").read_text() + '[[stack]]\npath = "service.yaml"\n'
        '[stack.environments.dev]\nvars = { Network = "prod" }\n'
        '[stack.environments.prod]\nvars = { Network = "prod" }\n'
    )
    assert clusters("service.yaml") == {
        "dev": ["<imported from another stack as prod-Cluster>"],
        "prod": ["<-> network.yaml:Cluster>"],
    }


def test_what_is_deployed_once_is_the_same_for_the_environments_of_others() -> None:
    put(network=NAMED, service=SERVICE)
    environments(service="Network")
    Path("ecslint.toml").write_text(
        Path("ecslint.toml").read_text() + '[[stack]]\npath = "network.yaml"\nvars = { Env = "dev" }\n'
    )
    assert clusters("service.yaml") == {
        "dev": ["<-> network.yaml:Cluster>"],
        "prod": ["<imported from another stack as prod-Cluster>"],
    }


def test_a_parameter_that_is_looked_up_is_not_the_text_that_it_is_given() -> None:
    looked_up = "{Type: 'AWS::SSM::Parameter::Value<String>', Default: live}"
    put(
        network=NETWORK.replace("${AWS::StackName}-Cluster", "live-Cluster"),
        service=SERVICE.replace("{Type: String, Default: live}", looked_up),
    )
    assert [reasons(stack) for stack in discover(["."]).stacks if stack.name == "service.yaml"] == [
        ["<imported from another stack as ${Network}-Cluster>"]
    ]
