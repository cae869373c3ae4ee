"""What a PostgreSQL server must be set to: checks of `yifa doctor`, each with what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import connection

from yifa.foundation import clock, data
from yifa.health.checks import Check

OLDEST = 13
# The last day on which a major version is mended, as the project announces it (postgresql.org, versioning policy).
MENDED_UNTIL = {
    13: date(2025, 11, 13),
    14: date(2026, 11, 12),
    15: date(2027, 11, 11),
    16: date(2028, 11, 9),
    17: date(2029, 11, 8),
    18: date(2030, 11, 14),
}
LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
CONF = "请在 postgresql.conf 中设 {}，并重新载入配置"


def version() -> Check:
    """A major version that runs Yifa and still gets its faults mended."""
    major, said = connection.pg_version // 10000, str(_shown("server_version"))  # type: ignore[attr-defined]
    if major < OLDEST:
        return Check("PostgreSQL 版本", "bad", said, f"请升级到 {OLDEST} 以上的版本")
    until = MENDED_UNTIL.get(major)
    if until and until < clock.today():
        fix = "请安排升级到仍在维护的大版本（pg_upgrade，先备份）"
        return Check("PostgreSQL 版本", "warn", f"{said}，{until:%Y年%m月%d日}起不再修补漏洞", fix)
    return Check("PostgreSQL 版本", "good", said)


def lasting() -> Check:
    """What was acknowledged is on the disk, also after the power failed."""
    for name, why in (
        ("fsync", "断电会损坏数据库"),
        ("full_page_writes", "断电时写了一半的页面无法修复"),
    ):
        if _default(name) != "on":
            return Check("PostgreSQL 落盘", "bad", f"{name} 已关闭，{why}", CONF.format(f"{name} = on"))
    if (found := _default("synchronous_commit")) == "off":
        said = "synchronous_commit 已关闭，断电会丢失刚刚显示“已保存”的内容"
        return Check("PostgreSQL 落盘", "bad", said, CONF.format("synchronous_commit = on"))
    return Check("PostgreSQL 落盘", "good", f"fsync、full_page_writes 已打开，synchronous_commit = {found}")


def checksums() -> Check:
    """The server notices a page that the disk returns changed."""
    if _shown("data_checksums") != "on":
        fix = "停库后执行 pg_checksums --enable；磁盘悄悄损坏时才能发现"
        return Check("数据库文件", "warn", "没有启用页面校验（data_checksums）", fix)
    return Check("数据库文件", "good", "由 PostgreSQL 按页校验")


def letters() -> Check:
    """Chinese can be stored, and the rules of sorting are those the indexes were built with."""
    name = "PostgreSQL 编码和排序"
    encoding, collation = (
        _shown("server_encoding"),
        _row("SELECT datcollate FROM pg_database WHERE datname = current_database()"),
    )
    if encoding != "UTF8":
        return Check(
            name, "bad", f"编码是 {encoding}", "请用 createdb -E UTF8 -T template0 新建数据库，再从备份恢复"
        )
    if connection.pg_version >= 150000 and not _row(  # type: ignore[attr-defined]
        "SELECT datcollversion IS NOT DISTINCT FROM pg_database_collation_actual_version(oid) "
        "FROM pg_database WHERE datname = current_database()"
    ):
        fix = "请执行 REINDEX DATABASE，再执行 ALTER DATABASE … REFRESH COLLATION VERSION"
        return Check(name, "bad", f"操作系统的排序规则（{collation}）已变，文字索引可能查不到记录", fix)
    return Check(name, "good", f"{encoding}，{collation}")


def private() -> Check:
    """Between machines the connection is encrypted."""
    name = "数据库连接"
    ssl = _row("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    near = _row(
        "SELECT inet_client_addr() IS NULL OR inet_client_addr() = inet_server_addr() "
        "OR inet_client_addr() << '127.0.0.0/8'"
    )
    if ssl:
        return Check(name, "good", "已加密")
    if near:
        return Check(name, "good", "数据库在本机，不经过网络")
    fix = "请在数据库服务器上打开 ssl，并在 pg_hba.conf 中只允许 hostssl"
    return Check(name, "bad", "数据库在另一台机器上，连接没有加密", fix)


def limits() -> Check:
    """Those who answer pages do not wait, work or rest in a transaction without end: asked as they are connected."""
    name, wanted = "数据库时间限制", data.limits()
    if not wanted:
        said = "没有限制：一条卡住的语句会一直占住页面和锁"
        return Check(name, "warn", said, "请去掉 YIFA_STATEMENT_SECONDS=0，默认30秒")
    found = {one: _as_page(f"SHOW {one}", wanted) for one in LIMITS}
    if missing := [one for one, value in found.items() if value in ("0", 0)]:
        fix = "请直接连接数据库，或者让连接池传递 options（PgBouncer 不传递）"
        return Check(name, "bad", f"没有生效：{'、'.join(missing)}", fix)
    return Check(name, "good", f"语句{found[LIMITS[0]]}，等锁{found[LIMITS[1]]}，事务空闲{found[LIMITS[2]]}")


def zone() -> Check:
    """The database's own time zone: times are stored absolutely, but its log and what is typed by hand follow it."""
    found = str(_default("TimeZone"))
    hours = _row("SELECT extract(epoch FROM utc_offset) / 3600 FROM pg_timezone_names WHERE name = %s", found)
    if hours is None or float(str(hours)) != 8:
        said = f"{found}；期限不受影响，但数据库日志不是北京时间"
        return Check("数据库时区", "warn", said, CONF.format("timezone 和 log_timezone 为 'Asia/Shanghai'"))
    return Check("数据库时区", "good", found)


ALL: tuple[Callable[[], Check], ...] = (version, lasting, checksums, letters, private, limits, zone)


def _shown(name: str) -> object:
    return _row(f"SHOW {name}")


def _default(name: str) -> object:
    """What a new connection gets, whatever this one was set to."""
    return _row("SELECT reset_val FROM pg_settings WHERE name = %s", name)


def _row(sql: str, *values: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        row = cursor.fetchone()
        return row[0] if row else None


def _as_page(sql: str, options: str) -> object:
    """Ask over a connection as those have who answer pages."""
    other = connection.copy()
    other.settings_dict["OPTIONS"] = other.settings_dict.get("OPTIONS", {}) | {"options": options}
    try:
        with other.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]
    finally:
        other.close()
