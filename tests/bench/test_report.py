from pathlib import Path

from bench.plots import plots
from bench.report import BEGIN, END, between, markdown

PAGE = f"# Performance\n\nProse.\n\n{BEGIN}\nold\n{END}\n\nMore prose.\n"


def test_only_what_lies_between_the_markers_is_written() -> None:
    """The prose around it is somebody's; writing twice changes nothing more."""
    page = between(PAGE, "new")
    assert page == f"# Performance\n\nProse.\n\n{BEGIN}\n\nnew\n{END}\n\nMore prose.\n"
    assert between(page, "new") == page


def test_a_table_becomes_markdown_with_its_headings_first() -> None:
    """Figures are aligned to the right."""
    assert markdown({"Fleet": [["", "app"], ["calls", "1"]]}) == (
        "### Fleet\n\n|  | app |\n| --- | ---: |\n| calls | 1 |\n"
    )


def test_pictures_are_drawn_of_what_was_measured_only(tmp_path: Path) -> None:
    """The same figures give the same picture, so that a run that changes nothing changes no file."""
    figures = {"growth": {"sizes": [{"vms": 10, "reads": 1.0, "memory": 50}, {"vms": 100, "reads": 0.1, "memory": 50}]}}
    plots(figures, tmp_path)
    first = (tmp_path / "growth.svg").read_bytes()
    plots(figures, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["growth.svg"]
    assert (tmp_path / "growth.svg").read_bytes() == first
