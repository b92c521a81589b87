"""The manifests and the compose file, held to the schemas of those who read them, and to what a town needs there."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import compose_spec
import kubernetes_validate
import pytest
import yaml
from yamllint import linter
from yamllint.config import YamlLintConfig

from touyan.conf.turns import MOST_BODY

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "deploy" / "kubernetes"
FILES = sorted(FOLDER.glob("*.yaml"))
STRICT = YamlLintConfig("{extends: default, rules: {line-length: {max: 150}}}")
COMMANDS = ROOT / "src" / "touyan" / "conf" / "management" / "commands"
DJANGOS = {"migrate", "collectstatic"}


def documents() -> Iterator[tuple[str, Any]]:
    for path in FILES:
        for told in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            yield f"{path.stem}:{told['kind']}:{told.get('metadata', {}).get('name', '')}", told


TOLD = dict(documents())
RESOURCES = {name: told for name, told in TOLD.items() if told["kind"] != "Kustomization"}


def pod_of(told: Any) -> Any:
    found = told["spec"]
    while "template" in found or "jobTemplate" in found:
        found = (found.get("jobTemplate") or found.get("template"))["spec"]
    return found


PODS = {name: pod_of(told) for name, told in TOLD.items() if told["kind"] in {"Job", "CronJob", "StatefulSet"}}  # fmt: skip
CONTAINERS = {
    f"{name}:{one['name']}": one
    for name, pod in PODS.items()
    for one in [*pod.get("initContainers", []), *pod["containers"]]
}


@pytest.mark.parametrize(
    "path", [*FILES, ROOT / "deploy" / "compose.yaml"], ids=lambda path: path.name
)
def test_the_file_is_read_strictly_without_a_remark(path: Path) -> None:
    assert [str(said) for said in linter.run(path.read_text(encoding="utf-8"), STRICT)] == []


@pytest.mark.parametrize("version", ["1.29", "1.31", "1.34"])
@pytest.mark.parametrize("name", RESOURCES)
def test_kubernetes_takes_it_and_knows_every_word_of_it(name: str, version: str) -> None:
    kubernetes_validate.validate(RESOURCES[name], version, strict=True)


def test_the_schemas_do_refuse_what_is_wrong() -> None:
    wrong = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "x"},
        "spec": {"prots": []},
    }
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, "1.31", strict=True)


def test_every_file_is_applied() -> None:
    assert sorted(TOLD["kustomization:Kustomization:"]["resources"]) == [
        path.name for path in FILES if path.stem != "kustomization"
    ]


@pytest.mark.parametrize("name", PODS)
def test_a_pod_is_nobody_in_particular_and_knows_no_way_to_the_cluster(name: str) -> None:
    pod = PODS[name]
    assert (pod["securityContext"]["runAsNonRoot"], pod["securityContext"]["runAsUser"]) == (
        True,
        10001,
    )
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False


def test_the_user_is_the_images() -> None:
    said = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER 10001$", said, re.MULTILINE)


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_can_change_nothing_but_its_folders_and_has_a_bound(name: str) -> None:
    one = CONTAINERS[name]
    assert one["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert one["resources"]["limits"]["memory"]
    assert one["resources"]["requests"].keys() == {"cpu", "memory"}
    writable = {mount["mountPath"] for mount in one["volumeMounts"]}
    assert writable - {"/var/backups/touyan"} == {"/var/lib/touyan", "/tmp"}  # noqa: S108 - of the container


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_runs_a_command_that_there_is(name: str) -> None:
    program, command, *_more = CONTAINERS[name]["command"]
    assert program == "touyan"
    assert command in DJANGOS | {path.stem for path in COMMANDS.glob("*.py")}


def test_pages_are_asked_whether_they_live_by_a_name_that_they_answer_to() -> None:
    web = CONTAINERS["town:StatefulSet:town:web"]
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        told = web[probe]["httpGet"]
        assert (told["path"], told["port"]) == ("/healthz", "http")
        assert told["httpHeaders"] == [{"name": "Host", "value": "127.0.0.1"}]
    assert "127.0.0.1" in TOLD["settings:ConfigMap:touyan"]["data"]["TOUYAN_ALLOWED_HOSTS"].split()


def test_settings_are_those_that_are_documented_and_no_secret_is_among_them() -> None:
    documented = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    named = set(TOLD["settings:ConfigMap:touyan"]["data"])
    assert {name for name in named if f"`{name}`" not in documented} == set()
    assert {name for name in named if re.search(r"SECRET|DATABASE|REDIS|PASSWORD", name)} == set()


def test_nothing_comes_in_but_through_the_proxy_and_only_pods_that_need_it_reach_out() -> None:
    policies = {
        name.split(":")[2]: told["spec"]
        for name, told in TOLD.items()
        if told["kind"] == "NetworkPolicy"
    }
    assert policies["nothing"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    (way,) = policies["pages"]["ingress"]
    assert way["ports"] == [{"port": "http"}]
    assert len(way["from"]) == 1
    reach = {
        name
        for name, told in TOLD.items()
        if "reaches" in str(told.get("spec", {}).get("template", told.get("spec")))
    }
    assert set(PODS) <= reach


def test_the_way_in_takes_what_the_town_takes() -> None:
    (way,) = (told for told in TOLD.values() if told["kind"] == "Ingress")
    most = way["metadata"]["annotations"]["nginx.ingress.kubernetes.io/proxy-body-size"]
    assert most == f"{MOST_BODY // 1024**2}m"


def test_what_needs_postgresql_itself_goes_past_a_pooler() -> None:
    for pod in ("migrate", "backup"):
        (container,) = PODS[next(name for name in PODS if pod in name)]["containers"]
        assert container["envFrom"][-1] == {
            "secretRef": {"name": "touyan-direct", "optional": True}
        }


def test_one_pod_always_stays_and_each_keeps_its_own_folder() -> None:
    assert (
        TOLD["town:PodDisruptionBudget:town"]["spec"]["minAvailable"]
        < TOLD["town:StatefulSet:town"]["spec"]["replicas"]
    )
    (claim,) = TOLD["town:StatefulSet:town"]["spec"]["volumeClaimTemplates"]
    assert claim["metadata"]["name"] == "var"


def test_the_compose_file_is_what_its_specification_says() -> None:
    told = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    read = compose_spec.ComposeSpecification.model_validate(yaml.safe_load(told))
    assert sorted(read.services or {}) == ["database", "prepare", "proxy", "web", "work"]
