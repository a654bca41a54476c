"""Where a figure stands and which clause governs it."""

import pytest
from attrs.exceptions import FrozenInstanceError

from perfscore.source import Cell, Citation, Source, Status, as_cells, as_texts


@pytest.mark.parametrize(
    ("source", "text", "place"),
    [
        (Source(file="自评表.xlsx", sheet="Sheet1", cell="E12"), "自评表.xlsx!Sheet1!E12", "Sheet1!E12"),
        (Source(file="表.csv", cell="B3"), "表.csv!B3", "B3"),
        (Source(sheet="Sheet1"), "Sheet1", "Sheet1"),
        (Source(), "", ""),
    ],
)
def test_a_place_leaves_out_what_is_not_known(source: Source, text: str, place: str) -> None:
    assert (text, place) == (str(source), source.place)


def test_another_cell_of_the_same_sheet() -> None:
    source = Source(file="a.xlsx", sheet="S", cell="A1")
    assert Source(file="a.xlsx", sheet="S", cell="B2") == source.at("B2")
    assert source.cell == "A1"


@pytest.mark.parametrize(
    ("citation", "text"),
    [
        (Citation(document="自评表"), "自评表"),
        (Citation(document="自评表", clause="注6"), "自评表 注6"),
        (Citation(document="鄂财绩发〔2020〕3号", quote="扣完为止", status=Status.UNVERIFIED), "鄂财绩发〔2020〕3号：“扣完为止”（未核实）"),
        (Citation(document="自评表", clause="注5", status=Status.INFERRED), "自评表 注5（推定）"),
    ],
)
def test_a_citation_says_how_sure_it_is(citation: Citation, text: str) -> None:
    assert text == str(citation)


def test_values_never_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Source().cell = "A1"  # type: ignore[misc]


def test_lists_become_tuples() -> None:
    cell = Cell(field="name", text="甲")
    assert ((cell,), ("甲",)) == (as_cells([cell]), as_texts(["甲"]))
