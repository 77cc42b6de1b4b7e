"""The output of CDK apps: their stacks, and the constructs that they are made by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from projects import write

from ecslint.cli import main
from ecslint.stack import discover

HASH = "0123456789abcdef" * 4


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty git repository that is the working directory."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def put(path: str, content: Any) -> None:
    write({path: content if isinstance(content, str) else json.dumps(content, indent=1)})


def app(directory: str = "cdk.out", assemblies: tuple[str, ...] = (), /, **stacks: Any) -> None:
    """The output of an app: its manifest, and a template for each stack."""
    artifacts: dict[str, Any] = {
        name: {"type": "cdk:cloud-assembly", "properties": {"directoryName": name}} for name in assemblies
    }
    for name, template in stacks.items():
        put(f"{directory}/{name}.template.json", template)
        put(f"{directory}/{name}.assets.json", assets(name))
        artifacts[f"{name}.assets"] = {
            "type": "cdk:asset-manifest",
            "properties": {"file": f"{name}.assets.json"},
        }
        artifacts[name] = {
            "type": "aws:cloudformation:stack",
            "properties": {"templateFile": f"{name}.template.json"},
            "metadata": metadata(name, template),
            "displayName": name,
        }
    put(f"{directory}/manifest.json", {"version": "48.0.0", "artifacts": artifacts})


def assets(name: str) -> dict[str, Any]:
    nested = f"{name}Inner.nested.template.json"
    return {"version": "48.0.0", "files": {HASH: {"source": {"path": nested, "packaging": "file"}}}}


def metadata(stack: str, template: Any) -> dict[str, Any]:
    return {
        f"/{stack}/{name}/Resource": [{"type": "aws:cdk:logicalId", "data": name}]
        for name in template["Resources"]
    }


def resource(type_: str, path: str = "", **properties: Any) -> dict[str, Any]:
    made = {"Metadata": {"aws:cdk:path": path}} if path else {}
    return {"Type": type_, "Properties": properties, **made}


def base(name: str) -> dict[str, Any]:
    return {
        "Resources": {
            "Group": resource(
                "AWS::ElasticLoadBalancingV2::TargetGroup",
                f"{name}/Group/Resource",
                Port=80,
                Protocol="HTTP",
                TargetType="instance",
                VpcId="vpc-1",
            )
        },
        "Outputs": {
            "ExportsOutputRefGroup": {
                "Value": {"Ref": "Group"},
                "Export": {"Name": f"{name}:ExportsOutputRefGroup"},
            }
        },
    }


def web(name: str, group: Any, **more: Any) -> dict[str, Any]:
    container = {"Name": "web", "Image": "nginx", "Memory": 64, "PortMappings": [{"ContainerPort": 80}]}
    return {
        "Resources": {
            "Task": resource(
                "AWS::ECS::TaskDefinition",
                f"{name}/Task/Resource",
                NetworkMode="awsvpc",
                ContainerDefinitions=[container],
            ),
            "Service": resource(
                "AWS::ECS::Service",
                f"{name}/Service/Service",
                TaskDefinition={"Ref": "Task"},
                LoadBalancers=[{"ContainerName": "web", "ContainerPort": 80, "TargetGroupArn": group}],
                **more,
            ),
        }
    }


def imported(name: str) -> dict[str, str]:
    return {"Fn::ImportValue": f"{name}:ExportsOutputRefGroup"}


def read() -> dict[str, list[str]]:
    """The stacks: their names, and the addresses of their resources."""
    return {stack.name: [each.address for each in stack.resources] for stack in discover(["."]).stacks}


def check(capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    main(["check", "--format", "concise", "--select", "ECS201", "--exit-zero", *options])
    return capsys.readouterr().out.splitlines()


def findings(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    main(["check", "--format", "json", "--select", "ECS201", "--exit-zero"])
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["findings"]
    return found


# -- stacks ----------------------------------------------------------------------------------------


def test_a_reference_across_stacks_is_followed_and_named_by_construct_paths(
    capsys: pytest.CaptureFixture[str],
) -> None:
    app(Base=base("Base"), Web=web("Web", imported("Base")))
    assert read() == {"cdk.out/Web.template.json": ["Web/Task", "Web/Service/Service", "Base/Group"]}
    (line,) = check(capsys)
    assert line == (
        "cdk.out/Base.template.json:8:5: error ECS201 target group Base/Group registers instances, but task "
        "definition Web/Task runs in awsvpc mode and is registered by IP"
    )


def test_stages_are_apps_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    app("cdk.out", ("assembly-Dev", "assembly-Prod"))
    for stage in ("Dev", "Prod"):
        stacks = {"Base": base(f"{stage}/Base"), "Web": web(f"{stage}/Web", imported(f"{stage}/Base"))}
        app(f"cdk.out/assembly-{stage}", **stacks)
    assert read() == {
        f"cdk.out/assembly-{stage}/Web.template.json": [
            f"{stage}/Web/Task",
            f"{stage}/Web/Service/Service",
            f"{stage}/Base/Group",
        ]
        for stage in ("Dev", "Prod")
    }
    assert len(check(capsys)) == 2


@pytest.mark.parametrize("by_hash", [True, False])
def test_a_nested_stack_is_found_by_its_asset(by_hash: bool, capsys: pytest.CaptureFixture[str]) -> None:
    url = {"Fn::Sub": f"https://s3.${{AWS::Region}}.${{AWS::URLSuffix}}/bucket/{HASH}.json"}
    parameter = "referencetoWebGroupRef"
    nested = resource(
        "AWS::CloudFormation::Stack",
        "Web/Inner.NestedStack/Inner.NestedStackResource",
        TemplateURL=url,
        Parameters={parameter: {"Ref": "Group"}},
    )
    if not by_hash:
        nested["Metadata"]["aws:asset:path"] = "WebInner.nested.template.json"
    outer = base("Web")
    outer["Resources"]["InnerResource"] = nested
    app(Web=outer)
    inner = {"Parameters": {parameter: {"Type": "String"}}, **web("Web/Inner", {"Ref": parameter})}
    put("cdk.out/WebInner.nested.template.json", inner)
    assert read() == {
        "cdk.out/Web.template.json": [
            "Web/Group",
            "Web/Inner.NestedStack/Inner.NestedStackResource",
            "Web/Inner/Task",
            "Web/Inner/Service/Service",
        ]
    }
    (found,) = findings(capsys)
    assert found["resource"] == "Web/Group"
    (attached,) = [each for each in found["related"] if each["message"] == "attached here"]
    assert attached["path"] == "cdk.out/WebInner.nested.template.json"
    assert "nested stack InnerResource" in [step["message"] for step in found["via"]]


def test_a_template_that_the_app_does_not_make_any_more_is_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    app(Base=base("Base"), Web=web("Web", imported("Base")))
    put("cdk.out/Renamed.template.json", web("Renamed", imported("Base")))
    put("cdk.out/Old.nested.template.json", web("Old", "arn:x"))
    app("cdk.out/assembly-Dropped", Web=web("Dropped/Web", "arn:x"))
    assert list(read()) == ["cdk.out/Web.template.json"]
    (stack,) = discover(["cdk.out/Renamed.template.json"]).stacks
    assert stack.name == "cdk.out/Renamed.template.json"


def test_a_manifest_that_is_none_changes_nothing() -> None:
    for text in ("{", "[]", '{"name": "extension", "version": "1"}', '{"version": 1, "artifacts": []}'):
        put("site/manifest.json", text)
        put("site/web.template.json", web("", "arn:x"))
        assert list(read()) == ["site/web.template.json"]


# -- constructs ------------------------------------------------------------------------------------


def test_without_metadata_in_the_template_the_manifest_tells_the_paths() -> None:
    template = web("", "arn:x")
    for declaration in template["Resources"].values():
        del declaration["Metadata"]
    app(Web=template)
    assert read() == {"cdk.out/Web.template.json": ["Web/Task", "Web/Service"]}


def test_a_path_that_two_resources_share_once_shortened_is_told_in_full() -> None:
    template = web("Web", "arn:x")
    template["Resources"]["Cluster"] = resource("AWS::ECS::Cluster", "Web/Task")
    template["Resources"]["Again"] = resource("AWS::ECS::Cluster", "Web/Task")
    put("template.json", {"Resources": dict(reversed(template["Resources"].items()))})
    assert read() == {"template.json": ["Web/Task", "Cluster", "Web/Service/Service", "Web/Task/Resource"]}


@pytest.mark.parametrize(
    ("frames", "line"),
    [
        (["...new Service in aws-cdk-lib...", "new Web (ROOT/lib/web.ts:3:5)", "ROOT/lib/web.ts:1:1"], 3),
        (["new Service (ROOT/node_modules/aws-cdk-lib/x.js:1:1)", "at file://ROOT/lib/web.ts:2:1"], 2),
        (["Object.<anonymous> (lib/web.ts:1:7)"], 1),
        (["new Web (/home/other/app/lib/web.ts:3:5)", "node:internal/main:1:1"], None),
        (["new Web (ROOT/lib/web.ts:999:5)"], None),
        ("no list", None),
    ],
)
@pytest.mark.parametrize("kind", ["creationStack", "trace", "file"])
def test_a_finding_leads_to_the_line_of_the_app(
    kind: str, frames: Any, line: int | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put("lib/web.ts", "import x\n// a line\n    new Group()\n")
    template = web("Web", {"Ref": "Group"})
    template["Resources"]["Group"] = base("Web")["Resources"]["Group"]
    app(Web=template)
    given = [frame.replace("ROOT", str(tmp_path)) for frame in frames] if isinstance(frames, list) else frames
    manifest = json.loads(Path("cdk.out/manifest.json").read_text(encoding="utf-8"))
    entry: dict[str, Any] = {"type": "aws:cdk:logicalId", "data": "Group", "trace": given}
    if kind != "trace":
        entry = {"type": "aws:cdk:creationStack", "data": given}
    told = {"/Web/Group/Resource": [entry]}
    if kind == "file":
        manifest["artifacts"]["Web"]["additionalMetadataFile"] = "Web.metadata.json"
        put("cdk.out/Web.metadata.json", told)
    else:
        manifest["artifacts"]["Web"]["metadata"] = told
    put("cdk.out/manifest.json", manifest)
    (found,) = findings(capsys)
    steps = [step for step in found["via"] if step["path"] == "lib/web.ts"]
    assert [(step["line"], step["message"]) for step in steps] == (
        [] if line is None else [(line, "the app makes Web/Group")]
    )


# -- what is not known -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("${Token[TOKEN.123]}", "the token ${Token[TOKEN.123]} of the CDK was never resolved"),
        ("#{Token[Mode.7]}", "the token #{Token[Mode.7]} of the CDK was never resolved"),
        (-1.8881545897087626e289, "a token of the CDK that was never resolved"),
        ({"Fn::ImportValue": "Other:Mode"}, "imported from another stack as Other:Mode"),
        (
            "{{resolve:ssm:/cdk/exports/Web/Mode}}",
            "the dynamic reference {{resolve:ssm:/cdk/exports/Web/Mode}} is resolved at the deployment",
        ),
    ],
)
def test_what_the_app_leaves_open_is_unknown(
    value: Any, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    template = web("Web", {"Ref": "Group"})
    template["Resources"]["Group"] = base("Web")["Resources"]["Group"]
    template["Resources"]["Task"]["Properties"]["NetworkMode"] = value
    app(Web=template)
    main(["check", "--format", "json", "--exit-zero"])
    result = json.loads(capsys.readouterr().out)
    assert [each["code"] for each in result["findings"] if each["code"] == "ECS201"] == []
    assert reason in {each["reason"] for each in result["undetermined"]}


# -- CDK for Terraform -----------------------------------------------------------------------------


def test_the_output_of_cdk_for_terraform_names_its_constructs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def made(path: str, **body: Any) -> dict[str, Any]:
        trace = ["new TerraformElement (/usr/lib/node_modules/cdktf/lib/x.js:1:1)", f"{tmp_path}/main.ts:2:3"]
        told = {"path": f"live/web/{path}", "uniqueId": path, "stackTrace": trace if path == "group" else []}
        return {path: {"//": {"metadata": told}, **body}}

    container = (
        '{"name" = "web", "image" = "nginx", "memory" = 64, "portMappings" = [{"containerPort" = 80}]}'
    )
    attached = {
        "container_name": "web",
        "container_port": 80,
        "target_group_arn": "${aws_lb_target_group.group.arn}",
    }
    resources = {
        "aws_lb_target_group": made(
            "group", port=80, protocol="HTTP", vpc_id="vpc-1", target_type="instance"
        ),
        "aws_ecs_task_definition": made(
            "task",
            family="web",
            network_mode="awsvpc",
            container_definitions=f"${{jsonencode([{container}])}}",
        ),
        "aws_ecs_service": made(
            "service",
            name="web",
            task_definition="${aws_ecs_task_definition.task.arn}",
            load_balancer=[attached],
        ),
    }
    told = {"metadata": {"backend": "local", "stackName": "live", "version": "0.21.0"}, "outputs": {}}
    put("main.ts", "import x\n  new Group()\n")
    put("cdktf.out/manifest.json", {"version": "0.21.0", "stacks": {"live": {"name": "live"}}})
    put("cdktf.out/stacks/live/cdk.tf.json", {"//": told, "resource": resources, "terraform": {}})
    (found,) = findings(capsys)
    assert found["resource"] == "aws_lb_target_group.group"
    assert [(step["path"], step["message"]) for step in found["via"]] == [
        ("main.ts", "the app makes live/web/group"),
        ("cdktf.out/stacks/live/cdk.tf.json", "construct live/web/group"),
        ("cdktf.out/stacks/live/cdk.tf.json", "construct live/web/task"),
        ("cdktf.out/stacks/live/cdk.tf.json", "construct live/web/service"),
    ]
