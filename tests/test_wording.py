"""Folding keeps the place of every character, and changes nothing that has a meaning."""

import pytest
from hypothesis import given, strategies as st

from perfscore.wording import Folded, arabic


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("数量每减少 １００ 扣 ０．１ 分，扣完为止。", "数量每减少100扣0.1分,扣完为止"),
        ("≧95％　得 满 分", "≥95%得满分"),
        (">=90%<=95%", "≥90%≤95%"),
        ("超过百分之五扣二分", "超过5%扣2分"),
        ("每减少一个百分点扣零点五分", "每减少1个百分点扣0.5分"),
        ("每发现十二例", "每发现12例"),
        ("第一次一次性三公经费三级", "第一次一次性三公经费三级"),
        ("有，得满分 无，不得分", "有,得满分;无,不得分"),
        ("有，得3分\n无，不得分\n", "有,得3分;无,不得分"),
        ("无，不得分 有，得3分", "无,不得分;有,得3分"),
        ("得分 按执行率", "得分按执行率"),
        ("一个百分 点扣0. 1分", "1个百分点扣0.1分"),
        ("1 2", "1 2"),
        ("①有(1分)②有(1分)", "①有(1分);②有(1分)"),
        ("計減滿項", "计减满项"),
        ("90%—95%～100%", "90%-95%~100%"),
        (" \n", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert folded == Folded.of(text).text


@pytest.mark.parametrize(
    ("text", "digits"), [("两", "2"), ("十", "10"), ("二十", "20"), ("三十五", "35"), ("零点零五", "0.05"), ("0.5", "0.5")]
)
def test_small_numerals(text: str, digits: str) -> None:
    assert digits == arabic(text)


@given(st.text(alphabet="每减少百分之一个点扣二分 ，。５％\n①得满", max_size=30))
def test_places_point_into_the_text_and_never_back(text: str) -> None:
    folded = Folded.of(text)
    assert len(folded.text) == len(folded.places)
    assert list(folded.places) == sorted(folded.places)
    assert all(0 <= place < len(text) for place in folded.places)


def test_a_column_is_that_of_the_text_as_given() -> None:
    folded = Folded.of("每减少 一个 百分点 扣")
    assert [0, 3, 4, 5][0] == folded.column(0)
    assert 4 == folded.column(folded.text.index("1"))
    assert len("每减少 一个 百分点 扣") == folded.column(99)


def test_words_are_those_of_the_text_as_given() -> None:
    folded = Folded.of("发现 一例 投诉")
    assert "发现一例" == folded.words(0, 4)


def test_of_slips_that_overlap_the_first_is_mended() -> None:
    folded = Folded.of("I290%")
    assert ["“I290”应为“1290”", "“2”应为“≥”"] == list(map(str, folded.slips()))
    assert "1290%" == folded.repaired(folded.slips()).text


#: How each piece of writing is folded, with the place of each character in the text as given.
FOLDED = (
    # the absolute value, signs, percents
    ("|偏差率|≤5%", "偏差率绝对值≤5%", "0 0 0 0 0 0 5 6 7"),
    ("|5|", "|5|", "0 1 2"),
    ("偏差率(绝对值)", "偏差率绝对值", "0 1 2 3 3 3"),
    ("a>=1,b<=2", "a≥1,b≤2", "0 1 3 4 5 6 8"),
    ("百分之五点五", "5.5%", "0 0 0 0"),
    ("百分之12.5", "12.5%", "0 0 0 0 0"),
    ("百分之", "百分之", "0 1 2"),
    # numerals that count, and those that do not
    ("每一百分点", "每1百分点", "0 1 2 3 4"),
    ("三点五个百分点", "3.5个百分点", "0 0 0 3 4 5 6"),
    ("每十二件", "每12件", "0 1 1 3"),
    ("二十三件", "23件", "0 0 3"),
    ("一亿元", "1亿元", "0 1 2"),
    *((text, text, " ".join(map(str, range(len(text))))) for text in ("第一项", "一法", "一项法", "一百件", "三个等级", "一次通过", "零点五分", "十")),
    # points
    *((f"{act}两分", f"{act}2分", "0 1 2") for act in "扣得计记加减"),
    ("计十分", "计10分", "0 1 1 2"),
    ("给一分", "给一分", "0 1 2"),
    ("得一分之", "得一分之", "0 1 2 3"),
    ("5分)甲", "5分);甲", "0 1 2 3 3"),
    *((f"5分){sign}甲", f"5分){sign}甲", "0 1 2 3 4") for sign in ",;。、:)"),
    ("5)甲", "5)甲", "0 1 2"),
    # signs at the end
    *((f"甲{signs}", "甲", "0") for signs in (".", ",", ";", "。", "、", "。。", ",;")),
    # the most that is taken, the full marks
    ("甲,5分扣完为止", "甲,最多扣5分", "0 1 2 2 2 2 2"),
    ("甲;0.5分扣完为止", "甲;最多扣0.5分", "0 1 2 2 2 2 2 2 2"),
    ("甲。2分扣完为止", "甲。最多扣2分", "0 1 2 2 2 2 2"),
    ("5分扣完为止", "5分扣完为止", "0 1 2 3 4 5"),
    ("扣完5分为止", "最多扣5分", "0 0 0 0 0"),
    ("直至扣满2.5分止", "最多扣2.5分", "0 0 0 0 0 0 0"),
    ("甲,总分5", "甲,满分5分", "0 1 2 2 2 2"),
    ("甲;总分2.5分", "甲;满分2.5分", "0 1 2 2 2 2 2 2"),
    ("甲。总分5分,乙", "甲。总分5分,乙", "0 1 2 3 4 5 6 7"),
    ("总分5分", "总分5分", "0 1 2 3"),
    ("得分=5", "得5分", "0 0 0"),
    *((f"得分=2.5分{sign}甲", f"得2.5分{sign}甲", "0 0 0 0 0 7 8") for sign in ",;。"),
    ("得分=5件分", "得分=5件分", "0 1 2 3 4 5"),
    ("X得分=5", "X得分=5", "0 1 2 3 4"),
    # heads
    *((f"{head}：得1分", "得1分", " ".join(str(len(head) + n) for n in (1, 2, 3))) for head in (
        "评分标准", "具体评分细则", "计分规则", "评价方法", "得分办法", "赋分说明", "评定标准",
    )),
    ("甲评分标准:得1分", "甲评分标准:得1分", "0 1 2 3 4 5 6 7 8"),
    # what is folded in width, and what stays
    ("ａ½㎡…⑳", "a1⁄2m2…⑳", "0 1 1 1 2 2 3 4"),
    ("１ ２", "1 2", "0 2 2"),
    # numbers in cells of their own are points where no 分 is written
    ("达到 10 乙 7", "达到,得10分;乙,得7分", "0 1 3 3 3 4 4 4 6 8 8 8 8"),
    ("甲 2.5 \n", "甲,得2.5分", "0 2 2 2 3 4 4"),
    ("甲 10 (一", "甲,得10分;(一", "0 2 2 2 3 3 3 5 6"),
    ("甲 10a", "甲10a", "0 2 3 4"),
    ("甲10 乙", "甲10乙", "0 1 2 4"),
    ("10 甲", "10甲", "0 1 3"),
    ("甲 10 乙分", "甲10乙分", "0 2 3 5 6"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "folded", "places"), FOLDED, ids=[row[0] for row in FOLDED])
def test_how_each_piece_of_writing_is_folded(text: str, folded: str, places: str) -> None:
    found = Folded.of(text)
    assert (text, folded, places) == (found.given, found.text, " ".join(map(str, found.places)))


@pytest.mark.parametrize(
    "unit",
    [
        "个",
        "人次",
        "项",
        "例",
        "次",
        "处",
        "起",
        "宗",
        "件",
        "条",
        "天",
        "日",
        "人",
        "名",
        "户",
        "家",
        "台",
        "套",
        "份",
        "篇",
        "期",
        "场",
        "班",
        "类",
        "种",
        "笔",
        "页",
        "张",
        "位",
        "门",
        "轮",
        "批",
        "万元",
        "亿元",
        "元",
    ],
)
def test_a_small_numeral_counts_before_each_unit(unit: str) -> None:
    assert f"每2{unit}" == Folded.of(f"每二{unit}").text
    assert f"第二{unit}" == Folded.of(f"第二{unit}").text


@pytest.mark.parametrize("tail", ["法", "等", "级", "性", "通过", "合格", "成功", "验收"])
def test_before_these_words_a_numeral_does_not_count(tail: str) -> None:
    assert f"一次{tail}" == Folded.of(f"一次{tail}").text


def test_signs_and_traditional_glyphs_one_for_one() -> None:
    given = "≧⩾≦⩽﹦–—―−〜減規則滿項個達標數實際權為發現處條無億萬過點給總檔級區間執預準種類對應資產質檢驗證機關單雙額調變動長時後據報書層張場歲極優異營業務員負責養護覽計劃試題問題號碼導致連續較從當與並開閉實績效評價約礎權將則經濟環節縣鄉鎮億戶間樣學習師護車輛條棟幢噸頓隻頭畝傑號歷屆簽訂專門國內農業測驗審協議獎勵懲罰據說針難"
    plain = "≥≥≤≤=----~减规则满项个达标数实际权为发现处条无亿万过点给总档级区间执预准种类对应资产质检验证机关单双额调变动长时后据报书层张场岁极优异营业务员负责养护览计划试题问题号码导致连续较从当与并开闭实绩效评价约础权将则经济环节县乡镇亿户间样学习师护车辆条栋幢吨顿只头亩杰号历届签订专门国内农业测验审协议奖励惩罚据说针难"
    assert plain == Folded.of(given).text


@pytest.mark.parametrize(
    ("gap", "folded"),
    [
        # after points a clause ends
        *((f"{head} 甲", f"{head};甲") for head in ("得满分", "满分", "计分", "得5分", "5分", "不得分")),
        # not after other words, nor before what goes on
        *((f"{head} 甲", f"{head}甲") for head in ("百分", "得百分", "得分", "分", "甲")),
        *((f"5分 {sign}甲", f"5分{sign}甲") for sign in ",;。.、值数按"),
        *((f"不得分 {sign}甲", f"不得分{sign}甲") for sign in ",;。.、"),
        *((f"不得分 {sign}甲", f"不得分;{sign}甲") for sign in "值数按"),
        # between two digits it stays
        *(("分1  2", "分1 2"), ("分1 a", "分1a"), ("分a 1", "分a1"), ("分 5", "分5"), ("5 分", "5分")),
    ],
)  # fmt: skip
def test_what_white_space_parts(gap: str, folded: str) -> None:
    assert folded == Folded.of(gap).text


@pytest.mark.parametrize(
    ("text", "slips", "repaired"),
    [
        *(("率W100%", "“W”应为“≤”", "率≤100%"), ("%W5", "“W”应为“≤”", "%≤5"), ("W5", "", "W5"), ("率W甲", "", "率W甲"), ("aW5", "", "aW5")),
        ("得分二支出", "“二”应为“=”", "得分=支出"),
        *((f"得分二{tail}", "", folded) for tail, folded in (("分", "得分二分"), ("级", "得分二级"), ("等", "得分二等"), ("", "得分二"))),
        *(("I0%", "“I0”应为“10”", "10%"), ("lO分", "“lO”应为“10”", "10分"), ("1O%", "“1O”应为“10”", "10%"), ("3O分", "“3O”应为“30”", "30分")),
        *(("ll分", "“ll”应为“11”", "11分"), ("aIO%", "", "aIO%"), ("IO件", "", "IO件"), ("10%", "", "10%")),
        *(("2100%", "“2”应为“≥”", "≥100%"), ("250.5%", "“2”应为“≥”", "≥50.5%"), ("240%", "", "240%"), ("1290%", "", "1290%"), ("290件", "", "290件")),
        *(("05分", "“05”应为“0.5”", "0.5分"), ("01%", "“01”应为“0.1”", "0.1%"), ("012个百分点", "“012”应为“0.12”", "0.12个百分点")),
        *(("01百分点", "“01”应为“0.1”", "0.1百分点"), ("0.05分", "", "0.05分"), ("105分", "", "105分"), ("05件", "", "05件"), ("0分", "", "0分")),
        *(("8%(50%,80%)5%", "“(50%,80%)”是多余的字", "8%5%"), ("8%(28酚、甲", "“(28酚”是多余的字", "8%、甲"), ("8%(50册合理", "“(50册”是多余的字", "8%合理")),
        *((f"8%({words})、甲", "", f"8%({words})、甲") for words in ("含", "不含", "即甲", "其中", "乙")),
        ("甲(28酚、乙", "", "甲(28酚、乙"),
    ],
)  # fmt: skip
def test_slips_of_recognition_and_how_they_are_mended(text: str, slips: str, repaired: str) -> None:
    found = Folded.of(text)
    assert (slips, repaired) == ("，".join(map(str, found.slips())), found.repaired(found.slips()).text)


def test_slips_stand_in_order_and_the_mended_text_keeps_its_places() -> None:
    folded = Folded.of("率 W 5%得IO分，得分二甲")
    slips = folded.slips()
    assert [(1, "W", "≤"), (5, "IO", "10"), (11, "二", "=")] == [tuple(slip) for slip in slips]
    mended = folded.repaired(slips)
    assert ("率≤5%得10分,得分=甲", (0, 2, 4, 5, 6, 7, 7, 9, 10, 11, 12, 13, 14)) == (mended.text, mended.places)
    assert (folded.given, "5%得10") == (mended.given, mended.cut(2, 7).text)
    assert ("率 W 5%得IO分，得分二甲", (4, 5, 6, 7, 7)) == (mended.cut(2, 7).given, mended.cut(2, 7).places)


@pytest.mark.parametrize(
    ("at", "column"), [(0, 2), (1, 3), (3, 6), (4, 7), (5, 7)], ids=["the first", "the next", "behind a gap", "the end", "beyond it"]
)
def test_every_place_has_its_column(at: int, column: int) -> None:
    """White space at the end is no part of the text."""
    assert column == Folded.of("  每减 少1 \n").column(at)


def test_words_as_printed_are_folded_in_width_alone() -> None:
    folded = Folded.of("①　发现 ２例 投诉，不得分")
    assert ["①发现2例投诉", "2例", "投诉,不得分"] == [folded.words(0, 7), folded.words(3, 5), folded.words(5, 11)]
    assert "①⑩⑳21" == Folded.of("①⑩⑳㉑").words(0, 4)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        *zip("零〇一二两三四五六七八九", "001223456789", strict=True),
        *((f"一点{one}", f"1.{digit}") for one, digit in zip("零〇一二三四五六七八九", "00123456789", strict=True)),
        ("九十", "90"),
        ("十一", "11"),
        ("九十九", "99"),
        ("二零二三", "2023"),
        ("十点一二", "10.12"),
        ("12", "12"),
    ],
)
def test_numerals_digit_by_digit(text: str, digits: str) -> None:
    assert digits == arabic(text)


def test_a_bracket_before_a_percentage_is_a_comparison_misprinted() -> None:
    assert ["“〈”应为“<”"] == list(map(str, Folded.of("执行率〈100%的扣2分").slips()))
    assert () == Folded.of("按《2023年办法》和〈细则〉执行").slips()
