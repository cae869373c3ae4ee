"""How on-the-spot penalties are shown, what the law allows, and what they count."""

from __future__ import annotations

from decimal import Decimal

from yifa.ledgers.penalties.models import Against, Credential, OnSpotPenalty, Sanction
from yifa.ledgers.penalties.procedure import SIMPLE
from yifa.records.declaration import Count, Ledger, Reference, section
from yifa.records.directory import Directory

# 行政处罚法 art. 51: the largest fine on the spot, in yuan.
LIMIT = {Against.CITIZEN: Decimal(200), Against.ENTITY: Decimal(3000)}
# 行政处罚法 art. 68: fines up to this may be collected at once, in yuan.
CASH_LIMIT = Decimal(100)
CREDENTIAL = Reference(("number", "person__name"), "person__posts__unit__path")


def problems(penalty: OnSpotPenalty) -> dict[str, str]:
    """The limits of the procedure on the spot."""
    return {**_credentials(penalty), **_sanction(penalty)}


def _credentials(penalty: OnSpotPenalty) -> dict[str, str]:
    day = penalty.happened_on
    for name in ("credential", "second"):
        credential = getattr(penalty, name)
        if credential is not None and not credential.valid_on(day):
            return {
                name: f"该执法证在{day:%Y年%m月%d日}无效，无有效执法证的人员不得执法（行政处罚法 第42条）"
            }
    if penalty.second_id and penalty.second_id == penalty.credential_id:
        return {"second": "两名执法人员不能是同一人"}
    if not penalty.heard:
        return {"heard": "作出决定前须告知事实、理由、依据并听取陈述和申辩（行政处罚法 第44条、第45条）"}
    return {}


def _sanction(penalty: OnSpotPenalty) -> dict[str, str]:
    if penalty.sanction == Sanction.WARNING:
        return {"fine": "处罚种类为警告，不应填写罚款金额"} if penalty.fine else {}
    if not penalty.fine or penalty.fine <= 0:
        return {"fine": "请填写罚款金额"}
    limit = LIMIT[Against(penalty.against)]
    if penalty.fine > limit:
        who = Against(penalty.against).label
        return {"fine": f"对{who}当场处罚的罚款不得超过{limit}元（行政处罚法 第51条），请改用普通程序"}
    if penalty.collected and penalty.fine > CASH_LIMIT:
        return {"collected": f"罚款超过{CASH_LIMIT}元一般不得当场收缴（行政处罚法 第68条），请开具缴款通知"}
    return {}


DIRECTORY = Directory(
    "credentials",
    "执法证件",
    "行政执法人员的证件，无有效证件的人员不能被选为承办人",
    model=Credential,
    fields="person number issued_by valid_from valid_to revoked_on",
    columns="person number issued_by valid_from valid_to revoked_on",
    path="person__posts__unit__path",
    icon="id-badge-2",
)

LEDGER = Ledger(
    code="penalties",
    name="当场处罚",
    area="执法",
    icon="gavel",
    says="简易程序当场作出的警告和罚款，超出法定限额的不能录入",
    model=OnSpotPenalty,
    procedure=SIMPLE,
    number="{unit}当罚〔{year}〕{serial}号",
    sections=(
        section("违法行为", "title happened_on received_on place field violation law_basis"),
        section("当事人", "against party party_phone"),
        section("决定", "sanction fine collected heard credential second"),
        section("办理", "filed_on paid_on responsible highlight"),
    ),
    columns="number title field sanction fine happened_on step",
    filters="unit sanction field step happened_on",
    quick="title happened_on place field violation law_basis against party sanction fine heard credential",
    search="title number place field violation law_basis",
    entered_with=problems,
    references={"credential": CREDENTIAL, "second": CREDENTIAL},
    counts=(
        Count("penalties.simple", detail="sanction"),
        Count("penalties.simple.amount", quantity="fine"),
    ),
)
