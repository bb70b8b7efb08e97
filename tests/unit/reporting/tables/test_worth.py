"""What cannot count as good: ties, degenerate embeddings, values beyond the controls."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.reporting.audit.judged import audit
from poincare.reporting.audit.verdicts import CANNOT, REPRODUCED, WORSE
from poincare.reporting.page.page import headline_text, render_html
from poincare.reporting.page.summary import summarise
from poincare.reporting.tables.beside_yours import beside_all
from poincare.reporting.tables.headline import headline
from poincare.reporting.tables.protocol_table import protocol_markdown
from poincare.reporting.tables.worth import DEGENERATE, MARK, TIED, _below_controls, doubts

NODES = 82_115


def counts(n_ties, n_comparisons, n_nodes, n_distinct):
    return pd.DataFrame(
        {
            "n_ties": [n_ties],
            "n_comparisons": [n_comparisons],
            "n_nodes": [n_nodes],
            "n_distinct": [n_distinct],
        },
        dtype="Int64",
    )


@pytest.mark.parametrize(
    ("n_ties", "n_distinct", "expected"),
    [
        (0, NODES, ""),
        (1000, NODES, ""),
        (1001, NODES, TIED),
        (0, (NODES + 1) // 2, ""),
        (0, NODES // 2, DEGENERATE),
        (10**6, 1, DEGENERATE),
        (None, None, ""),
    ],
)
def test_the_limits_are_a_thousandth_of_ties_and_half_of_the_nodes(n_ties, n_distinct, expected):
    assert doubts(counts(n_ties, 10**6, NODES, n_distinct)).tolist() == [expected]


@given(st.integers(1, 10), st.integers(0, 10))
def test_a_graph_of_one_node_and_one_point_is_degenerate(n_nodes, ties):
    assert doubts(counts(ties, 10**6, n_nodes, 1)).tolist() == [DEGENERATE]


@pytest.fixture
def results_with(frame_of, row_of):
    """Better than the paper at d = 5, with these counts, beside a sound d = 10."""

    def make(**counts):
        rows = [
            row_of("nouns", dim, metric, value, **(counts if dim == 5 else {}))
            for dim in (5, 10)
            for metric, value in (("mean_rank", 1.0), ("MAP", 1.0))
        ]
        return frame_of(rows)

    return make


DOUBTFUL = [
    ({"n_distinct": 1}, ("degenerate", "1 distinct point", "82,115")),
    ({"n_ties": 6_000_000_000}, ("9.84 %", "nickel2017")),
]


@pytest.mark.parametrize(("given_counts", "words"), DOUBTFUL)
def test_a_doubtful_value_has_a_sentence_and_no_tick_anywhere(
    given_counts, words, results_with, published, context, tables_of, report_of
):
    results = results_with(**given_counts)
    tables = tables_of(results)

    summary = summarise(context, tables)
    assert any(all(word in line for word in words) for line in summary.doubts)
    assert all("d\u00a0=\u00a05 (" not in line for line in summary.agrees)
    assert any("d\u00a0=\u00a010 (" in line for line in summary.agrees)

    table = tables.by_protocol["reconstruction"][0]
    assert any(all(word in note for word in words) for note in table.notes)
    five = table.table.header.index("d = 5")
    marked = [row.cells[five] for row in table.table.rows if row.kind == "ours"]
    assert all(cell.endswith(MARK) for cell in marked) and len(marked) == 2
    differences = [row.cells for row in table.table.rows if row.kind == "difference"]
    assert not any("✓" in cells[five] for cells in differences)
    assert any("✓" in cells[five + 1] for cells in differences)
    assert MARK in protocol_markdown(table, "")

    made = headline(results, published)
    assert set(made.loc[made["dim"] == 5, "doubt"]) != {""}
    report = report_of(results)
    assert "1.00 ‡" in render_html(report)
    assert "(!)" in headline_text(report, "x")

    printed = beside_all(results[results["dim"] == 5], published, results[:0])
    assert "1.00 ‡" in printed and all(word in printed for word in words)


@pytest.mark.parametrize("counts", [{"n_distinct": 2}, {"n_ties": 10**9}], ids=["points", "ties"])
def test_a_value_in_doubt_is_never_called_good(counts, frame_of, row_of, rules):
    more = {"system": "gensim-batch-10", "protocol": "gensim-notebook"}

    def verdicts(mean_rank, average, **counts):
        values = {"mean_rank": mean_rank, "MAP": average}
        rows = [row_of("nouns-paths", 5, name, values[name], **more, **counts) for name in values]
        frame = audit(frame_of(rows), rules)
        return set(frame.loc[frame["ours"].notna(), "verdict"])

    assert verdicts(154.41, 0.4) == {REPRODUCED}
    # As published, close to it, better, and worse.
    for values in ((154.41, 0.4), (154.41, 0.45), (10.0, 0.9)):
        assert verdicts(*values, **counts) == {CANNOT}
    assert verdicts(9_000.0, 0.1, **counts) == {WORSE}


@pytest.fixture
def controlled(frame_of, row_of):
    """Ours at two dims between the controls: random has dims, depth-only has none."""
    values = {
        ("fast", 5): (4.0, 0.8),
        ("fast", 10): (20_000.0, 0.4),
        ("random", 5): (41_000.0, 0.001),
        ("random", 10): (41_000.0, 0.001),
        ("depth-only", 0): (9_000.0, 0.1),
    }
    few = {"depth-only": {"n_distinct": 20}}
    return frame_of(
        row_of("nouns", dim, metric, value, system=system, **few.get(system, {}))
        for (system, dim), pair in values.items()
        for metric, value in zip(("mean_rank", "MAP"), pair, strict=True)
    )


def test_controls_are_rows_of_the_table_and_nothing_else(controlled, context, tables_of, report_of):
    tables = tables_of(controlled)
    table = tables.by_protocol["reconstruction"][0].table
    first = table.rows[1:]
    kinds = [row.kind for row in first[: [row.kind for row in first].index("published")]]
    assert [kind for kind in kinds if kind != "count"] == ["ours", "control", "control"]
    depth = next(row for row in table.rows if row.cells[0] == "control: depth-only")
    assert table.header[-1] == "no d" and depth.cells[-1] == "9,000.0"
    assert set(tables.headline["system"]) == {"fast"}
    assert set(tables.cost["system"]) == {"fast"}
    summary = summarise(context, tables)
    assert not any("random" in line for line in (*summary.agrees, *summary.differs))
    assert "random and depth-only" in " ".join(summary.run)
    assert tables.audit.audit["system"].isin(["random", "depth-only"]).sum() == 0


def test_a_value_worse_than_a_control_is_flagged(controlled, context, tables_of):
    doubts_of = summarise(context, tables_of(controlled)).doubts
    assert len(doubts_of) == 1
    assert all(
        word in doubts_of[0] for word in ("fast", "nickel2017", "mean rank", "depth-only", "10")
    )
    assert "random" not in doubts_of[0]


def test_an_impossible_value_is_flagged(frame_of, row_of, context, tables_of):
    results = frame_of([row_of("nouns", 5, "MAP", 1.2)])
    assert any("1.200" in line for line in summarise(context, tables_of(results)).doubts)


def test_readings_are_shown_where_they_differ_in_print(frame_of, row_of, published, tables_of):
    def made(pessimistic):
        more = {"optimistic": 4.0, "realistic": 4.001, "pessimistic": pessimistic}
        return frame_of([row_of("nouns", 5, "mean_rank", 4.001, **more)])

    def names(results):
        table = tables_of(results).by_protocol["reconstruction"][0].table
        return {row.cells[0]: row.cells for row in table.rows if row.kind == "count"}

    assert "optimistic" not in names(made(4.002))
    shown = names(made(4.25))
    assert [cells[3] for name, cells in shown.items() if "istic" in name] == [
        "4.00", "4.00", "4.25",
    ]  # fmt: skip
    printed = beside_all(made(4.25), published, made(4.25)[:0])
    assert all(word in printed for word in ("optimistic 4.00", "pessimistic 4.25"))


def test_an_embedding_may_be_worse_than_a_control_that_has_the_answer():
    means = pd.DataFrame(
        [
            ("mammals", "origin", "depth_spearman", "fast", 5, 0.4),
            ("mammals", "origin", "depth_spearman", "depth-only", 0, 1.0),
            ("mammals", "origin", "depth_spearman", "random", 0, 0.5),
        ],
        columns=["dataset", "protocol", "metric", "system", "dim", "value"],
    )
    (sentence,) = _below_controls(means)
    assert "random" in sentence and "depth-only" not in sentence
