"""LaTeX: escaping is undone exactly, tables are well formed, the best of a column is bold."""

import math
import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.reporting.page.files import save_tables
from poincare.reporting.tables import latex
from poincare.reporting.tables.latex import Line, Quantity

#: What TeX takes for its own.
SPECIAL = set("\\{}$&#%_~^")
COMMANDS = {
    r"\textbackslash{}": "\\",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
    r"\textbar{}": "|",
    r"\textemdash{}": "—",
    r"\textquoteright{}": "’",
    r"\textquotedblleft{}": "“",
    r"\textquotedblright{}": "”",
    r"\dag{}": "†",
    r"\ddag{}": "‡",
    r"\ensuremath{-}": "−",
    r"\ensuremath{\pm}": "±",
    r"\ensuremath{\rho}": "ρ",
    **{f"\\{mark}": mark for mark in "{}$&#%_"},
}
TOKEN = re.compile("|".join(map(re.escape, COMMANDS)) + "|.", re.DOTALL)
HOSTILE = r"a_b & 100% {\input{x}} #1 $x^2$ ~ \\ <|>"


def decoded(text):
    tokens = TOKEN.findall(text)
    assert all(token in COMMANDS or token not in SPECIAL for token in tokens)
    return "".join(COMMANDS.get(token, token) for token in tokens)


@given(st.text(st.one_of(st.sampled_from("\\{}$&#%_~^<>|−±ρ†—’“” \n"), st.characters())))
def test_escaping_is_undone_exactly(text):
    assert decoded(latex.escape(text)) == " ".join(text.split())


@given(st.lists(st.text(), min_size=1))
def test_labels_are_plain(names):
    assert re.fullmatch(r"tab:[A-Za-z0-9-]*", latex.label_of(*names))


def require_well_formed(text):
    """Environments and braces balance, and every row of a table has as many cells as columns."""
    lines = [line for line in text.splitlines() if not line.startswith("%")]
    bare = re.sub(r"\\[\\{}&%]", "", "\n".join(lines))
    assert bare.count("{") == bare.count("}")
    waiting, cells = [], None
    for line in lines:
        if begun := re.match(r"\\begin\{(\S+?)\}(?:\{(.*)\})?$", line):
            waiting.append(begun[1])
            if begun[1] == "tabular":
                cells = len(re.sub(r"p\{.*?\}", "p", begun[2]))
        elif ended := re.match(r"\\end\{(\S+?)\}$", line):
            assert waiting.pop() == ended[1]
        elif waiting[-1:] == ["tabular"] and line.endswith(r"\\"):
            row = re.sub(r"\\textbackslash\{\}", "", line)
            span = re.match(r"\\multicolumn\{(\d+)\}", row)
            found = int(span[1]) if span else 1 + len(re.findall(r"(?<!\\)&", row))
            assert found == cells
    assert waiting == []


def line_of(text, name):
    row = next(line for line in text.splitlines() if line.startswith(name))
    return [cell.strip() for cell in re.split(r"(?<!\\)&", row.removesuffix(r"\\"))]


def test_the_best_as_printed_is_bold_and_gaps_are_dashes():
    nan = math.nan
    lines = (
        Line(name="a", values={5: 1.004, 10: 2.0, 20: 7.0}, spreads={5: 0.01}),
        Line(name="b", values={5: 1.001, 10: 1.0, 20: nan}),
        Line(name="c", values={5: 3.0, 10: nan}, spreads={5: nan}),
    )
    for increasing, bold in ((False, ("1.00", "1.00")), (True, ("3.00", "2.00"))):
        quantity = Quantity(name="mean_rank", title="Mean rank", increasing=increasing, lines=lines)
        text = latex.table([5, 10, 20], [quantity], "A caption.", "tab:x")
        require_well_formed(text)
        rows = [line_of(text, name) for name in "abc"]
        for column, best in enumerate(bold, start=1):
            for row in rows:
                assert (row[column] == rf"\textbf{{{best}}}") == (best in row[column])
        # One value alone is not the best of anything.
        assert [row[3] for row in rows] == ["7.00", "--", "--"]
        assert text.count(r"\pm") == 1


def test_a_doubtful_value_is_marked_and_never_bold():
    lines = (
        Line(name="a", values={5: 1.0}, doubtful=frozenset({5})),
        Line(name="b", values={5: 2.0}),
    )
    quantity = Quantity(name="mean_rank", title="Mean rank", increasing=False, lines=lines)
    text = latex.table([5], [quantity], "A caption.", "tab:x")
    require_well_formed(text)
    assert line_of(text, "a")[1] == r"1.00\ddag{}"
    assert line_of(text, "b")[1] == r"\textbf{2.00}"


@pytest.fixture
def latex_of(tables_of, tmp_path):
    """The LaTeX of some results, by the name of its file."""

    def make(results):
        save_tables(tables_of(results), tmp_path)
        return {path.stem: path.read_text() for path in tmp_path.glob("*.tex")}

    return make


@pytest.mark.slow
def test_tables_say_dataset_protocol_and_settings(nouns_results, latex_of):
    made = latex_of(nouns_results)
    assert set(made) == {
        "headline", "reconstruction", "link_prediction", "lexical_entailment",
        "hyperlex_in_depth", "edge_classification", "generality",
        "cost",
    }  # fmt: skip
    assert made["link_prediction"] == latex.EMPTY
    headline = made["headline"]
    assert line_of(headline, "Nickel")[1:3] == [r"\textbf{4.90}", "4.02"]
    assert line_of(headline, "ours: fast")[1:3] == ["5.10", r"\textbf{3.60}"]
    reconstruction = made["reconstruction"]
    assert "Reconstruction of nouns under gensim, 2 seeds" in reconstruction
    assert "recipe ecececececec; data dadadadadada" in reconstruction
    assert r"\label{tab:reconstruction-nouns-nickel2017}" in reconstruction
    labels = re.findall(r"\\label\{(.*?)\}", "".join(made.values()))
    assert len(labels) == len(set(labels)) == 6
    # gensim's own numbers cannot be compared and stay out.
    assert "gensim notebook" not in reconstruction
    assert line_of(made["cost"], "fast")[1:3] == ["60.0", "60.0"]


@pytest.mark.parametrize("name", ["fast", HOSTILE])
@pytest.mark.slow
def test_tables_are_well_formed_for_any_name(name, nouns_results, latex_of):
    for text in latex_of(nouns_results.assign(system=name)).values():
        require_well_formed(text)


def test_tables_without_results_are_a_comment(nouns_results, latex_of):
    assert set(latex_of(nouns_results[:0]).values()) == {latex.EMPTY}


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex")
def test_pdflatex_sets_the_tables(tmp_path, nouns_results, latex_of):
    latex_of(nouns_results.assign(system=HOSTILE))
    body = "".join(rf"\input{{{path.name}}}" for path in sorted(tmp_path.glob("*.tex")))
    document = rf"\documentclass{{article}}\usepackage{{booktabs}}\begin{{document}}{body}"
    (tmp_path / "paper.tex").write_text(document + r"\end{document}")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-draftmode", "paper.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout[-2000:]
