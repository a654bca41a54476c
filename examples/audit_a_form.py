"""Audit a form and print what a reviewer would write back (审核一张表)."""

import sys
from pathlib import Path

import perfscore as ps

HERE = Path(__file__).parent


def main(path: str | Path = HERE / "hanyang-2019.xlsx") -> None:
    audit = ps.audit(ps.read(path))
    totals = audit.totals
    print(f"自评 {totals['declared']}，合计 {totals['printed_sum']}，复算 {totals['score']}")
    for finding in audit.of(ps.Severity.ERROR):
        print(f"{finding.source.place if finding.source else ''} {finding.message}")
    print(audit.opinion)


if __name__ == "__main__":
    main(*sys.argv[1:])
