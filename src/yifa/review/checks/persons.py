"""Names of people beside cases, petitions and assistance programmes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.tables import table
from yifa.review.values import Finding

_SURNAMES = "".join(table("surnames")["single"])
_DOUBLE = "|".join(table("surnames")["double"])
_NAME = rf"(?:(?:{_DOUBLE})[一-鿿]{{1,2}}|[{_SURNAMES}][一-鿿]{{1,2}})"
_CASE = re.compile(rf"(?:[（(]|[，,、])(?P<name>{_NAME})\d{{1,3}}\s?(?:件|起|次|宗)")
_ROLE = re.compile(
    r"(?:申请人|被申请人|当事人|上访人|信访人|上诉人|原告|第三人|被处罚人|投诉人|举报人|诉求人|患者|吸毒人员|戒毒人员|矫正对象|帮教对象|刑满释放人员|"
    rf"精神障碍患者|嫌疑人|居民|村民|业主|租户|老人|残疾人|低保户|学生|未成年人|老上访户|信访老户)(?P<name>{_NAME})"
    r"(?=[（(，。、；]|因|与|和(?:邻居|其)|向|诉|反映|申请|等人|一家|系|称|家(?:中|里)|来访|的(?:信访|诉求|申请|案件|投诉)|涉嫌)"
)
# People whose part in a case or a programme is named: here more may follow the name, and what is no given name is known.
_PARTY = re.compile(
    r"(?:原告|第三人|上诉人|被上诉人|被处罚人|信访人|上访人|吸毒人员|戒毒人员|矫正对象|矫正人员|帮教对象|帮教人员|刑满释放人员|刑释人员|患者|嫌疑人)"
    rf"(?P<name>(?:{_DOUBLE}|[{_SURNAMES}])[^不未已曾经多均都对于在的是为被因由与和及等可应能会要将按从向到并且或所其之以无有提申请们员方某，。、；：\W\d]{{1,2}}?)"
    r"(?=(?:按期|顺利|经|撤回|已|被|于|在|对|不服|通过|主动|多次|表示|提出|要求|到|为|现|目前|解除|回归|因|与|向|诉|的|等|两|（|，|。))"
)
# Characters given names are made of: where both are, a name is sure whatever follows (矫正对象刘志强外出).
_GIVEN = "强勇军伟磊洋艳杰娟涛超秀兰霞平刚桂英华玉萍红娜梅丽敏静芳燕玲飞斌辉鹏宇浩亮俊帆雪荣爱国海春云峰林龙凤金东庆宁晓永福贵喜宝珍琴莉莲莹蓉婷婉倩颖琳瑶璐怡佳嘉欣悦雅诗涵萱梓轩睿泽昊旭毅恒凯威彪豪锋钢铁根生水火土木山川江河湖仁义礼智信忠孝廉德才武胜利国栋梁柱勤俭朴诚芬芝菊香蕾薇岚翠珠琪瑞祥顺昌盛兴旺发财禄寿坤乾志建大小新"
_SURE = re.compile(
    r"(?:被处罚人|信访人|上访人|吸毒人员|戒毒人员|矫正对象|矫正人员|帮教对象|帮教人员|刑满释放人员|刑释人员|嫌疑人)"
    rf"(?P<name>(?:{_DOUBLE}|[{_SURNAMES}])[{_GIVEN}]{{2}})(?=[一-鿿，。、；（])"
)
_POLITE = frozenset(
    [
        "大爷",
        "大妈",
        "大娘",
        "大叔",
        "大姐",
        "大哥",
        "阿姨",
        "奶奶",
        "爷爷",
        "先生",
        "女士",
        "老师",
        "师傅",
        "叔",
        "姐",
        "哥",
        "工",
        "总",
        "老",
        "氏",
    ]
)
_MINOR = re.compile("学生|未成年|吸毒|戒毒|精神|矫正|帮教|刑满")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each full name. 张某, 李某某 and names of enterprises are no full names."""
    common = table("surnames")["words"]
    for match in reading.matches(_CASE):
        if _named(match["name"], common) and _beside_cases(reading, match.start()):
            yield _finding(reading, check, match)
    taken = set[int]()
    for pattern in (_ROLE, _PARTY, _SURE):
        for match in reading.matches(pattern):
            if _named(match["name"], common) and match.start("name") not in taken:
                taken.add(match.start("name"))
                yield _finding(reading, check, match)


def _finding(reading: Reading, check: Check, match: re.Match[str]) -> Finding:
    start, end = match.span("name")
    sensitive = bool(_MINOR.search(match[0]))
    message = f"写出当事人姓名“{match['name']}”，应当隐去" + ("（敏感个人信息）" if sensitive else "")
    basis = "《中华人民共和国个人信息保护法》第二十八条、第二十九条" if sensitive else ""
    return check.at(reading, start, end, message, suggestion=match["name"][0] + "某", basis=basis)


def _named(name: str, common: list[str]) -> bool:
    return (
        "某" not in name
        and name[-1] not in "厂店局镇所站部院校"
        and name[1:] not in _POLITE
        and not any(word in name or name in word for word in common)
    )


def _beside_cases(reading: Reading, place: int) -> bool:
    before = reading.text[max(0, place - 40) : place]
    return bool(re.search("复议|诉讼|应诉|信访|上访|投诉|举报|案件|纠纷", re.split("[。；]", before)[-1]))


CHECK = Check(
    "privacy.name",
    "个人姓名",
    "high",
    "《中华人民共和国个人信息保护法》第二十五条；《中华人民共和国政府信息公开条例》第十五条（条号待核对）",
    ("申请人张小山申请行政复议", "申请人张某申请行政复议"),
    run,
)
