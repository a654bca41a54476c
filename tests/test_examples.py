"""examples/: every program runs and prints what it promises."""

import runpy
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
EXPECTED = {
    "audit_a_form.py": "自评 96，合计 94，复算 97.35\n",
    "score_without_a_file.py": "培训人次：达到目标，得满分 10\n群众满意度：10 − 2 × 0.5 = 9\n维护费用：5 − 1 × 0.1 = 4.9\n合计 23.90\n",
    "try_criteria.py": "10 − 3 × 0.1 = 9.7\n10 − 3.5 × 0.1 = 9.65\n85 ÷ 100 × 5 = 4.25\n0.0153\n",
}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_programs_run(name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", [name])
    runpy.run_path(str(EXAMPLES / name), run_name="__main__")
    assert capsys.readouterr().out.startswith(EXPECTED[name])


def test_the_workbook_is_made_anew_byte_for_byte(tmp_path: Path) -> None:
    """In a folder of its own, at another time, with its program and its data and nothing else."""
    for name in ("make_hanyang.py", "hanyang-2019.json"):
        (tmp_path / name).write_bytes((EXAMPLES / name).read_bytes())
    runpy.run_path(str(tmp_path / "make_hanyang.py"), run_name="__main__")
    assert (EXAMPLES / "hanyang-2019.xlsx").read_bytes() == (tmp_path / "hanyang-2019.xlsx").read_bytes()


def test_no_file_is_left_out() -> None:
    made = {"hanyang-2019.xlsx"}
    assert {path.name for path in EXAMPLES.iterdir() if path.is_file()} == {*EXPECTED, *made, "make_hanyang.py", "hanyang-2019.json"}


def test_no_program_is_left_out() -> None:
    assert {path.name for path in EXAMPLES.glob("*.py")} == {*EXPECTED, "make_hanyang.py"}
