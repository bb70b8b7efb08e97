import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poincare.base.errors import UserError
from poincare.reporting.published import COLUMNS, KEY, read_published


@pytest.fixture
def folder(tmp_path, published_folder):
    return shutil.copytree(published_folder, tmp_path / "published")


def lines_of(folder):
    return (folder / "published_numbers.csv").read_text(encoding="utf-8").splitlines()


def rewrite(folder, lines):
    (folder / "published_numbers.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_all_numbers_are_read(published, published_folder):
    assert len(lines_of(published_folder)) == 1 + 962
    # Three sources make a statement without giving a number.
    assert len(published.numbers) == 962 - 3
    assert not published.numbers.duplicated(KEY).any()
    assert published.numbers["value"].notna().all()


@pytest.mark.parametrize(
    ("source", "task", "dataset", "n"),
    [
        ("NickelKiela2017", "reconstruction", "wordnet_noun_closure", 36),
        ("NickelKiela2017", "link_prediction", "wordnet_noun_closure", 36),
        ("NickelKiela2017", "lexical_entailment", "hyperlex_nouns", 8),
        ("NickelKiela2017", "reconstruction", "wordnet_mammal_closure", 2),
        ("NickelKiela2018", "reconstruction", "wordnet_nouns", 18),
        ("MCTensor2022_notebook", "reconstruction", "wordnet_mammals(6540)", 4),
        ("gensim_notebook", "reconstruction", "wordnet_noun_hypernyms.tsv(cpp,self-loops)", 120),
        ("gensim_notebook", "lexical_entailment", "hyperlex_nouns", 60),
        ("gensim_notebook_v1", "lexical_entailment", "hyperlex_nouns", 54),
    ],
)
def test_rows_per_published_table(published, source, task, dataset, n):
    numbers = published.numbers
    chosen = (
        (numbers["source"] == source) & (numbers["task"] == task) & (numbers["dataset"] == dataset)
    )
    assert chosen.sum() == n


@pytest.mark.parametrize(
    ("dim", "mean_rank", "average"),
    [
        (5, 4.9, 0.823),
        (10, 4.02, 0.851),
        (20, 3.84, 0.855),
        (50, 3.98, 0.86),
        (100, 3.9, 0.857),
        (200, 3.83, 0.87),
    ],
)
def test_table_1_of_the_paper(published, dim, mean_rank, average):
    chosen = published.numbers.query(
        "source == 'NickelKiela2017' and system == 'Poincare' and task == 'reconstruction' "
        f"and dataset == 'wordnet_noun_closure' and dim == {dim}"
    ).set_index("metric")["value"]
    assert chosen.to_dict() == {"mean_rank": mean_rank, "MAP": average}


def test_every_statement_has_numbers(published):
    stated = published.comparability[["source", "task", "published_dataset"]].drop_duplicates()
    present = published.numbers[["source", "task", "dataset"]].drop_duplicates()
    # Sources that only made statements without a number are in the file, not in the frame.
    absent = set(stated.itertuples(index=False, name=None)) - set(
        present.itertuples(index=False, name=None)
    )
    assert not absent


def test_verdicts_on_the_paper_and_the_notebook(published):
    def statement(source, protocol):
        chosen = published.comparability.query(
            f"source == '{source}' and task == 'reconstruction' and dataset == 'nouns' "
            f"and protocol == '{protocol}'"
        )
        return chosen.iloc[0]

    assert statement("NickelKiela2017", "nickel2017")["comparable"] == "yes"
    assert statement("NickelKiela2018", "nickel2017")["comparable"] == "limited"
    assert statement("gensim_notebook", "gensim")["comparable"] == "no"
    query_counts = statement("NickelKiela2017", "gensim")
    assert query_counts["comparable"] == "no"
    assert "2.0" in query_counts["reason"]


def test_readme_cites_every_source(published, published_folder):
    text = (published_folder / "README.md").read_text(encoding="utf-8")
    for key, source in published.sources.items():
        assert f"`{key}`" in text
        assert source.citation in text
        assert f"<{source.url}>" in text


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        (lambda lines: [lines[0] + ",colour", *lines[1:]], ":1", "unknown column 'colour'"),
        (lambda lines: [lines[0].replace("value", "worth"), *lines[1:]], ":1", "no column 'value'"),
        (lambda lines: [*lines[:4], lines[1]], ":5", "second number"),
        (lambda lines: [*lines[:2], lines[2].replace("0.024", "nan")], ":3", "not a number"),
        (lambda lines: [*lines[:2], lines[2].replace("0.024", "inf")], ":3", "not a number"),
        (lambda lines: [*lines[:2], lines[2].replace("0.024", "")], ":3", "no value"),
        (lambda lines: [*lines[:2], lines[2].replace("5.0", "2.5")], ":3", "positive integer"),
        (lambda lines: [*lines[:2], lines[2] + ",more"], ":3", "10 fields; expected 9"),
        (lambda lines: [*lines[:2], lines[2].replace("primary", "hearsay")], ":3", "evidence"),
        (
            lambda lines: [*lines[:2], lines[2].replace("NickelKiela2017", "X")],
            ":3",
            "sources.yaml",
        ),
        (lambda lines: [*lines[:2], lines[2].replace("wordnet_noun", "w")], ":3", "comparability"),
        (lambda lines: [*lines[:2], lines[2].replace("Euclidean", " ")], ":3", "blank system"),
    ],
)
def test_a_mistake_is_named_with_its_line(folder, change, where, what):
    rewrite(folder, change(lines_of(folder)))
    with pytest.raises(UserError) as caught:
        read_published(folder)
    assert f"published_numbers.csv{where}" in str(caught.value)
    assert what in str(caught.value)


def test_lines_are_counted_through_quoted_newlines(folder):
    lines = lines_of(folder)
    quoted = lines[1].replace("Table 1", '"Table 1,\nfirst row"')
    rewrite(folder, [lines[0], quoted, lines[2].replace("0.024", "nan")])
    with pytest.raises(UserError, match=r"published_numbers\.csv:4"):
        read_published(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("comparability.yaml", "comparable: limited", "comparable: perhaps", "comparable"),
        ("comparability.yaml", "protocol: nickel2017", "protocoll: nickel2017", "protocol"),
        ("comparability.yaml", "numbers:", "numbers: [", "not YAML"),
        ("comparability.yaml", "protocol: gensim\n", "protocol: nickel2017\n", "stated twice"),
        ("sources.yaml", "https://arxiv.org", "http://arxiv.org", "url"),
        ("sources.yaml", "label: Nickel", "tag: Nickel", "label"),
    ],
)
def test_a_mistake_in_the_statements_is_named(folder, file, old, new, what):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError, match=what) as caught:
        read_published(folder)
    assert file in str(caught.value)


@pytest.mark.parametrize("file", ["published_numbers.csv", "comparability.yaml", "sources.yaml"])
def test_a_missing_file_is_named(folder, file):
    (folder / file).unlink()
    with pytest.raises(UserError, match=file):
        read_published(folder)


def test_bytes_that_are_no_text_are_refused(folder):
    (folder / "published_numbers.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="UTF-8"):
        read_published(folder)


@pytest.mark.slow
@given(
    rows=st.lists(
        st.lists(st.text('a1.,"\n \x00é', max_size=6), min_size=9, max_size=9), max_size=3
    ),
    tail=st.binary(max_size=12),
)
@settings(max_examples=60, deadline=None)
def test_any_file_is_read_or_refused_in_one_line(tmp_path_factory, published_folder, rows, tail):
    folder = tmp_path_factory.mktemp("published")
    for name in ("comparability.yaml", "sources.yaml"):
        shutil.copy(published_folder / name, folder)
    text = "\n".join([",".join(COLUMNS), *(",".join(row) for row in rows)])
    (folder / "published_numbers.csv").write_bytes(text.encode() + b"\n" + tail)
    try:
        assert read_published(folder).numbers.empty
    except UserError as error:
        assert "\n" not in str(error)
