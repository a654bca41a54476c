"""Try scoring criteria and formulas on their own (试算评分标准)."""

import perfscore as ps


def main() -> None:
    rule = ps.read_criterion("数量每减少 100 扣 0.1 分，扣完为止。")
    print(rule.apply(weight=10, target="80000", actual="79650").text)
    print(rule.apply(weight=10, target="80000", actual="79650", policy=ps.Policy(steps="proportional")).text)
    print(ps.Formula("min(a/t, 1)*w").apply(weight=5, target="100%", actual="85%").text)
    print(ps.deviation("1500", "1523"))
    try:
        ps.read_criterion("每减少100扣若干分")
    except ps.CriterionError as error:
        print(error)


if __name__ == "__main__":
    main()
