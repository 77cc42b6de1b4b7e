"""What templates are deployed with: parameters of the command line, of files, and of environments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from projects import write

from ecslint.cli import main

TEMPLATE = """\
Parameters:
  Mode: {Type: String, Default: bridge, AllowedValues: [awsvpc, bridge]}
  Port: {Type: Number, Default: 80}
  Ami: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /aws/ami}
  Group: {Type: String, Default: sg-1}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: !Ref Mode
      ContainerDefinitions:
        - {Name: web, Image: nginx, Memory: 256, PortMappings: [{ContainerPort: !Ref Port}]}
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      DesiredCount: 1
      LoadBalancers: [{ContainerName: web, ContainerPort: !Ref Port, TargetGroupArn: !Ref Target}]
  Target:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {TargetType: instance, Port: 80, Protocol: HTTP, VpcId: vpc-1}
"""


@pytest.fixture(autouse=True)
def project(repository: Path) -> Path:
    """A git repository with one template, which is the working directory."""
    write({"app/template.yaml": TEMPLATE})
    return repository


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    main(["check", "--format", "json", "--select", "ECS201,ECS005", *arguments])
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, list[str]]]:
    """The code of each finding, and when it holds."""
    return [(finding["code"], finding["when"]) for finding in checked(capsys, *arguments)["findings"]]


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["check", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err


AWSVPC = {
    "list.json": """[
        {"ParameterKey": "Mode", "ParameterValue": "awsvpc"}, {"ParameterKey": "Port", "ParameterValue": 80}
    ]""",
    "pairs.json": '["Mode=awsvpc", "Port=80"]',
    "object.json": '{"Mode": "awsvpc", "Port": 80}',
    "pipeline.json": '{"Parameters": {"Mode": "awsvpc"}, "Tags": {"Team": "a"}}',
    "parameters.yaml": "Parameters:\n  Mode: awsvpc\n  Group: [a, b]\n",
    "flat.yml": "Mode: awsvpc\n",
    "flat.toml": 'Mode = "awsvpc"\nPort = 80\n',
    "tables.toml": '[Parameters]\nMode = "awsvpc"\nGroup = ["a", "b"]\n',
}


def test_without_parameters_all_that_is_allowed_is_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    assert found(capsys) == [("ECS201", ['Mode == "awsvpc"'])]


@pytest.mark.parametrize(("name", "text"), AWSVPC.items(), ids=list(AWSVPC))
def test_a_file_of_any_shape_sets_parameters(
    capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    write({name: text})
    assert found(capsys, "--parameters", name, "app") == [("ECS201", [])]
    assert found(capsys, "--parameters", f"file://{name}", "app") == [("ECS201", [])]


def test_of_several_parameters_the_last_counts(capsys: pytest.CaptureFixture[str]) -> None:
    write({"prod.json": AWSVPC["list.json"]})
    assert found(capsys, "--parameters", "Mode=awsvpc") == [("ECS201", [])]
    assert found(capsys, "--parameters", "prod.json", "--parameters", "Mode=bridge") == []
    assert found(capsys, "--parameters", "Mode=bridge", "--parameters", "prod.json") == [("ECS201", [])]


def test_a_value_tells_where_it_was_set(capsys: pytest.CaptureFixture[str]) -> None:
    write({"prod.json": AWSVPC["list.json"]})
    (finding,) = checked(capsys, "--parameters", "prod.json")["findings"]
    via = [(step["path"], step["line"], step["message"]) for step in finding["via"]]
    assert ("prod.json", 2, "parameter Mode set in prod.json") in via
    (finding,) = checked(capsys, "--parameters", "Mode=awsvpc")["findings"]
    via = [(step["path"], step["line"], step["message"]) for step in finding["via"]]
    assert ("app/template.yaml", 2, "parameter Mode set by --parameters") in via


def test_a_value_of_the_deployment_before_is_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    write({"prod.json": '[{"ParameterKey": "Mode", "UsePreviousValue": true, "ParameterValue": ""}]'})
    report = checked(capsys, "--parameters", "prod.json")
    assert report["findings"] == []
    assert [each["reason"] for each in report["undetermined"]] == [
        "parameter Mode keeps the value of the deployment before"
    ]


def test_what_a_parameter_cannot_be_is_told_where_it_is_set(capsys: pytest.CaptureFixture[str]) -> None:
    write({"prod.json": '{\n  "Mode": "host",\n  "Port": "http",\n  "Ami": "/other/ami"\n}\n'})
    findings = checked(capsys, "--parameters", "prod.json")["findings"]
    assert [
        (each["path"], each["line"], each["message"]) for each in findings if each["code"] == "ECS005"
    ] == [
        ("prod.json", 2, "parameter Mode cannot be host, which is none of awsvpc, bridge"),
        ("prod.json", 3, "parameter Port is a number, and cannot be http"),
    ]


ENVIRONMENTS = """\
[[stack]]
path = "app/template.yaml"
parameters = ["common.json"]

[stack.environments.prod]
parameters = ["prod.json"]

[stack.environments.dev]
vars = { Mode = "bridge", Port = 8080 }
"""


def test_each_environment_of_a_template_is_analysed(capsys: pytest.CaptureFixture[str]) -> None:
    write({"ecslint.toml": ENVIRONMENTS, "common.json": '{"Port": "80"}', "prod.json": AWSVPC["list.json"]})
    assert found(capsys) == [("ECS201", ["environment prod"])]
    assert found(capsys, "--parameters", "Mode=awsvpc") == [("ECS201", [])]
    assert checked(capsys)["summary"]["stacks"] == 1


SAM = """\
version = 0.1

[default.deploy.parameters]
stack_name = "app"
parameter_overrides = "Mode=bridge Unheard=1"

[prod.deploy.parameters]
stack_name = "app-prod"
parameter_overrides = [
  "Mode=awsvpc",
  "Group=a b",
]
"""


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ('"Mode=awsvpc Group=\\"a b\\""', [("ECS201", ["environment prod"])]),
        (
            '"ParameterKey=Mode,ParameterValue=awsvpc ParameterKey=Port,ParameterValue=80"',
            [("ECS201", ["environment prod"])],
        ),
        ('["Mode=awsvpc"]', [("ECS201", ["environment prod"])]),
        ('{ Mode = "awsvpc" }', [("ECS201", ["environment prod"])]),
        ('"Group=Mode"', [("ECS201", ['environment prod and Mode == "awsvpc"'])]),
        ('"Mode=\\"bridge\\""', []),
    ],
)
def test_what_sam_keeps_beside_a_template_gives_its_environments(
    capsys: pytest.CaptureFixture[str], overrides: str, expected: list[tuple[str, list[str]]]
) -> None:
    text = SAM[: SAM.index("parameter_overrides = [")] + f"parameter_overrides = {overrides}\n"
    write({"app/samconfig.toml": text})
    assert found(capsys) == expected


SAM_IN_YAML = """\
version: 0.1
default:
  deploy: {parameters: {stack_name: app, parameter_overrides: Mode=bridge Unheard=1}}
prod:
  deploy:
    parameters:
      stack_name: app-prod
      parameter_overrides: OVERRIDES
"""


@pytest.mark.parametrize("name", ["samconfig.yaml", "samconfig.yml"])
@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ("Mode=awsvpc Group='a b'", [("ECS201", ["environment prod"])]),
        ("[Mode=awsvpc, Group=a b]", [("ECS201", ["environment prod"])]),
        ("{Mode: awsvpc, Port: 80}", [("ECS201", ["environment prod"])]),
        ("Group=Mode", [("ECS201", ['environment prod and Mode == "awsvpc"'])]),
        ("Mode=bridge", []),
    ],
)
def test_what_sam_keeps_may_be_in_yaml(
    capsys: pytest.CaptureFixture[str], name: str, overrides: str, expected: list[tuple[str, list[str]]]
) -> None:
    write({f"app/{name}": SAM_IN_YAML.replace("OVERRIDES", overrides)})
    assert found(capsys) == expected


def test_of_several_files_that_sam_keeps_it_takes_the_first_in_toml_then_yaml(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bridge = SAM_IN_YAML.replace("OVERRIDES", "Mode=bridge")
    write(
        {"app/samconfig.yml": SAM_IN_YAML.replace("OVERRIDES", "Mode=awsvpc"), "app/samconfig.yaml": bridge}
    )
    assert found(capsys) == []
    write({"app/samconfig.toml": SAM})
    assert found(capsys) == [("ECS201", ["environment prod"])]


def test_what_sam_keeps_in_yaml_has_places_and_names_its_template(capsys: pytest.CaptureFixture[str]) -> None:
    named = SAM_IN_YAML.replace("stack_name: app-prod", "template_file: other.yaml")
    named = named.replace("stack_name: app,", "template_file: other.yaml,")
    write({"app/other.yaml": TEMPLATE, "app/samconfig.yaml": named.replace("OVERRIDES", "{Mode: awsvpc}")})
    findings = checked(capsys)["findings"]
    assert [(each["path"], each["when"]) for each in findings] == [
        ("app/other.yaml", ["environment prod"]),
        ("app/template.yaml", ['Mode == "awsvpc"']),
    ]
    step = next(each for each in findings[0]["via"] if each["path"] == "app/samconfig.yaml")
    assert (step["line"], step["column"], step["message"]) == (8, 35, "parameter Mode set in samconfig.yaml")
    assert found(capsys, "app/samconfig.yaml") == [("ECS201", ["environment prod"])]
    write({"app/samconfig.yaml": "default: [\n"})
    assert refused(capsys).startswith("error: app/samconfig.yaml is not valid YAML: ")


def test_a_parameter_in_what_sam_keeps_has_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    write({"app/samconfig.toml": SAM})
    (finding,) = checked(capsys)["findings"]
    step = next(each for each in finding["via"] if each["path"] == "app/samconfig.toml")
    assert (step["line"], step["column"], step["message"]) == (10, 4, "parameter Mode set in samconfig.toml")


def test_what_sam_keeps_is_for_the_template_that_it_names(capsys: pytest.CaptureFixture[str]) -> None:
    named = SAM.replace("stack_name", 'template_file = "other.yaml"\nstack_name')
    write({"app/other.yaml": TEMPLATE, "app/samconfig.toml": named})
    findings = checked(capsys)["findings"]
    assert [(each["path"], each["when"]) for each in findings] == [
        ("app/other.yaml", ["environment prod"]),
        ("app/template.yaml", ['Mode == "awsvpc"']),
    ]


def test_a_changed_file_of_parameters_is_widened_to_its_templates(capsys: pytest.CaptureFixture[str]) -> None:
    write({"ecslint.toml": ENVIRONMENTS, "common.json": '{"Port": "80"}', "prod.json": AWSVPC["list.json"]})
    assert found(capsys, "prod.json") == [("ECS201", ["environment prod"])]
    write({"app/samconfig.toml": SAM, "ecslint.toml": ""})
    assert found(capsys, "app/samconfig.toml") == [("ECS201", ["environment prod"])]


MODE = "help: did you mean 'Mode'?\n"


def test_what_the_command_line_cannot_mean_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    write({"prod.json": "[1]", "odd.toml": "x = ", "names.json": '{"Mod": "awsvpc"}'})
    assert refused(capsys, "--parameters", "Mod=awsvpc") == (
        "error: no template declares the parameter 'Mod' that is set by --parameters\n" + MODE
    )
    assert refused(capsys, "--parameters", "names.json") == (
        "error: no template declares the parameter 'Mod' that is set in names.json\n" + MODE
    )
    assert refused(capsys, "--parameters", "pro.json") == (
        "error: there is no file 'pro.json'\nhelp: did you mean 'prod.json'?\n"
    )
    assert refused(capsys, "--parameters", "prod.json").startswith(
        "error: prod.json is no file of parameters\n"
    )
    assert refused(capsys, "--parameters", "odd.toml").startswith("error: odd.toml is not valid TOML")
    assert refused(capsys, "--parameters", "a-b=c") == (
        "error: --parameters cannot be 'a-b=c'\nhelp: write --parameters NAME=VALUE or a file\n"
    )


def test_what_a_configuration_file_cannot_mean_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    table = '[[stack]]\npath = "app/template.yaml"\n'
    write({"ecslint.toml": table + 'var-files = ["x.tfvars"]\n'})
    assert refused(capsys).startswith(
        "error: ecslint.toml: stack 'app/template.yaml': there is no key 'var-files'\n"
    )
    write({"ecslint.toml": table + 'vars = { Mod = "a" }\n'})
    assert refused(capsys) == (
        "error: no template declares the parameter 'Mod' that is set in ecslint.toml\n" + MODE
    )
    write({"ecslint.toml": table + 'parameters = ["prd.json"]\n', "prod.json": "{}"})
    assert refused(capsys) == (
        "error: ecslint.toml: stack 'app/template.yaml': there is no file 'prd.json'\n"
        "help: did you mean 'prod.json'?\n"
    )


RULES = """\
Rules:
  Spare:
    RuleCondition: !Equals [!Ref Mode, awsvpc]
    Assertions:
      - Assert: !Contains [['80', '443'], !Ref Port]
        AssertDescription: only web ports
"""


def test_what_the_rules_of_a_template_refuse_in_an_environment_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write({"app/template.yaml": TEMPLATE.replace("instance", "ip") + RULES})
    assert found(capsys) == []
    table = '[[stack]]\npath = "app/template.yaml"\n'
    for mode, port, expected in (
        ("awsvpc", "8080", [("ECS005", ["environment prod"])]),
        ("awsvpc", "443", []),
        ("bridge", "8080", []),
    ):
        given = f'[stack.environments.prod]\nvars = {{ Mode = "{mode}", Port = "{port}" }}\n'
        write({"ecslint.toml": f"{table}{given}[stack.environments.dev]\nvars = {{ Port = 80 }}\n"})
        findings = [each for each in checked(capsys)["findings"] if each["code"] == "ECS005"]
        assert [(each["code"], each["when"]) for each in findings] == expected
        for each in findings:
            assert each["message"] == "the rule Spare refuses what the parameters are: only web ports", each
            assert each["line"] == 26
