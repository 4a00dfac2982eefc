"""`landscape.reproduce`: figures and tables of a paper, made again from what is there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from landscape import __version__
from landscape.api.papers.context import Context, data_digest
from landscape.api.papers.made import PARTS, is_done, read_made, write_made
from landscape.api.papers.registry import PAPERS
from landscape.api.papers.render_report import report_markdown, report_page
from landscape.api.papers.reproduction import ABOUT, Reproduction, read_about
from landscape.datasets import get_dataset
from landscape.disk.files import locked, write_bytes
from landscape.errors import DataError, LandscapeError, OptionError, StoppedError
from landscape.options.base import takes
from landscape.options.reproduce import ReproduceOptions
from landscape.registry import find_name
from landscape.reporter import progress, quietly, warn
from landscape.runs.run import run_folder, summary_json, versions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from landscape.api.papers.registry import Paper, Part
    from landscape.disk.files import JSON
    from landscape.reporter import Update

__all__ = ["reproduce"]


@takes(ReproduceOptions)
def reproduce(options: ReproduceOptions) -> Reproduction:
    """Make figures and tables of a paper again, ours beside what was published.

    The files are those of ``landscape reproduce``, in `out` or ``runs/reproduce-PAPER``: a page,
    the same as Markdown, LaTeX tables, and figures for print. A number that needs a file that is
    not there says which. What is done stays done: the same call goes on where it was stopped, and
    one for other figures and tables adds them.

    Returns
    -------
    Reproduction
        The report, with its tables as DataFrames; a notebook shows what came out.

    Raises
    ------
    UnknownNameError
        If there is no such paper, figure, table or dataset.
    OptionError
        If the paper scores no networks on images, and some are given.
    DataError
        If the folder holds the report of another paper, or a file no images of its dataset.
    OutputError
        If it cannot be written.
    StoppedError
        On Ctrl-C; the same call goes on from there.

    Examples
    --------
    >>> import landscape, tempfile
    >>> out = tempfile.mkdtemp()
    >>> found = landscape.reproduce("mf-nas", only="table8", trials=2, out=out)
    >>> found.tables["table8"].query("algorithm == 'MF-NAS (Params)'")["ours"].round(2).tolist()
    [94.36, 73.51, 46.34]
    >>> landscape.load(out) == found
    True
    """
    paper = PAPERS.find(options.paper)
    parts = paper.chosen(options.only)
    trials = paper.trials if options.trials is None else options.trials
    if trials < 1:
        raise OptionError(f"--trials {trials}: expected at least 1")
    images = _checked(options.images, paper)
    folder = run_folder(options.out, f"reproduce-{paper.name}")
    with locked(folder):
        _check(folder, paper)
        data = data_digest(paper.spaces, options.data_dir, images)
        how: dict[str, JSON] = {
            **{"trials": trials, "seed": options.seed, "data": data},
            "version": __version__,  # what is computed may change
        }
        runs = folder / "runs" / data
        context = Context(runs, trials, options.seed, options.data_dir, images)
        failed = _make(folder, parts, how, context)
        _write_report(folder, paper, failed)
    return Reproduction(folder)


def _checked(given: Sequence[tuple[str, Path]], paper: Paper) -> dict[str, Path]:
    """Return dataset → file of images, once each is known to hold images of that dataset."""
    if given and not paper.scored:
        raise OptionError(f"--data: {paper.name} scores no networks on images: leave it out")
    images: dict[str, Path] = {}
    for name, path in given:
        from proxies.images import load_images  # slow to import

        dataset = find_name("dataset", name, paper.scored)
        if dataset in images:
            raise OptionError(f"--data names {dataset} twice: expected one file of each dataset")
        load_images(get_dataset(dataset), data=path)
        images[dataset] = path
    return images


def _check(folder: Path, paper: Paper) -> None:
    """Refuse a folder that holds something else."""
    if (folder / ABOUT).exists():
        other = read_about(folder)["paper"]
        if other != paper.name:
            raise DataError(f"{folder} holds the report on {other}: choose another --out")


def _make(
    folder: Path, parts: Sequence[Part], how: Mapping[str, JSON], context: Context
) -> dict[str, str]:
    """Make what is not there yet, and return name → what went wrong."""
    failed: dict[str, str] = {}
    pending = [part for part in parts if not is_done(folder / PARTS / f"{part.name}.json", how)]
    done = len(parts) - len(pending)
    with progress(len(parts), done, "reproducing", "parts") as update:
        for number, part in enumerate(pending, done):
            shown = _Shown(update, number, part.name)
            try:
                with quietly(shown.piece):
                    write_made(folder, part, how, part.make(replace(context, update=shown.what)))
            except KeyboardInterrupt as error:
                raise StoppedError(
                    f"interrupted: {number} of {len(parts)} figures and tables are done and kept "
                    f"in {folder}; the same command goes on from there"
                ) from error
            except LandscapeError as error:
                failed[part.name] = str(error)
                warn(f"{part.name} is left out: {error}")
            update(number + 1)
    return failed


class _Shown:
    """Shows what a part is about to do: the run that it makes, and how far that is."""

    def __init__(self, update: Update, number: int, part: str) -> None:
        self._update, self._number, self._told = update, number, [part]
        self.what("")

    def what(self, run: str) -> None:
        """Take the run that is made."""
        self._told[1:] = [run] if run else []
        self.piece("")

    def piece(self, line: str) -> None:
        """Take how far it is."""
        self._update(self._number, ": ".join([*self._told, line] if line else self._told))


def _write_report(folder: Path, paper: Paper, failed: Mapping[str, str]) -> None:
    """Write the pages of all that was made, by this and by earlier calls."""
    place = folder / PARTS
    names = [part.name for part in paper.in_order()]
    there = [name for name in names if (place / f"{name}.json").exists()]
    made = [read_made(place / f"{name}.json") for name in there]
    title = f"{paper.title}: made again"
    chance = {(one.how["trials"], one.how["seed"]) for one in made}
    about = [
        f"Beside what was published: {paper.citation}.",
        *(f"{trials} trials of each search, seed {seed}." for trials, seed in sorted(chance)),
        *(f"{name} is left out: {why}" for name, why in failed.items()),
    ]
    write_bytes(folder / "report.html", report_page(title, about, made).encode())
    write_bytes(folder / "report.md", report_markdown(title, about, made).encode())
    summary = {
        "paper": paper.name,
        "title": title,
        "citation": paper.citation,
        "parts": there,
        "failed": dict(failed),
        "provenance": {"versions": versions()},
    }
    write_bytes(folder / ABOUT, summary_json(summary))
