"""How an audit is held against an earlier one (命令：核对回执): the way of ``audit --verify``."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve

from perfscore import console
from perfscore.cli.call import FAILED, FAULTS, FINE, UsageError, done
from perfscore.receipt import Entry, named_rulebook, read_receipt
from perfscore.reporting import json
from perfscore.reporting.verifying import verification_text
from perfscore.sweeping import Job, Outcome
from perfscore.tallying import Tally
from perfscore.verifying import Verification, verify

#: The formats that what changed may have.
FORMS = ("text", "json")


class AsVerification:
    """The forms of today kept until all are there, then held against those of the receipt (核对)."""

    def __init__(self, out: console.Output, job: Job, receipt: str, earlier: Mapping[str, Any], *, as_json: bool) -> None:
        self.out = out
        self.job = job
        self.receipt = receipt
        self.earlier = earlier
        self.as_json = as_json
        self.today: list[Entry] = []
        self.found: tuple[Verification, ...] = ()

    def add(self, one: Outcome) -> None:
        """Keep a form, or the error that stands for it."""
        self.today.append(one.shown)

    def end(self, tally: Tally) -> None:
        """Tell what changed in each form."""
        self.found = verify(self.earlier, self.today)
        if self.as_json:
            self.out.say(json.dumps(json.verification_document(self.found, self.receipt)), as_json=True)
        else:
            self.out.say(verification_text(self.found, colour=self.job.colour, width=self.job.width))
        self.out.end()


def verified(receipt: str, files: Sequence[str], job: Job, form: str, output: str) -> int:
    """
    The named files audited as they were when a receipt was written, and held against it (核对回执); gives the exit status.

    Args:
        receipt: the file that the earlier audit wrote.
        job: the audit that is asked for; without a rulebook it takes the one that was named then.
        form, output: as the call gives them.
    """
    if form not in FORMS:
        raise UsageError(f"--verify 没有输出格式“{form}”。", hint=f"可用：{'、'.join(FORMS)}。")
    if job.with_readings:
        raise UsageError("--readings 与 --verify 不能同用：回执只核对采用的口径。", hint="请去掉 --readings，或分两次执行。")
    earlier = read_receipt(receipt, most_bytes=job.most_bytes)
    job = evolve(job, shape="data", rulebook=job.rulebook or named_rulebook(earlier))
    ways: list[AsVerification] = []

    def way(out: console.Output, job: Job) -> AsVerification:
        ways.append(AsVerification(out, job, Path(receipt).name, earlier, as_json=form == "json"))
        return ways[-1]

    tally = done(files, job, way, output, also=[receipt])
    return FAILED if tally.failed else FINE if all(one.same for way in ways for one in way.found) else FAULTS
