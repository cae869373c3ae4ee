"""Health, readiness, metrics, the log, the doctor: true when all is well, plain when it is not, silent about people."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.walks.test_mediation import accepted
from yifa.foundation import tracing
from yifa.health import checks, logs

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.walks.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """What the JSON log says, as it would be collected."""
    found: list[dict[str, Any]] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(logs.Json().format(record)))

    handler, names = Kept(), ("yifa.request", "yifa.slow")
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).setLevel(logging.INFO)
    yield found
    for name in names:
        logging.getLogger(name).removeHandler(handler)
        logging.getLogger(name).setLevel(before[name])


def test_alive_without_a_database(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"live": True})


def test_ready_names_what_it_looked_at(client: Client) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200, answer.json()
    assert answer.json() == {
        "ready": True,
        "checks": {"数据库": "good", "表结构": "good", "磁盘": "good", "密钥": "good"},
    }


def test_not_ready_without_keys(client: Client, settings: SettingsWrapper, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["密钥"] == "bad"
    assert "keys" not in answer.content.decode(), (
        "what is wrong is told to the administrator, not to the world"
    )


def test_metrics_for_this_machine_only(client: Client, settings: SettingsWrapper) -> None:
    client.get("/login/")
    text = client.get("/metrics").content.decode()
    assert 'yifa_requests_total{method="GET",status="200",view="login"}' in text
    assert "yifa_open_clocks 0.0" in text
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 404
    settings.METRICS_TOKEN = "示例token"
    assert client.get("/metrics").status_code == 404
    given = {"Authorization": "Bearer 示例token"}
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9", headers=given).status_code == 200


def test_each_request_has_an_id_and_one_line(client: Client, lines: list[dict[str, Any]]) -> None:
    answer = client.get("/login/?next=/search/%3Fq%3D赵某某", headers={"X-Request-ID": "proxy-0001"})
    assert answer.headers["X-Request-ID"] == "proxy-0001"
    (line,) = lines
    assert (line["request"], line["route"], line["status"]) == ("proxy-0001", "login", 200)
    assert "赵某某" not in str(line)
    made = client.get("/login/", headers={"X-Request-ID": "x\r\ny; 很长" * 9}).headers["X-Request-ID"]
    assert tracing.ALLOWED.fullmatch(made)


def test_a_slow_query_is_noted_without_its_values(
    client: Client, lines: list[dict[str, Any]], settings: SettingsWrapper
) -> None:
    settings.SLOW_QUERY_SECONDS = 0.0
    client.post("/login/", {"username": "赵某某", "password": "示例示例示例"})
    notes = [line for line in lines if line["logger"] == "yifa.slow"]
    assert any("office_person" in line["sql"] for line in notes)
    assert "赵某某" not in str(notes)


def test_database_errors_are_logged_without_their_words() -> None:
    record = logging.LogRecord("yifa", logging.ERROR, "", 0, "失败", None, None)
    words = "Key (phone)=(138" + "00001234) already exists"
    try:
        raise OperationalError(words)
    except OperationalError as error:
        record.exc_info = (type(error), error, error.__traceback__)
    for form in (logs.Json(), logs.Plain("%(request_id)s %(message)s")):
        written = form.format(record)
        assert "13800001234" not in written
        assert "OperationalError" in written


def test_the_doctor_finds_everything_in_order() -> None:
    found = {one.name: one for one in checks.run(checks.every())}
    bad = {name for name, one in found.items() if one.state == "bad"}
    # The test server runs without fsync, which the doctor must not pass over.
    assert bad <= {"系统管理员", "数据文件夹", "公文字体", "PostgreSQL 落盘"}, found
    assert ("PostgreSQL 落盘" in bad) == (connection.vendor == "postgresql")
    assert all(one.fix for one in found.values() if one.state != "good"), found
    assert found["系统管理员"].fix == "请执行 yifa admin 建立"


def test_the_doctor_says_what_to_do(settings: SettingsWrapper, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    key = tmp_path / "keys" / "session"
    key.write_text("x")
    key.chmod(0o644)
    tmp_path.chmod(0o755)
    settings.DATA, settings.DEBUG, settings.HTTPS = tmp_path, True, False
    settings.ALLOWED_HOSTS = ["yifa.example"]
    found = {one.name: one for one in checks.run(checks.ALL)}
    for name, fix in {
        "密钥": "chmod 600",
        "数据文件夹": "chmod 700",
        "访问地址": "YIFA_HTTPS=1",
        "运行方式": "YIFA_DEBUG",
    }.items():
        assert found[name].state == "bad"
        assert fix in found[name].fix
    settings.DEBUG, settings.DEMO = False, True
    assert checks.modes().state == "bad"
    settings.HTTPS, settings.ALLOWED_HOSTS = True, ["*"]
    assert "主机名" in checks.addresses().says


@pytest.mark.parametrize(
    ("days", "made", "state"),
    [
        (0, False, "good"),
        (4, False, "warn"),
        (9, False, "bad"),
        (2, True, "good"),
        (4, True, "warn"),
        (30, True, "bad"),
    ],
)
def test_a_backup_is_asked_for_in_time(days: int, made: bool, state: str) -> None:
    from yifa.foundation import audit, clock

    with clock.frozen(clock.now() - timedelta(days=days)):
        audit.note("office.first", by=None)
        if made:
            audit.note("backup.write", by=None)
    found = checks.backups()
    assert (found.state, "yifa backup" in found.fix) == (state, state != "good")


def test_what_waits_for_its_seal_and_what_a_check_found() -> None:
    from yifa.foundation import audit, clock
    from yifa.seals.actions import seal
    from yifa.seals.models import Check

    assert checks.verified().state == "warn"
    before = clock.now() - timedelta(hours=5)
    with clock.frozen(before):
        audit.note("office.first", by=None)
    assert (checks.sealed().state, "还没有过一批" in checks.sealed().says) == ("warn", True)
    with clock.frozen(before):
        seal()
    assert checks.sealed().state == "good"
    audit.note("office.second", by=None)
    assert (checks.sealed().state, "yifa seals now" in checks.sealed().fix) == ("warn", True)
    Check.objects.create(at=before, ok=True)
    assert checks.verified().state == "good"
    Check.objects.create(at=clock.now(), ok=False)
    assert checks.verified().state == "bad"


def test_a_clock_set_back_is_noticed() -> None:
    from yifa.foundation import audit, clock

    with clock.frozen(clock.now() + timedelta(hours=3)):
        audit.note("test.later", by=None)
    assert checks.steady().state == "bad"


def test_warnings_that_nobody_gave_are_noticed(cast: Cast) -> None:
    """A deadline two days past without its warning: nothing works in the background. A day past it may still come."""
    from yifa.foundation import clock
    from yifa.procedures import warnings
    from yifa.procedures.models import Clock

    accepted(cast)
    for days, state in ((1, "good"), (2, "warn")):
        Clock.objects.filter(open=True).update(due_on=clock.today() - timedelta(days=days))
        assert checks.warnings().state == state
    assert "有1个时限" in checks.warnings().says
    assert "yifa warn" in checks.warnings().fix
    warnings.scan()
    assert checks.warnings().state == "good"


@pytest.mark.parametrize(
    ("zone", "state"), [("Asia/Shanghai", "good"), ("Asia/Singapore", "good"), ("Europe/Paris", "warn")]
)
def test_the_machine_in_another_time_zone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, zone: str, state: str
) -> None:
    here = tmp_path / "localtime"
    monkeypatch.setattr(checks, "MACHINE_ZONE", here)
    assert checks.zone().says.startswith("UTC（UTC+0）")
    here.symlink_to(Path("/usr/share/zoneinfo") / zone)
    found = checks.zone()
    assert (found.state, zone in found.says) == (state, True)


def test_a_check_that_fails_by_accident_is_a_finding() -> None:
    def breaks() -> checks.Check:
        """Something nobody thought of."""
        raise ValueError("意外")

    (found,) = checks.run([breaks])
    assert found.state == "bad"
    assert "ValueError" in found.says


@pytest.mark.django_db
def test_the_doctor_names_files_that_lie_in_the_clear(settings: SettingsWrapper, tmp_path: Path) -> None:
    from yifa.foundation import crypto
    from yifa.records.store import storage

    settings.FILES = tmp_path
    assert checks.encrypted().state == "good"
    content = "以前版本留下的笔录".encode()
    digest = hashlib.new("sm3", content).hexdigest()
    place = tmp_path / digest[:2] / digest[2:4] / digest
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    told = checks.encrypted()
    assert (told.state, "1个文件" in told.says, "yifa rekey --resume" in told.fix) == ("warn", True, True)
    for name in storage().stale(crypto.current_key()):
        storage().renew(name)
    assert checks.encrypted().state == "good"
    assert content not in place.read_bytes()
