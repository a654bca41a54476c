from perfscore import reporting


def test_every_name_is_there() -> None:
    assert sorted(reporting.__all__) == reporting.__all__
    assert all(callable(getattr(reporting, name)) for name in reporting.__all__)
