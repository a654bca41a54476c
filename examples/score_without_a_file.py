"""Score rows that come from another program (不经文件计分)."""

import perfscore as ps


def main() -> None:
    rows = [
        ps.Indicator(name="培训人次", weight=10, target="1500", actual="1523", criterion="数量每减少10扣0.1分，扣完为止"),
        ps.Indicator(name="群众满意度", weight=10, target="≥85%", actual="82.5%", criterion="每减少一个百分点扣0.5分，扣完为止"),
        ps.Indicator(name="维护费用", weight=5, target="30万元", actual="31.5万元", criterion="每增加1扣0.1分，扣完为止"),
    ]
    sheet = ps.Sheet(title="示例", branches=[ps.Indicator(name="产出指标", level=1, children=rows)])
    card = ps.score(sheet)
    for line in card.lines:
        print(f"{line.name}：{line.step.text}")
    print(f"合计 {card.total}")


if __name__ == "__main__":
    main()
