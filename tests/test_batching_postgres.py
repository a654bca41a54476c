"""A table in a real PostgreSQL beside the same table as a file."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

import perfscore as ps
from tests.tables import table, write_csv

#: Where Debian keeps what is not meant for users.
PLACES = os.pathsep.join(
    [*(str(place) for place in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), os.environ.get("PATH", "")]
)
SERVER = all(shutil.which(name, path=PLACES) for name in ("initdb", "pg_ctl", "psql"))
AT_HAND = find_spec("duckdb_extension_postgres_scanner") is not None
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not SERVER, reason="needs PostgreSQL, the package postgresql of Debian"),
    pytest.mark.skipif(not AT_HAND, reason="needs duckdb-extension-postgres-scanner of the version of DuckDB (make older)"),
]


class Server:
    """A server of its own, reached by a socket in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # it refuses to run as root
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        for place in [folder, *folder.parents][:3]:
            place.chmod(0o755)
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")

    def run(self, program: str, *words: str, said: str = "") -> None:
        as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        found = shutil.which(program, path=PLACES) or program
        done = subprocess.run(
            [*as_user, found, *words], input=said, capture_output=True, text=True, encoding="utf-8", cwd=self.folder, check=False
        )
        assert 0 == done.returncode, done.stderr

    def start(self) -> None:
        self.run("initdb", "-D", str(self.folder / "data"), "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off"
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", str(self.folder / "log"), "-w", "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def tell(self, sql: str) -> None:
        self.run("psql", "-h", str(self.folder), "-v", "ON_ERROR_STOP=1", "-q", "postgres", said=sql)

    def address(self, name: str) -> str:
        return f"postgresql:///postgres?host={self.folder}&user={self.user}#{name}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("pg"))
    made.start()
    yield made
    made.stop()


def rows_of(found: ps.TableScores) -> tuple[list[str], list[str]]:
    return sorted(map(str, found.rows.fetchall())), sorted(map(str, found.sheets.fetchall()))


def test_texts_as_printed_come_to_what_a_file_gives(server: Server, tmp_path: Path) -> None:
    rows = table(1, 300)
    write_csv(tmp_path / "t.csv", rows)
    names = list(rows[0])
    server.tell(f"""create schema "财政"; create table "财政"."自评" ({", ".join(f'"{name}" text' for name in names)});
copy "财政"."自评" from stdin csv header;
{(tmp_path / "t.csv").read_text("utf-8")}""")
    assert rows_of(ps.score_table(tmp_path / "t.csv")) == rows_of(ps.score_table(server.address("财政.自评")))


def test_numbers_of_every_type_come_to_what_a_file_gives(server: Server, tmp_path: Path) -> None:
    made = """select i // 5 as sheet_id, i % 5 as indicator_id, (i % 20 + 1)::numeric(9,2) as weight, (i % 97)::numeric(18,4) / 7 as target,
      case when i % 31 <> 0 then i % 89 end::double precision as actual, 'proportional' as rule from {} t(i)"""
    place = tmp_path / "n.parquet"
    duckdb.sql(f"copy ({made.format('range(2000)').replace('numeric', 'decimal').replace('/ 7', '* 0.125')}) to '{place}' (format parquet)")
    told = made.format("generate_series(0, 1999)").replace("//", "/").replace("/ 7", "* 0.125")
    server.tell(f"create table numbers as {told}; alter table numbers alter target type numeric(18,4);")
    found, other = ps.score_table(server.address("numbers")), ps.score_table(place)
    assert (2000, 400) == (found.count, found.sheet_count)
    assert rows_of(found)[0] == rows_of(other)[0]


@pytest.mark.parametrize("name", ["没有", "没有.自评", 'a"b'])
def test_a_table_that_is_not_there_is_named(server: Server, name: str) -> None:
    with pytest.raises(ps.TableError) as caught:
        ps.score_table(server.address(name))
    assert f"PostgreSQL 里没有表 {name}，或没有权限读它。 写作 #模式.表；不写模式是 public。" == str(caught.value)


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    with pytest.raises(ps.TableError) as caught:
        ps.score_table("postgresql://u:geheim@127.0.0.1:1/db#t")
    assert "连不上 PostgreSQL：" in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_the_server_is_only_read(server: Server, tmp_path: Path) -> None:
    server.tell("create table once (sheet_id int, indicator_id int, weight int, target int, actual int, criterion text);"
                "insert into once values (1, 1, 5, 100, 80, '按完成比例得分')")  # fmt: skip
    found = ps.score_table(server.address("once"), tmp_path / "out.parquet")
    assert [("4.00",)] == [(str(score),) for (score,) in found.rows.select("score").fetchall()]
    with pytest.raises(Exception, match="read-only"):
        found.connection.connection.execute("delete from perfscore_source.public.once")
