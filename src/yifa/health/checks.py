"""What an installation needs, one function a check. Readiness asks the first few, `yifa doctor` all of them."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from yifa.foundation import clock

State = Literal["good", "warn", "bad"]
NEED_BYTES = 200 * 1024**2
WANT_BYTES = 2 * 1024**3
DRIFT_SECONDS = 5
MACHINE_ZONE = Path("/etc/localtime")
BACKUP_DAYS, BACKUP_LATE = 3, 8
SEAL_HOURS = 2
NAMES: dict[State, str] = {"good": "正常", "warn": "留意", "bad": "有误"}


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it stands, and what to do now."""

    name: str
    state: State
    says: str
    fix: str = ""


def database() -> Check:
    """The database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:
        fix = "请检查 YIFA_DATABASE_URL 和数据库服务" if _postgresql() else "请检查数据文件夹的权限和磁盘"
        return Check("数据库", "bad", f"连不上数据库（{type(error).__name__}）", fix)
    return Check("数据库", "good", f"{'PostgreSQL' if _postgresql() else 'SQLite'}，能够应答")


def migrations() -> Check:
    """The tables are those of this version."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Check(
            "表结构", "bad", f"还有{len(waiting)}项变更没有执行", "请重新启动 yifa serve，启动时会自动执行"
        )
    return Check("表结构", "good", "与程序版本一致")


def disk() -> Check:
    """Room for the day's work, and for a backup."""
    free = shutil.disk_usage(settings.DATA).free
    said = f"数据文件夹所在磁盘剩余{free / 1024**3:.1f}吉字节"
    if free < NEED_BYTES:
        return Check("磁盘", "bad", said, "请立即清理磁盘：空间用尽后不能保存任何内容")
    state: State = "good" if free >= WANT_BYTES else "warn"
    return Check("磁盘", state, said, "" if state == "good" else "请尽快清理磁盘或者扩容")


def keys() -> Check:
    """The keys that open sessions and sensitive fields are there and only their owner reads them."""
    folder = settings.DATA / "keys"
    if not (folder / "session").is_file():
        return Check(
            "密钥", "bad", "数据文件夹里没有会话密钥", "请从备份恢复 keys 文件夹，不要让系统重新生成"
        )
    open_to_all = [path.name for path in folder.iterdir() if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_to_all:
        names = "、".join(sorted(open_to_all))
        return Check("密钥", "bad", f"其他用户可以读取密钥：{names}", f"请执行 chmod 600 {folder}/*")
    return Check("密钥", "good", f"{sum(1 for _ in folder.iterdir())}个，只有本用户可读")


READY: tuple[Callable[[], Check], ...] = (database, migrations, disk, keys)


def python() -> Check:
    """A Python that is new enough."""
    return Check("Python", "good", ".".join(map(str, sys.version_info[:3])))


def engine() -> Check:
    """SQLite in the mode that lets people read while one writes."""
    mode = _value("PRAGMA journal_mode")
    if mode != "wal":
        return Check("SQLite 设置", "bad", f"日志模式是 {mode}，应为 wal", "请把数据文件夹放在本机磁盘上")
    return Check("SQLite 设置", "good", f"{sqlite3.sqlite_version}，WAL")


def whole() -> Check:
    """SQLite's own check of its file."""
    found = _value("PRAGMA quick_check")
    if found != "ok":
        return Check("数据库文件", "bad", "SQLite 报告文件损坏", "请停止服务，从最近的备份恢复")
    return Check("数据库文件", "good", "完整")


def drift() -> Check:
    """This machine and the database server agree on the time; statutory clocks read it."""
    if not _postgresql():
        return Check("时钟", "good", f"本机时间 {clock.now():%Y-%m-%d %H:%M}（北京时间）")
    there: datetime = _value("SELECT now()")  # type: ignore[assignment]
    apart = abs((clock.now() - there).total_seconds())
    if apart > DRIFT_SECONDS:
        return Check(
            "时钟", "bad", f"本机与数据库服务器相差{apart:.0f}秒", "请在两台机器上启用时间同步（NTP）"
        )
    return Check("时钟", "good", f"本机与数据库服务器相差{apart:.1f}秒")


def steady() -> Check:
    """Nothing was written in the future: the machine's clock was not set back."""
    from yifa.foundation.models import Audit

    last = Audit.objects.order_by("-pk").values_list("at", flat=True).first()
    if last and (ahead := (last - clock.now()).total_seconds()) > DRIFT_SECONDS:
        return Check("时钟倒拨", "bad", f"审计记录比现在晚{ahead:.0f}秒，本机时钟曾被拨回", "请核对时间同步")
    return Check("时钟倒拨", "good", "没有发现")


def zone() -> Check:
    """The machine lives in Beijing time: days of the law are counted in it anyway, nightly work and its log are not."""
    name, hours = _machine_zone()
    if hours != 8:
        said = f"{name}（UTC{hours:+g}）；期限按北京时间计算，不受影响，但每夜作业和系统日志按本机时间"
        return Check("本机时区", "warn", said, "请执行 timedatectl set-timezone Asia/Shanghai")
    return Check("本机时区", "good", name)


def _machine_zone() -> tuple[str, float]:
    """Name and hours ahead of UTC; asked of the machine, since Django sets this process to the office's own."""
    if not MACHINE_ZONE.exists():
        return "UTC", 0
    with MACHINE_ZONE.open("rb") as file:
        zone = ZoneInfo.from_file(file)
    name = str(MACHINE_ZONE.resolve()).rpartition("zoneinfo/")[2]
    return name, (clock.now().astimezone(zone).utcoffset() or timedelta()).total_seconds() / 3600


def folder() -> Check:
    """The data folder belongs to one user."""
    mode = stat.S_IMODE(settings.DATA.stat().st_mode)
    if mode & 0o077:
        return Check(
            "数据文件夹", "bad", f"其他用户可以进入（权限 {mode:o}）", f"请执行 chmod 700 {settings.DATA}"
        )
    return Check("数据文件夹", "good", "只有本用户可以进入")


def addresses() -> Check:
    """The names under which the server is reached, and HTTPS for other machines."""
    if not _public():
        return Check("访问地址", "good", "只供本机访问")
    if not settings.HTTPS:
        return Check(
            "访问地址", "bad", "允许其他机器访问，但没有启用 HTTPS", "请配置反向代理并设 YIFA_HTTPS=1"
        )
    if "*" in settings.ALLOWED_HOSTS:
        return Check("访问地址", "bad", "允许任意主机名", "请在 YIFA_HOSTS 中写明域名")
    return Check("访问地址", "good", "、".join(settings.ALLOWED_HOSTS))


def modes() -> Check:
    """No debugging, and no demo accounts where others can reach them."""
    if settings.DEBUG:
        return Check("运行方式", "bad", "调试方式会把程序内部显示给访问者", "请去掉 YIFA_DEBUG")
    if settings.DEMO and _public():
        return Check("运行方式", "bad", "演示账号的密码是公开的，却允许其他机器访问", "请改用新的数据文件夹")
    return Check("运行方式", "good", "演示" if settings.DEMO else "正式")


def fonts() -> Check:
    """The fonts of official documents."""
    from yifa.papers import fonts as papers

    place = papers.folder()
    found = len(list(place.iterdir())) if place.is_dir() else 0
    if not found:
        return Check("公文字体", "bad", "没有找到公文字体", "请重新执行 make setup")
    return Check("公文字体", "good", f"{found}个文件")


def holidays() -> Check:
    """The working days of the next year are announced by December."""
    from yifa.procedures.clocks import calendar

    known = calendar().known_until
    today = clock.today()
    if known < date(today.year, 12, 31):
        return Check("节假日", "bad", f"只知道到{known:%Y年%m月%d日}", "请管理员在“节假日”页面登记放假安排")
    if today.month == 12 and known.year == today.year:
        return Check("节假日", "warn", "下一年的放假安排尚未登记", "通知公布后请在“节假日”页面登记")
    return Check("节假日", "good", f"已登记到{known:%Y年%m月%d日}")


def mail() -> Check:
    """A way for warnings to leave the house; without one they stay in the product."""
    from yifa.procedures.models import MessageChannel

    ways = MessageChannel.objects.filter(active=True).count()
    if not settings.EMAIL_HOST and not ways:
        return Check(
            "提醒外发", "warn", "没有配置邮件和消息网关，提醒只在系统内显示", "需要时设 YIFA_SMTP_HOST"
        )
    return Check("提醒外发", "good", f"邮件{'已配置' if settings.EMAIL_HOST else '未配置'}，网关{ways}个")


def warnings() -> Check:
    """The work in the background goes on: no warning of a deadline is owed for long."""
    from yifa.procedures.warnings import owed

    count, oldest = owed()
    if oldest is None:
        return Check("后台作业", "good", "没有积压的提醒")
    fix = "yifa serve 会每半小时发出提醒；请确认它在运行，或者执行 yifa warn"
    return Check(
        "后台作业", "warn", f"有{count}个时限的超期提醒没有发出，最早的{oldest:%Y年%m月%d日}到期", fix
    )


def administrators() -> Check:
    """Somebody can administer."""
    from yifa.office.access import live
    from yifa.office.models import Post

    found = Post.objects.filter(live(clock.today()), role="admin", person__is_active=True).count()
    if not found:
        return Check("系统管理员", "bad", "没有在任的系统管理员", "请执行 yifa admin 建立")
    return Check("系统管理员", "good", f"{found}人")


def counted() -> Check:
    """The journal holds what the ledgers count in this release."""
    from yifa.records.recount import uncounted

    if migrations().state == "bad":
        return Check("账目口径", "warn", "数据表还不是本版本的，没有核对", "请先完成升级再检查")
    if found := uncounted():
        fix = "升级后口径有变化：请执行 yifa recount --by 管理员用户名，只补差额，以前的账不变"
        return Check("账目口径", "warn", f"最近的记录中有{found}条的账目与现在的口径不一致", fix)
    return Check("账目口径", "good", "最近的记录都按现在的口径记账")


def encrypted() -> Check:
    """No stored file lies in the clear, or under a key that was replaced."""
    from yifa.foundation import crypto
    from yifa.records.store import storage

    if found := sum(1 for _ in storage().stale(crypto.current_key())):
        fix = "请执行 yifa rekey --resume，可以在有人使用时运行"
        return Check("附件加密", "warn", f"{found}个文件没有加密，或者仍用旧密钥", fix)
    return Check("附件加密", "good", "都用现在的密钥加密")


def balances() -> Check:
    """What the figures show equals the sum of the postings."""
    from yifa.journal.queries import balance_differences

    wrong = len(list(balance_differences()))
    if wrong:
        return Check("余额", "bad", f"{wrong}处余额与分录合计不一致", "请保留现场并联系维护人员")
    return Check("余额", "good", "与分录合计一致")


def backups() -> Check:
    """A backup was made lately. An office that is a few days old, and a demo, may still be without."""
    from yifa.foundation.models import Audit

    made = Audit.objects.filter(action="backup.write").order_by("-pk").values_list("at", flat=True).first()
    since = made or Audit.objects.order_by("pk").values_list("at", flat=True).first() or clock.now()
    days = (clock.now() - since).days
    said = f"最近一次备份在{made:%Y年%m月%d日}，{days}天前" if made else "本系统还没有做过备份"
    if days < BACKUP_DAYS or settings.DEMO:
        return Check("备份", "good", said)
    state: State = "warn" if days < BACKUP_LATE else "bad"
    return Check("备份", state, said, "请执行 yifa backup，并安排每夜自动备份（docs/operations.md）")


def sealed() -> Check:
    """What was written is sealed within the hour and checked every night."""
    from yifa.foundation.models import Audit
    from yifa.seals.queries import status

    now = status()
    if not now.waiting:
        return Check(
            "封存", "good", f"第{now.number}批，没有待封存的内容" if now.number else "还没有要封存的内容"
        )
    # Before the first batch everything waits since the first row of the trail.
    since = now.at or Audit.objects.order_by("pk").values_list("at", flat=True).first() or clock.now()
    hours = (clock.now() - since).total_seconds() / 3600
    said = f"有内容尚未封存，{'最近一批在' if now.at else '还没有过一批，最早的在'}{hours:.0f}小时前"
    if hours < SEAL_HOURS:
        return Check("封存", "good", said)
    return Check(
        "封存", "warn", said, "yifa serve 会每半小时自动封存；请确认它在运行，或者执行 yifa seals now"
    )


def verified() -> Check:
    """The newest check of the seals ended well, not too long ago."""
    from yifa.seals.models import Check as Checked

    last = Checked.objects.filter(ok__isnull=False).order_by("-at", "-pk").first()
    if last is None:
        return Check("核验", "warn", "还没有核验过封存", "请安排每夜执行 yifa nightly")
    days = (clock.now() - last.at).days
    said = f"{last.at:%Y年%m月%d日}核验，{'未发现问题' if last.ok else '发现问题'}"
    if not last.ok:
        return Check("核验", "bad", said, "请在“封存与核验”页面查看是哪些行，保留现场并联系维护人员")
    if days >= BACKUP_DAYS:
        return Check("核验", "warn", said, "请安排每夜执行 yifa nightly")
    return Check("核验", "good", said)


ALL: tuple[Callable[[], Check], ...] = (
    python,
    folder,
    keys,
    disk,
    database,
    migrations,
    zone,
    drift,
    steady,
    addresses,
    modes,
    administrators,
    fonts,
    holidays,
    mail,
    warnings,
    balances,
    counted,
    encrypted,
    backups,
    sealed,
    verified,
)


def every() -> tuple[Callable[[], Check], ...]:
    """All checks of this installation: those of its kind of database and the common ones."""
    from yifa.health import postgresql

    return (*ALL, *(postgresql.ALL if _postgresql() else (engine, whole)))


def run(checks: Iterable[Callable[[], Check]]) -> Iterator[Check]:
    """Run checks one by one; one that fails by accident is a finding itself."""
    for check in checks:
        try:
            yield check()
        except Exception as error:
            name = (check.__doc__ or check.__name__).splitlines()[0]
            yield Check(check.__name__, "bad", f"检查没有完成（{type(error).__name__}）：{name}", "请看日志")


def _postgresql() -> bool:
    return connection.vendor == "postgresql"


def _value(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _public() -> bool:
    """Whether names other than this machine's own are allowed."""
    return bool(set(settings.ALLOWED_HOSTS) - {"127.0.0.1", "localhost", "[::1]", "testserver", ""})
