"""Rates that a criterion derives from two figures (另算的比率), where its row fills in one of the two."""

from typing import Final

from perfscore.indicator import Indicator
from perfscore.number import fold
from perfscore.pattern import pattern

#: Rates that are computed from two figures, by the words that name them: a row of another name fills in one of the two.
COMPUTED: Final = (
    ("偏差", "偏离", "误差"),
    ("增长率", "增长幅度", "增幅", "提高率", "提升率", "增加率", "提高幅度", "提升幅度"),
    ("下降率", "下降幅度", "降幅", "降低率", "减少率", "降低幅度", "减少幅度", "压减率"),
)
#: What a row of such a rate may be called as well.
_ALIKE: Final = (("偏差", "偏离", "误差", "差异"), ("增", "提高", "提升", "上升"), ("降", "减", "节约", "节支"))
_SUBJECTS: Final = tuple(
    pattern(
        rf"(?<!每)((?:{'|'.join(words)})(?:率|度|幅度|比例|值)?)(?:的?绝对值)?(?:[≤≥<>=±\d]|在|为|达|控制|不|小于|大于|高于|低于|超过|超出)"
    )
    for words in COMPUTED
)


def computed_rate(leaf: Indicator) -> str:
    """
    The rate that a criterion speaks of where its row fills in something else (另算的比率), empty where there is none.

    Such a rate is not what the row prints: 95% beside 偏差率≤5%得满分 is no deviation of 95%. Of a row without a name nothing is known.

    >>> row = Indicator(name="编制准确率", target="100%", actual="95%", criterion="偏差率≤5%得满分，每增加1%扣1分")
    >>> computed_rate(row), computed_rate(Indicator(name="预算偏差率", criterion=row.criterion))
    ('偏差率', '')
    """
    said = fold(leaf.criterion)
    own = fold(f"{leaf.name}{leaf.definition}{leaf.target.text}{leaf.actual.text}")
    for subject, alike in zip(_SUBJECTS, _ALIKE, strict=True):
        found = subject.search(said) if leaf.name else None
        if found and not any(word in own for word in alike):
            return found[1]
    return ""
