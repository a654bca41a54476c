"""How long the page 在线核算 takes to its first score: Chromium with a profile of its own, over http and from the disk, cold and warm."""

import json
import os
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
SITE, BUILT = ROOT / "docs" / "_build" / "html", ROOT / "docs" / "_build" / "checker"
ROUNDS = 5
sys.path.insert(0, str(ROOT / "docs" / "checker"))

from fetching import fetched  # noqa: E402 - the folder of the page is no package

Times = dict[str, list[dict[str, float]]]


class Quiet(SimpleHTTPRequestHandler):
    """A plain server of a folder."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server names it
        pass


def measure(sites: list[Path], rounds: int) -> dict[str, Times]:
    """Every start of every site, the sites in turn within each round."""
    chromium = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("没有 Chromium，测不了。")
    playwright = fetched("playwright-core", BUILT)
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) for site in sites]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    plan = {
        "playwright": str(playwright), "chromium": chromium, "rounds": rounds,
        "sites": {
            str(site): {"http": f"http://127.0.0.1:{server.server_address[1]}/checker/index.html", "file": (site / "checker" / "index.html").as_uri()}
            for site, server in zip(sites, servers, strict=True)
        },
    }  # fmt: skip
    done = subprocess.run(
        ["node", str(Path(__file__).with_suffix(".mjs"))], input=json.dumps(plan), stdout=subprocess.PIPE, text=True, check=True
    )
    for server in servers:
        server.shutdown()
        server.server_close()
    found: dict[str, Times] = json.loads(done.stdout)
    return found


def main() -> None:
    sites = [Path(one).resolve() for one in sys.argv[1:]] or [SITE]
    before = os.getloadavg()[0]
    for site, times in measure(sites, ROUNDS).items():
        print(f"{site}: {ROUNDS} rounds, load {before:.1f} before and {os.getloadavg()[0]:.1f} after")
        print(f"{'seconds from navigation':28}{'ready':>10}{'score':>10}{'best':>10}{'worst':>10}")
        for name, taken in times.items():
            scores = [one["score"] for one in taken]
            told = (median(one["ready"] for one in taken), median(scores), min(scores), max(scores))
            print(f"{name:28}" + "".join(f"{value / 1000:10.2f}" for value in told))
    print("goals over http: cold at most 3 s, warm at most 1.5 s")


if __name__ == "__main__":
    main()
