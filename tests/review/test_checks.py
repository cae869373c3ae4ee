"""Each check: a text it flags, at which words, and nearly the same text that is right."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.review.texts import REPORT, document, found, of
from yifa.review import Settings
from yifa.review.checks import CHECKS
from yifa.review.tables import table

# check, text that is wrong, the words pointed at (empty: the whole text), text that is right
CASES = [
    (
        "arithmetic.parts",
        "处罚28起，其中警告26起、罚款3起。",
        "28起，其中警告26起、罚款3起",
        "处罚28起，其中警告26起、罚款2起。",
    ),
    (
        "arithmetic.parts",
        "受理案件9件（甲地4件，乙地3件）。",
        "9件（甲地4件，乙地3件",
        "受理案件9件（甲地4件，乙地5件）。",
    ),
    (
        "arithmetic.parts",
        "开展活动500场（包括禁毒宣传60场、反诈宣传50场）。",
        "500场（包括禁毒宣传60场、反诈宣传50场",
        "开展活动500场（包括禁毒宣传260场、反诈宣传190场）。",
    ),
    (
        "arithmetic.parts",
        "受理9件，其中甲地12件。",
        "9件，其中甲地12件",
        "受理60件，其中邻里30件、家庭30件，调解成功58件。",
    ),
    ("arithmetic.settled", "全年调解纠纷120件，成功126件。", "126件", "全年调解纠纷126件，成功120件。"),
    ("arithmetic.settled", "调处纠纷120件，调解成功126件。", "126件", "调处纠纷120余件，调解成功126件。"),
    (
        "arithmetic.rate",
        "调处纠纷200件，调解成功190件，成功率98%。",
        "98%",
        "调处纠纷200件，调解成功191件，成功率95.5%。",
    ),
    ("arithmetic.percent", "参训率达102%。", "102%", "完成率达118%，同比增长120%。"),
    (
        "arithmetic.growth",
        "去年受理200件，今年受理230件，同比增长25%。",
        "25%",
        "去年受理200件，今年受理230件，同比增长15%。",
    ),
    (
        "arithmetic.growth",
        "去年受理200件，今年受理230件，同比下降15%。",
        "15%",
        "去年受理230件，今年受理200件，同比下降13%。",
    ),
    (
        "arithmetic.twice",
        "全年共开展法治宣传活动20场。\n街道全年共开展法治宣传活动25场。",
        "25场",
        "全年共开展法治宣传活动25场。\n街道全年共开展法治宣传活动25场。",
    ),
    (
        "arithmetic.units",
        "制作政府信息44条、公开信息44份。",
        "44条、公开信息44份",
        "制作政府信息44条、公开信息44条。",
    ),
    ("figures.plausible", "调解成功率100%。", "100%", "调解成功率96.3%。"),
    ("figures.plausible", "发放宣传单3000份。", "3000份", "发放宣传单3012份。"),
    (
        "law.title",
        "依据《中华人名共和国行政处罚法》办理。",
        "《中华人名共和国行政处罚法》",
        "依据《中华人民共和国行政处罚法》办理。",
    ),
    (
        "law.title",
        "按照《人民调节法》办理。",
        "《人民调节法》",
        "按照《人民调解法》《示例省人民调解条例》办理。",
    ),
    (
        "law.status",
        "按照《信访条例》办理。",
        "《信访条例》",
        "按照《信访工作条例》办理，原《信访条例》已废止。",
    ),
    ("law.status", "按照《社会救助法》办理。", "《社会救助法》", "按照《行政处罚法》办理。"),
    ("law.article", "依据《行政处罚法》第九十九条处罚。", "第九十九条", "依据《行政处罚法》第五十一条处罚。"),
    (
        "law.issuer",
        "国务院印发的《信访工作条例》施行。",
        "国务院印发的《信访工作条例》",
        "中共中央、国务院印发的《信访工作条例》施行。",
    ),
    (
        "law.ambiguous",
        "按照《组织法》的规定。",
        "《组织法》",
        "《中华人民共和国城市居民委员会组织法》（以下简称《组织法》），按照《组织法》的规定。",
    ),
    (
        "structure.sessions",
        "学习二十届二中、三中全会精神。",
        "二十届二中、三中全会",
        "学习二十届二中全会精神。",
    ),
    ("law.status", "2024年按照《信访条例》办理。", "《信访条例》", "该案2021年按照《信访条例》办理。"),
    ("privacy.identity", "证件号110101199003078515。", "110101199003078515", "编号110101199003078516。"),
    ("privacy.identity", "手机13900001234。", "13900001234", "咨询电话13900001234。"),
    ("privacy.identity", "驾驶京A·12345前来。", "京A·12345", "驾驶车辆前来。"),
    (
        "privacy.identity",
        "住幸福小区3号楼2单元501室。",
        "小区3号楼2单元501室",
        "办公地址示例路3号楼2单元501室。",
    ),
    ("privacy.name", "申请人张小山申请行政复议。", "张小山", "申请人张某申请行政复议。"),
    (
        "privacy.name",
        "行政复议案件7件（李大江6件，王云1件）。",
        "李大江",
        "行政复议案件7件（房屋6件，安全1件）。",
    ),
    ("privacy.name", "矫正对象孙晓，表现良好。", "孙晓", "居民高度认可，村民安全感提升。"),
    (
        "privacy.enterprise",
        "对示例餐饮有限公司罚款500元。",
        "对示例餐饮有限公司",
        "示例餐饮有限公司参加座谈。",
    ),
    ("privacy.secret", "机密★1年", "机密★1年", "保守工作秘密。"),
    ("wording.repeat", "下一步将继续继续推进。", "继续继续", "一件一件办，讨论讨论再定。"),
    ("wording.repeat", "、、法治建设。", "、、", "除了了解情况，目的的确明确。"),
    (
        "wording.repeat",
        "开展宪法宣传进军营宪法宣传日活动。",
        "宪法宣传进军营宪法宣传",
        "开展法治宣传和法治宣传教育。",
    ),
    ("wording.characters", "法律意识有等进一步提高。", "有等", "法律意识有待进一步提高。"),
    ("wording.characters", "坚持科学决策、依法绝策。", "依法绝策", "坚持科学决策、依法决策。"),
    ("arithmetic.whole", "受众达1.2人次。", "1.2人次", "受众达1.2万人次，人均办案3.6件，日均70.5人次。"),
    ("arithmetic.settled", "发现隐患20处，整改22处。", "22处", "发现隐患20处，整改22处（含上年结转2处）。"),
    ("arithmetic.settled", "受理信访件78件，办结83件。", "83件", "受理信访件78件，答复78件，办结76件。"),
    (
        "arithmetic.rate",
        "发现隐患160处，整改148处，整改率95%。",
        "95%",
        "发现隐患160处，整改148处，整改率92.5%。",
    ),
    (
        "arithmetic.growth",
        "执法人员由去年的40人增加到50人，增长20%。",
        "20%",
        "执法人员由去年的40人增加到50人，增长25%。",
    ),
    (
        "arithmetic.growth",
        "2023年办理80件，2024年办理100件，增长20%。",
        "20%",
        "预算632万元，比上年增加82万元，增长14.9%；2022年办理80件，2024年办理100件，增长20%。",
    ),
    (
        "arithmetic.parts",
        "三类纠纷133件，分别为34件、58件、31件。",
        "133件，分别为34件、58件、31件",
        "收到申请11件，其中自然人9件、法人2件，予以公开5件、不予公开6件。",
    ),
    (
        "structure.numbering",
        "一、做法\n好。\n二、问题\n少。\n四、打算\n干。",
        "四、打算",
        "一、做法\n好。\n二、问题\n少。\n三、打算\n干。",
    ),
    (
        "privacy.name",
        "原告赵大柱撤回起诉。",
        "赵大柱",
        "原告赵某撤回起诉；第三人曾多次在场；信访人员于当日返回。",
    ),
    (
        "privacy.name",
        "矫正对象孙小明按期解除矫正。",
        "孙小明",
        "矫正对象安全管理到位；患者康复后已返岗。",
    ),
    (
        "wording.verbs",
        "着力推进社区治理用法。",
        "推进社区治理用法",
        "推进群众学法用法，推动遇事找法、解决问题用法。",
    ),
    (
        "wording.broken",
        "健全各部门分工负责、社会力量广泛参与的工作机制，有力推动\n了各项任务落实。",
        "制，有力推动\n了各项任务落",
        "健全各部门分工负责、社会力量广泛参与的工作机制，有力推动了各项任务落实。",
    ),
    (
        "wording.sentences",
        "一是加强执法队伍建设，切实提高执法人员依法履职的能力和水平。\n二是完善监督，加强执法队伍建设，切实提高执法人员依法履职的能力和水平。",
        "加强执法队伍建设，切实提高执法人员依法履职的能力和水平",
        "一是加强执法队伍建设，切实提高执法人员依法履职的能力和水平。\n二是完善监督，加强执法队伍建设，着力锤炼过硬本领。",
    ),
    ("wording.characters", "自机制建立起来，调解87件。", "机制建立起来", "机制建立起来了，调解87件。"),
    ("wording.phrases", "结合打黑除恶工作。", "打黑除恶", "结合扫黑除恶工作。"),
    ("wording.brackets", "落实“谁执法谁普法责任制。", "“", "落实“谁执法谁普法”责任制。"),
    ("wording.brackets", "开展活动）三次。", "）", "1）开展活动（线上)三次。"),
    ("wording.brackets", "（见《办法）第三条。", "《", "（见《办法》）第三条。"),
    ("wording.approximate", "发放传单137余份。", "137余份", "发放传单130余份，涉及64余万元。"),
    ("wording.approximate", "发放约500份左右。", "约500份左右", "发放500份左右。"),
    (
        "wording.role",
        "我街道受理行政复议案件2件。",
        "受理行政复议案件",
        "区司法局受理行政复议案件2件，我街道应诉。",
    ),
    (
        "wording.names",
        "设立公共法律服务站。公共法律服务工作站接待群众。",
        "公共法律服务站",
        "设立公共法律服务工作站。公共法律服务工作站接待群众。",
    ),
    (
        "wording.verbs",
        "制定《工作要点》研究制定计划。",
        "制定《工作要点》研究制定",
        "制定《工作要点》，研究制定计划。",
    ),
    (
        "wording.verbs",
        "干部参加组织的任前考试制度，效果好。",
        "参加组织的任前考试制度",
        "健全参加任前考试的制度，效果好。",
    ),
    ("wording.separator", "“3·15”“6.26”宣传。", "“3·15”“6.26”", "“3·15”“6·26”宣传。"),
    (
        "wording.sentences",
        "不断强化街道机关干部的法治思维和依法办事的自觉意识。\n不断强化街道机关干部的法治思维和依法办事的自觉意识。",
        "不断强化街道机关干部的法治思维和依法办事的自觉意识",
        "坚持以习近平新时代中国特色社会主义思想为指导。\n坚持以习近平新时代中国特色社会主义思想为指导。",
    ),
    ("wording.halfwidth", "健全机制,压实责任。", ",", "健全机制，压实责任，投入1,200元。"),
    ("structure.number", "依据示街办发[2024]12号文件。", "[2024]12号", "依据示街办发〔2024〕12号文件。"),
    (
        "structure.number",
        "依据示街办发〔2024〕第012号文件。",
        "〔2024〕第012号",
        "依据示街办发〔2024〕12号文件。",
    ),
]


@pytest.mark.parametrize(("code", "wrong", "words", "right"), CASES)
def test_a_check_flags_what_is_wrong_and_only_that(code: str, wrong: str, words: str, right: str) -> None:
    year = 2023 if code == "structure.sessions" else 2025
    hits = of(code, wrong, year=year)
    assert words in [one.text for one in hits], found(wrong, year=2025)
    assert all(wrong[one.start : one.end] == one.text for one in hits)
    assert of(code, right, year=year) == []


# check, what to replace in the good report, by what, the words pointed at
SPOILED = [
    ("structure.parts", "二、党政主要负责人履行推进法治建设第一责任人职责情况", "二、组织领导情况", ""),
    ("structure.numbering", "一、2025年推进", "2025年推进", "2025年推进法治政府建设的主要举措和成效"),
    ("structure.numbering", "（三）化解", "（四）化解", "（四）化解矛盾纠纷，守住平安底线"),
    ("structure.numbering", "（三）化解", "（二）化解", "（二）化解矛盾纠纷，守住平安底线"),
    ("structure.signature", "\n2026年2月10日", "", "示例街道办事处"),
    ("structure.signature", "\n示例街道办事处\n2026年2月10日", "", "，方便居民就近解决纠纷。"),
    ("structure.signature", "2026年2月10日", "2026年5月10日", ""),
    ("structure.signature", "2026年2月10日", "2026年3月10日", ""),
    ("structure.signature", "2026年2月10日", "2024年2月10日", ""),
    (
        "structure.years",
        "现将有关情况",
        "现将2024年法治政府建设有关情况",
        "现将2024年法治政府建设有关情况报告如下",
    ),
    (
        "structure.years",
        "做到事事有回音。",
        "做到事事有回音。2023年，街道调委会被区司法局评为先进集体。",
        "2023年，街道调委会被区司法局评为",
    ),
    ("structure.headings", "（一）坚持", "(一)坚持", "(一)坚持学法用法，打牢思想根基"),
    (
        "structure.headings",
        "一、2025年推进",
        "一、上一年度推进",
        "一、上一年度推进法治政府建设的主要举措和成效",
    ),
    ("figures.cumulative", "全年受理矛盾纠纷120件", "自机制建立以来，受理矛盾纠纷120件", "120件"),
    ("wording.broken", "用身边的案例讲清楚", "用身边的\n\n案例讲清楚", "题，用身边的\n\n案例讲清楚法"),
]


@pytest.mark.parametrize(("code", "old", "new", "words"), SPOILED)
def test_a_whole_report_spoiled_in_one_place(code: str, old: str, new: str, words: str) -> None:
    assert old in REPORT
    hits = of(code, REPORT.replace(old, new))
    assert words in [one.text for one in hits], hits


def test_plans_before_shortcomings() -> None:
    first, _, rest = REPORT.partition("三、存在的不足和原因\n")
    faults, _, plans = rest.partition("四、2026年工作安排\n")
    text = f"{first}三、2026年工作安排\n{plans.partition('示例街道办事处')[0]}四、存在的不足和原因\n{faults}示例街道办事处\n2026年2月10日\n"
    assert [one.text for one in of("structure.headings", text)] == ["三、2026年工作安排"]


def test_shortcomings_without_causes() -> None:
    text = REPORT.replace("存在的不足和原因", "存在的不足").replace("原因是", "").replace("主要是因为", "")
    (finding,) = of("structure.parts", text)
    assert finding.severity == "medium"
    assert finding.text == "三、存在的不足"


def test_the_good_report_is_left_alone() -> None:
    assert found(REPORT) == []


def test_unnumbered_headings_among_numbered_ones() -> None:
    text = REPORT.replace(
        "四、2026年工作安排\n",
        "四、2026年工作安排\n进一步加强队伍建设\n" + "加强学习。" * 10 + "\n进一步改进服务\n",
    )
    assert [one.text for one in of("structure.numbering", text)] == ["进一步加强队伍建设"]


def test_levels_of_markdown_headings_that_differ() -> None:
    marked = re.sub(r"(?m)^（", "### （", REPORT).replace("### （三）", "## （三）")
    assert [one.text for one in of("structure.numbering", marked)] == ["## （三）化解矛盾纠纷，守住平安底线"]


def test_another_offices_name() -> None:
    own = "甲山街道党工委高度重视。" * 4
    assert [one.text for one in of("structure.office", own + "乙水街道办事处召开会议。")] == ["乙水街道"]
    assert of("structure.office", own + "甲山街道办事处召开会议。") == []
    assert of("structure.office", "全文没有单位名称。") == []


def test_plans_that_ended() -> None:
    text = "深入推进“八五”普法。"
    assert of("law.plan", text, year=2025) == []
    assert [one.text for one in of("law.plan", text, year=2026)] == ["“八五”普法"]
    assert of("law.plan", "总结“八五”普法成果。", year=2026) == []


def test_a_plan_whose_period_is_over() -> None:
    text = "落实《法治政府建设实施纲要（2021－2025年）》。"
    assert of("law.status", text, year=2025) == []
    assert [one.severity for one in of("law.status", text, year=2026)] == ["medium"]


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("3月依据《信访条例》办理，", 0),  # repealed on 1 May of that year
        ("6月依据《信访条例》办理，", 1),
        ("2021年12月依据《信访条例》办理，", 0),
        ("依据《信访条例》办理，", 0),  # the day is not told: it may have been right
    ],
)
def test_the_law_of_the_day_it_is_said_to_have_been_applied(text: str, flagged: int) -> None:
    assert len(of("law.status", text, year=2022)) == flagged


@pytest.mark.parametrize("act", ["合同法", "物权法", "侵权责任法", "婚姻法", "继承法", "行政监察法"])
def test_acts_long_repealed_name_their_successor(act: str) -> None:
    (hit,) = of("law.status", f"依据《{act}》办理。", year=2023)
    assert hit.suggestion.startswith("《中华人民共和国")
    assert of("law.status", f"依据《{act}》办理。", year=2016) == []


def test_articles_that_moved_are_a_question() -> None:
    text = "依据《民事诉讼法》第二百零一条、第二百零六条申请司法确认。"
    assert [(one.text, one.severity) for one in of("law.article", text, year=2025)] == [
        ("第二百零一条", "question")
    ]
    assert of("law.article", text, year=2022) == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("arithmetic.rate", "调处纠纷200余件，调解成功190件，成功率98%。"),
        ("arithmetic.rate", "调处纠纷200件，调解成功190件，成功率98%以上。"),
        ("arithmetic.growth", "去年受理约200件，今年受理230件，同比增长25%。"),
        ("arithmetic.parts", "各社区受理60件，其中邻里40件、家庭40件。"),
        ("arithmetic.parts", "受理约60件，其中邻里32件、家庭31件。"),
        ("arithmetic.parts", "检查84次，其中日常检查53次、专项检查20次，责令限期改正13次。"),
        ("arithmetic.parts", "处罚20余件，其中警告20余件，罚款6件。"),
        ("arithmetic.parts", "书面调解70件、口头调解152件，其中达成书面协议66件，达成口头协议148件。"),
        ("arithmetic.percent", "知晓率超过90%，进度达120%。"),
        ("arithmetic.settled", "调解纠纷12件。计划明年调解成功20件。"),
        ("law.title", "落实《示例市人民调节条例》《人民调解法实施意见》。"),
        ("law.article", "《行政处罚法》第〇条、》《无此法》第五条。"),
        ("law.issuer", "国务院办公厅印发的《无此意见》。"),
        ("law.ambiguous", "按照《无此条例》和《示例市条例》办理。"),
        ("structure.years", "2025年，街道荣获先进集体称号。现将2025年情况报告如下：略。"),
        ("structure.years", "2026年，街道荣获先进集体称号。"),
        ("privacy.identity", "编号110101199013078515，计划111900001234件。"),
        ("privacy.name", "居民高度评价，当事人和解。（邻里6件，家庭2件）"),
        ("wording.brackets", "it’s（见(附件)）"),
        ("wording.separator", "“3.15”“6.26”宣传。"),
        (
            "wording.repeat",
            "组织行政执法人员行政执法资格考试，人民调解委员会人民调解员参加，达到教育目的的做法。",
        ),
        (
            "wording.characters",
            "不宜传播，适宜传承；既使群众受益，又使企业满意；查看有无发生事故；以德报怨；调节室内温度。",
        ),
        ("wording.characters", "预防犯罪、严防犯规；构建共建共治共享格局；法律监督与行政检察；事事有回应。"),
        (
            "privacy.name",
            "原告方不服，第三人毛巾厂在庭上陈述；嫌疑人关押在看守所，矫正对象于当日被收监，患者时常被送医。",
        ),
        ("privacy.name", "居民李大爷，来访；患者高血压、白内障；老人安康，生活幸福；业主周某因漏水投诉。"),
    ],
)
def test_what_a_hasty_check_would_flag(code: str, text: str) -> None:
    assert of(code, text, year=2025) == []


def test_a_misspelt_title_is_told_once() -> None:
    assert [one.check for one in found("按照《信访条列》办理。", year=2025)] == ["law.status", "law.title"]


def test_a_title_after_a_place_is_not_guessed() -> None:
    assert of("law.title", "落实《示例区法治政府建设实施纲要（2021—2025年）》。", year=2025) == []


def test_a_figure_just_as_last_year() -> None:
    settings = Settings(least="question", last_year={"outreach_event": Decimal(46)})
    assert [one.text for one in of("figures.plausible", "开展普法活动46场。", settings=settings)] == ["46场"]
    assert of("figures.plausible", "开展普法活动47场。", settings=settings) == []


def test_a_file_wrapped_everywhere_has_no_broken_sentences() -> None:
    line = "这一行写到右边就换行所以每一行都没有句号这是整份文件的排法不是分页复制留下的残余请不要逐行报告出来以免打扰写稿的人员和看稿的人员"
    assert of("wording.broken", (line + "\n") * 12) == []
    assert len(of("wording.broken", line + "\n" + line)) == 1


def test_a_heading_on_problems_is_not_one_on_measures_and_last_years_plan_not_next_years() -> None:
    text = REPORT.replace("一、2025年推进法治政府建设的主要举措和成效", "一、问题情况").replace(
        "2026年工作安排", "上一年度安排"
    )
    missing = {one.message for one in of("structure.parts", text)}
    assert "缺“下一年度安排”部分" in missing
    assert "缺“上一年度主要举措和成效”部分" in missing


def test_sameness_with_another_file() -> None:
    other = document(REPORT, "另一份.txt")
    hits = [one for one in found(REPORT, peers=[other]) if one.check == "sameness.peers"]
    assert len(hits) == 1
    assert "另一份.txt" in hits[0].message
    assert not [
        one for one in found(REPORT, peers=[document("别的内容。" * 30)]) if one.check == "sameness.peers"
    ]


def test_values_far_from_the_peers() -> None:
    peers = [document(f"全年开展普法活动{number}场。") for number in (40, 44, 46, 52)]
    hits = of("figures.plausible", "全年开展普法活动4600场。", peers=peers)
    assert "中位数是 45" in hits[0].message
    assert of("figures.plausible", "全年开展普法活动46场。", peers=peers) == []
    assert of("figures.plausible", "全年开展普法活动4600场。", peers=peers[:2]) == []


def test_every_check_is_tried_here_and_says_what_it_rests_on() -> None:
    tried = {case[0] for case in CASES} | {case[0] for case in SPOILED}
    apart = {"structure.office", "law.plan", "sameness.peers", "ledger.differs"}
    assert {one.code for one in CHECKS} == tried | apart
    assert len({one.code for one in CHECKS}) == len(CHECKS)
    assert all(one.name and one.basis and len(one.example) == 2 for one in CHECKS)


@pytest.mark.parametrize("row", table("typos"), ids=lambda row: row["example"])
def test_each_wrong_character_is_found_and_mended(row: dict[str, str]) -> None:
    hits = of("wording.characters", row["example"])
    assert hits
    mended = row["example"].replace(hits[0].text, hits[0].suggestion)
    assert mended != row["example"]
    assert of("wording.characters", mended) == []


@pytest.mark.parametrize("row", table("phrases"), ids=lambda row: row["example"])
def test_each_phrase_is_found(row: dict[str, str]) -> None:
    assert of("wording.phrases", row["example"], year=2026)
