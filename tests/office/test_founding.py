"""An installation with nobody in it gets its first unit and administrator, once, with a password good for one log-in."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from tools import serving


def found(folder: Path, *more: str) -> str:
    return serving.yifa(folder, "admin", "guanli", *more)


def test_the_first_administrator_logs_in_and_must_choose_a_password(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="请用 --code 和 --unit"):
        found(tmp_path)
    said = found(tmp_path, "--code", "990101", "--unit", "示例街道办事处")
    password = re.search(r"一次性密码：(\S+)", said)
    assert password
    with pytest.raises(RuntimeError, match="已有在任的系统管理员"):
        found(tmp_path, "--code", "990102", "--unit", "另一街道")
    server = serving.start(tmp_path)
    try:
        with httpx.Client(base_url=server.url, follow_redirects=True) as person:
            token = person.get("/login/").cookies["csrftoken"]
            given = {"username": "guanli", "password": password[1], "csrfmiddlewaretoken": token}
            page = person.post("/login/", data=given)
            assert page.status_code == 200
            assert "新密码" in page.text
            assert person.get("/office/").url.path != "/office/", (
                "nothing is open before the password is changed"
            )
    finally:
        serving.stop(server)
