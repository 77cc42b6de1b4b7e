"""What the pages of the container, log and storage rules do not show: languages, limits and wording."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecslint.engine.finding import Finding
from ecslint.engine.registry import load_rules
from ecslint.engine.run import check
from ecslint.stack import discover

TERRAFORM = """\
variable "account" {{}}
variable "image" {{}}
variable "text" {{
  default = "x"
}}
variable "number" {{
  default = 80
}}
variable "fargate" {{
  type = bool
}}
variable "mixed" {{
  type    = map(string)
  default = {{ A = 1, B = true }}
}}
data "aws_ecr_repository" "data" {{
  name = "data"
}}
resource "aws_ecr_repository" "own" {{
  name = "own"
}}
resource "aws_ecrpublic_repository" "public" {{
  repository_name = "public"
}}
resource "aws_ecs_task_definition" "web" {{
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  container_definitions    = {definitions}
}}
"""


def findings(directory: Path, name: str, text: str, code: str) -> list[Finding]:
    (directory / name).write_text(text, encoding="utf-8")
    chosen = [rule._replace(explicit=True) for rule in load_rules() if rule.code == code]
    outcome = check(discover([str(directory)]).stacks, chosen)
    assert outcome.faults == []
    return outcome.findings


def in_terraform(directory: Path, code: str, members: str) -> list[Finding]:
    """What a rule finds in one container, given as the members of an HCL object."""
    definitions = f'jsonencode([{{ name = "web", memory = 256, {members} }}])'
    return findings(directory, "main.tf", TERRAFORM.format(definitions=definitions), code)


def in_cloudformation(directory: Path, code: str, members: str) -> list[Finding]:
    """What a rule finds in one container, given as the members of a YAML mapping on one line."""
    text = f"""\
Parameters:
  List:
    Type: CommaDelimitedList
    Default: a,b
  Text:
    Type: String
    Default: "256"
  Account:
    Type: String
Conditions:
  Never: !Equals [a, b]
Resources:
  Repository:
    Type: AWS::ECR::Repository
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      ContainerDefinitions:
        - {{Name: web, {members}}}
"""
    return findings(directory, "template.yaml", text, code)


def in_json(directory: Path, code: str, **members: object) -> list[Finding]:
    """What a rule finds in one container of a task definition file."""
    body = {"family": "web", "containerDefinitions": [{"name": "web", **members}]}
    return findings(directory, "task-definition.json", json.dumps(body), code)


def messages(found: list[Finding]) -> list[str]:
    return [finding.message.removeprefix('container "web" has ') for finding in found]


# -- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "advice"),
    [
        ("port_mappings = []", 'did you mean "portMappings"?'),
        ("enviroment = []", 'did you mean "environment"?'),
        ("networkMode = 1", "move it out of the container: it is a setting of the whole task definition"),
        ("task_role_arn = 1", "move it out of the container: it is a setting of the whole task definition"),
        ("zzz = 1", "remove it, or move it to where it belongs"),
        ("portMappings = [{ containerPorts = 80 }]", 'did you mean "containerPort"?'),
        ('logConfiguration = { logdriver = "awslogs", option = {} }', 'did you mean "options"?'),
    ],
)
def test_an_unknown_key_comes_with_what_to_do_instead(tmp_path: Path, members: str, advice: str) -> None:
    assert [finding.help for finding in in_terraform(tmp_path, "ECS517", members)] == [advice]


@pytest.mark.parametrize(
    "members",
    [
        "IMAGE = 1, PortMappings = [{ ContainerPort = 80 }]",
        'restartPolicy = { enabled = true }, versionConsistency = "enabled"',
        'dockerLabels = { anything = "goes" }, logConfiguration = { options = { anything = "goes" } }',
        '"//" = "a comment", "_note" = "another"',
        "zzz = null",
    ],
)
def test_a_key_that_is_known_or_says_nothing_is_no_finding(tmp_path: Path, members: str) -> None:
    assert in_terraform(tmp_path, "ECS517", members) == []


def test_a_key_that_is_there_under_a_condition_says_so(tmp_path: Path) -> None:
    found = in_terraform(tmp_path, "ECS517", "healthCheck = var.fargate ? { cmd = [] } : null")
    assert [(finding.when, finding.severity) for finding in found] == [(("var.fargate",), "warning")]


def test_cloudformation_wants_keys_with_a_capital(tmp_path: Path) -> None:
    found = in_cloudformation(tmp_path, "ECS517", "PortMappings: [{containerPort: 80}]")
    assert messages(found) == ['the key "PortMappings[0].containerPort", which "PortMappings" does not have']
    assert [finding.help for finding in found] == ['did you mean "ContainerPort"?']


# -- types ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ('cpu = "256"', 'the text "256" for cpu, where a whole number is expected'),
        ("cpu = 0.5", "the number 0.5 for cpu, where a whole number is expected"),
        ("cpu = true", "the boolean true for cpu, where a whole number is expected"),
        ('essential = "true"', 'the text "true" for essential, where true or false is expected'),
        (
            'environment = [{ name = "A", value = var.number }]',
            "the number 80 for environment[0].value, where text is expected",
        ),
        ('environment = { A = "b" }', "an object for environment, where a list is expected"),
        ('command = "run"', 'the text "run" for command, where a list is expected'),
        ("healthCheck = []", "a list for healthCheck, where an object is expected"),
        ("dockerLabels = { a = true }", "the boolean true for dockerLabels.a, where text is expected"),
        ("image = [var.text]", "a list for image, where text is expected"),
    ],
)
def test_terraform_reads_json_strictly(tmp_path: Path, members: str, message: str) -> None:
    assert messages(in_terraform(tmp_path, "ECS518", members)) == [message]


@pytest.mark.parametrize(
    "members",
    [
        'cpu = "${var.number}"',
        "environment = [for name, value in var.mixed : { name = name, value = value }]",
        "environment = [{ name = tostring(var.number), value = var.image }]",
        "environment = null, healthCheck = null, cpu = null",
        'environment = var.fargate ? [{ name = "A", value = 1 }] : [{ name = "A", value = "x" }]',
    ],
)
def test_what_terraform_converts_or_nobody_knows_is_no_wrong_type(tmp_path: Path, members: str) -> None:
    assert in_terraform(tmp_path, "ECS518", members) == []


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ('cpu = "256"', "cannot unmarshal string into Go struct field … of type int32"),
        ("environment = [{ value = true }]", "cannot unmarshal bool into Go struct field … of type string"),
        ('command = "run"', "cannot unmarshal string into Go struct field … of type []string"),
        ("healthCheck = []", "cannot unmarshal array into Go struct field … of type …"),
    ],
)
def test_the_error_of_the_provider_is_quoted(tmp_path: Path, members: str, error: str) -> None:
    assert [finding.aws_error for finding in in_terraform(tmp_path, "ECS518", members)] == [f"json: {error}"]


def test_an_interpolation_in_json_text_does_not_lose_its_quotes(tmp_path: Path) -> None:
    definitions = '<<JSON\n[{"name": "web", "cpu": "${var.number}", "memory": ${var.number}}]\nJSON\n'
    found = findings(tmp_path, "main.tf", TERRAFORM.format(definitions=definitions), "ECS518")
    assert messages(found) == ['the text "80" for cpu, where a whole number is expected']


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ('Cpu: "256", Memory: !Ref Text, Essential: "true"', []),
        ("Environment: [{Name: A, Value: 1}, {Name: B, Value: true}]", []),
        ("Command: !Ref List", []),
        ('Cpu: "{{resolve:ssm:/cpu}}"', []),
        ("Image: {'Fn::Unheard': of}", []),
        ("Command: !Ref Text", ['the text "256" for Command, where a list is expected']),
        ("Memory: 256m", ['the text "256m" for Memory, where a whole number is expected']),
        ("Environment: {A: b}", ["an object for Environment, where a list is expected"]),
        (
            "LogConfiguration: [{LogDriver: awslogs}]",
            ["a list for LogConfiguration, where an object is expected"],
        ),
    ],
)
def test_cloudformation_converts_scalars_and_nothing_else(
    tmp_path: Path, members: str, expected: list[str]
) -> None:
    assert messages(in_cloudformation(tmp_path, "ECS518", members)) == expected


def test_the_command_line_reads_files_strictly_but_for_placeholders(tmp_path: Path) -> None:
    found = in_json(
        tmp_path, "ECS518", cpu="256", memory="<MEMORY>", environment=[{"name": "PORT", "value": 80}]
    )
    assert messages(found) == [
        'the text "256" for cpu, where a whole number is expected',
        "the number 80 for environment[0].value, where text is expected",
    ]


# -- definitions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("definitions", "message"),
    [
        ('[{ name = "web" }]', "are not JSON text"),
        ('jsonencode({ name = "web" })', "are an object, not a list"),
        ('jsonencode([[{ name = "web" }]])', "have a list at index 0, where an object is expected"),
        ('jsonencode([{ name = "web" }, {}])', "have an empty object at index 1"),
        ('"[]"', "are an empty list"),
        ("jsonencode([null])", "have null at index 0"),
        ("jsonencode([{ name = null }])", "have an empty object at index 0"),
        ('jsonencode(["web"])', 'have the text "web" at index 0, where an object is expected'),
        ("jsonencode(null)", "are null"),
        ('""', "are empty text"),
        ("jsonencode([])", "are an empty list"),
        ("jsonencode(var.image)", ""),
        ("var.image", ""),
        ('jsonencode([{ name = "web" }])', ""),
    ],
)
def test_container_definitions_are_the_json_text_of_a_list(
    tmp_path: Path, definitions: str, message: str
) -> None:
    found = findings(tmp_path, "main.tf", TERRAFORM.format(definitions=definitions), "ECS519")
    prefix = "the container definitions of aws_ecs_task_definition.web "
    assert [finding.message for finding in found] == ([prefix + message] if message else [])


@pytest.mark.parametrize(
    ("definitions", "severity"),
    [("jsonencode([])", "error"), ("jsonencode(var.nothing)", "warning"), ("var.no_text", "warning")],
)
def test_a_default_with_nothing_in_it_waits_to_be_filled(
    tmp_path: Path, definitions: str, severity: str
) -> None:
    defaults = 'variable "nothing" {\n  default = []\n}\nvariable "no_text" {\n  default = ""\n}\n'
    text = defaults + TERRAFORM.format(definitions=definitions)
    assert [finding.severity for finding in findings(tmp_path, "main.tf", text, "ECS519")] == [severity]


# -- enumerations --------------------------------------------------------------------------------


def test_a_word_in_another_case_is_a_warning(tmp_path: Path) -> None:
    wrong = {"dependsOn": [{"containerName": "a", "condition": "healthy"}], "versionConsistency": "on"}
    found = in_json(tmp_path, "ECS530", **wrong)
    assert [(finding.severity, finding.help) for finding in found] == [
        ("warning", 'did you mean "HEALTHY"?'),
        ("error", "use one of enabled, disabled"),
    ]


def test_settings_of_services_and_tasks_are_checked_in_blocks(tmp_path: Path) -> None:
    text = """\
resource "aws_ecs_service" "web" {
  launch_type = "fargate"
  deployment_controller {
    type = "CODEDEPLOY"
  }
  network_configuration {
    subnets          = ["subnet-1"]
    assign_public_ip = "true"
  }
}
resource "aws_ecs_task_definition" "web" {
  family   = "web"
  pid_mode = ""
  volume {
    name = "data"
    efs_volume_configuration {
      transit_encryption = "ON"
    }
  }
}
"""
    found = findings(tmp_path, "main.tf", text, "ECS530")
    assert [(finding.at.span.line, finding.severity) for finding in found] == [
        (2, "error"),
        (4, "error"),
        (13, "error"),
        (17, "error"),
    ]
    assert found[2].aws_error == "expected pid_mode to be one of […], got "


# -- roles and images ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("image", "private"),
    [
        ('"123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:3"', True),
        ('"${var.account}.dkr.ecr.eu-west-1.amazonaws.com/web"', True),
        ('format("%s.dkr.ecr.%s.amazonaws.com/web", var.account, var.image)', True),
        ('"${aws_ecr_repository.own.repository_url}:${var.image}"', True),
        ("data.aws_ecr_repository.data.repository_url", True),
        ('"123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/web"', True),
        ("aws_ecrpublic_repository.public.repository_uri", False),
        ('"public.ecr.aws/nginx/nginx:${var.image}"', False),
        ('"nginx:${var.image}"', False),
        ('"${var.image}:3"', False),
        ("var.image", False),
        ('"mirror.example.com/123456789012.dkr.ecr.eu-west-1.amazonaws.com/web"', False),
    ],
)
def test_a_private_image_is_known_by_its_registry(tmp_path: Path, image: str, private: bool) -> None:
    assert bool(in_terraform(tmp_path, "ECS602", f"image = {image}")) is private


@pytest.mark.parametrize(
    "image",
    [
        "!GetAtt Repository.RepositoryUri",
        '!Sub "${Account}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/${Repository}:3"',
        '!Join ["", [!Ref AWS::AccountId, .dkr.ecr., !Ref AWS::Region, .amazonaws.com/web]]',
    ],
)
def test_a_private_image_is_known_in_cloudformation(tmp_path: Path, image: str) -> None:
    assert len(in_cloudformation(tmp_path, "ECS602", f"Image: {image}")) == 1


def test_only_secrets_are_sure_to_be_refused_without_a_role(tmp_path: Path) -> None:
    reference = [{"name": "A", "valueFrom": "/a"}]
    logs = {"logDriver": "splunk", "secretOptions": reference}
    credentials = {"credentialsParameter": "registry"}
    warned = in_json(tmp_path, "ECS603", logConfiguration=logs, repositoryCredentials=credentials)
    refused = in_json(tmp_path, "ECS603", logConfiguration=logs, secrets=reference)
    assert [finding.severity for finding in warned] == ["warning", "warning"]
    assert [finding.severity for finding in refused] == ["error"]


def test_a_missing_option_may_be_a_secret_one(tmp_path: Path) -> None:
    logs = {
        "logDriver": "awslogs",
        "options": {"awslogs-group": "web"},
        "secretOptions": [{"name": "awslogs-region", "valueFrom": "/region"}],
    }
    assert in_json(tmp_path, "ECS604", logConfiguration=logs) == []


@pytest.mark.parametrize(("driver", "severity"), [("sumologic", "warning"), ("awslog", "error")])
def test_a_driver_that_ecs_once_had_is_a_warning(tmp_path: Path, driver: str, severity: str) -> None:
    found = in_json(tmp_path, "ECS607", logConfiguration={"logDriver": driver})
    assert [finding.severity for finding in found] == [severity]


def test_a_health_check_command_without_its_first_word_is_a_warning(tmp_path: Path) -> None:
    found = in_json(tmp_path, "ECS513", healthCheck={"command": ["curl", "localhost"], "timeout": 61})
    assert [(finding.severity, finding.at.attribute) for finding in found] == [
        ("warning", "command"),
        ("error", "timeout"),
    ]


def test_an_optional_block_that_is_not_made_is_no_second_kind_of_volume(tmp_path: Path) -> None:
    text = """\
resource "aws_ecs_task_definition" "web" {
  family = "web"
  volume {
    name      = "data"
    host_path = "/data"
    dynamic "efs_volume_configuration" {
      for_each = []
      content {
        file_system_id = "fs-1"
      }
    }
  }
}
"""
    assert findings(tmp_path, "main.tf", text, "ECS702") == []
