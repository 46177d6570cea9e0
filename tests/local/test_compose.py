"""What docker-compose.yml promises, read from the file (no Docker engine is needed)."""

import importlib.util
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ve_portal.local.paths import CHECKOUT

FILE = CHECKOUT / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
LONG_RUNNING = sorted(set(SERVICES) - {"migrate"})
SECRETS = ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD")

each_service = pytest.mark.parametrize("name", sorted(SERVICES))


@each_service
def test_service_runs_without_root_and_without_privileges(name: str) -> None:
    service = SERVICES[name]

    assert str(service["user"]).split(":")[0] not in {"", "0", "root"}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


@each_service
def test_service_is_bounded(name: str) -> None:
    assert SERVICES[name].keys() >= {"mem_limit", "cpus", "pids_limit", "logging"}


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_service_that_stays_is_watched_and_stopped_gently(name: str) -> None:
    assert SERVICES[name].keys() >= {"healthcheck", "stop_grace_period"}
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_only_the_proxy_is_published() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_only_proxy_and_worker_are_on_a_network_that_reaches_out() -> None:
    outward = {name for name, network in COMPOSE["networks"].items() if not network.get("internal")}
    reaching = {name for name in SERVICES if outward & set(SERVICES[name]["networks"])}

    assert reaching == {"proxy", "worker"}


def test_database_and_broker_are_not_on_the_proxys_networks() -> None:
    proxy = set(SERVICES["proxy"]["networks"])

    assert not proxy & set(SERVICES["postgres"]["networks"])
    assert not proxy & set(SERVICES["redis"]["networks"])


@pytest.mark.parametrize("secret", SECRETS)
def test_secret_has_to_be_given_and_has_no_default(secret: str) -> None:
    text = FILE.read_text(encoding="utf-8")

    assert f"${{{secret}:?" in text
    assert not re.search(rf"\${{{secret}:?-", text)


def test_example_names_every_variable_that_has_to_be_given() -> None:
    required = set(re.findall(r"\$\{(\w+):\?", FILE.read_text(encoding="utf-8")))
    example = (CHECKOUT / ".env.example").read_text(encoding="utf-8")

    assert required <= set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    assert all(f"\n{secret}=\n" in example for secret in SECRETS)


def test_broker_keeps_what_is_queued() -> None:
    command = " ".join(SERVICES["redis"]["command"])

    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command
    assert "requirepass" in command


@pytest.mark.parametrize("name", ["web", "worker", "beat", "migrate"])
def test_command_of_the_portal_exists(name: str) -> None:
    program, *words = SERVICES[name]["command"]
    here = Path(sys.executable).parent

    assert shutil.which(program, path=str(here))
    if program == "python":
        assert (CHECKOUT / words[0]).exists()
    else:
        assert importlib.util.find_spec(program)
        assert any(importlib.util.find_spec(word) for word in words if word.startswith("ve_portal"))


def test_services_of_the_portal_wait_for_the_migration() -> None:
    for name in ("web", "worker", "beat"):
        waits = SERVICES[name]["depends_on"]
        assert waits["migrate"] == {"condition": "service_completed_successfully"}
        assert waits["postgres"] == waits["redis"] == {"condition": "service_healthy"}


def test_image_is_built_from_the_lock_and_runs_as_the_user_of_the_services() -> None:
    dockerfile = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")

    assert "--require-hashes -r requirements/run.txt" in dockerfile
    assert dockerfile.rstrip().splitlines()[-3].startswith("USER 10001")
    assert SERVICES["web"]["user"] == "10001:10001"


def test_image_gets_every_package_of_the_portal() -> None:
    ignored = (CHECKOUT / ".dockerignore").read_text(encoding="utf-8")
    packages = {path.parent.name for path in CHECKOUT.glob("*/apps.py")}

    assert packages <= set(re.findall(r"^!(\w+)$", ignored, re.MULTILINE))
