"""Results, histories and pictures small enough to check by hand."""

from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from poincare.embeddings.embedding import Embedding
from poincare.evaluation.labels import columns_of
from poincare.evaluation.metrics import METRICS
from poincare.evaluation.results import COLUMNS, COUNTS, TRAINER_VERSION
from poincare.evaluation.scores import READINGS
from poincare.evaluation.tasks import TASKS
from poincare.graphs.relations import Relations
from poincare.reporting.audit.rules import AuditRules, read_audit
from poincare.reporting.figures.picture import Card
from poincare.reporting.kept.rows import Kept
from poincare.reporting.page.context import Context, RecipeText
from poincare.reporting.page.page import Report
from poincare.reporting.page.tables import make_tables
from poincare.reporting.published import Published, read_published

PUBLISHED = Path(__file__).parents[3] / "data" / "published"


@pytest.fixture(scope="session")
def published_folder() -> Path:
    return PUBLISHED


@pytest.fixture(scope="session")
def published() -> Published:
    return read_published(PUBLISHED)


@pytest.fixture(scope="session")
def rules(published) -> AuditRules:
    return read_audit(PUBLISHED, published.numbers)


def row(dataset, dim, metric, value, seed=0, protocol="nickel2017", **more):
    """One row of results with a plausible provenance."""
    common = {
        "dataset": dataset,
        "task": "lexical_entailment" if metric == "spearman" else "reconstruction",
        "system": "fast",
        "dim": dim,
        "seed": seed,
        "protocol": protocol,
        "metric": metric,
        "value": value,
        "n_evaluated": 743_241,
        "n_skipped": 0,
        "n_ties": 2,
        "n_comparisons": 743_241 * 82_000,
        "n_nodes": 82_115,
        "n_distinct": 82_115,
        "protocol_hash": "9a" * 32,
        "code_version": "0.1.0",
        "code_hash": "c0" * 32,
        "data_hash": "da" * 32,
        "recipe_hash": "ec" * 32,
        "trainer_version": 1,
        "embedding_hash": sha256(f"{dataset} {dim} {seed}".encode()).hexdigest(),
        "threads": 1,
        "python": "3.11",
        "numpy": "2.4",
        "scipy": "1.17",
        "blas": "openblas",
        "cpu": "a processor",
        "train_cpu_s": 60.0,
        "train_wall_s": 61.0,
        "evaluation_cpu_s": 30.0,
        "evaluation_wall_s": 31.0,
        "peak_memory_mib": 500.0,
        "date": "2026-01-02",
    }
    if METRICS[metric].ranked:
        common |= {"reading": "realistic", **dict.fromkeys(READINGS, value)}
    filled = common | more
    return filled | asdict(columns_of(filled["protocol"], filled["task"]))


def frame(rows) -> pd.DataFrame:
    """Rows as `evaluation.results` has them."""
    made = pd.DataFrame(rows, columns=COLUMNS)
    made["reading"] = made["reading"].astype(object).fillna("")
    integers = dict.fromkeys([*COUNTS[2:], TRAINER_VERSION], "Int64")
    return made.astype(integers | dict.fromkeys(READINGS, float))


@pytest.fixture(scope="session")
def row_of():
    return row


@pytest.fixture(scope="session")
def frame_of():
    return frame


@pytest.fixture
def nouns_results() -> pd.DataFrame:
    """Two dims of the nouns, two seeds, two protocols, and HyperLex by both look-ups."""
    rows = []
    for dim, mean_rank, average in ((5, 5.0, 0.80), (10, 3.5, 0.90)):
        for seed in (0, 1):
            for protocol, more in (("gensim", 1.0), ("nickel2017", 0.0)):
                shift = 0.2 * seed
                rows.append(
                    row("nouns", dim, "mean_rank", mean_rank + more + shift, seed, protocol)
                )
                rows.append(row("nouns", dim, "MAP", average - 0.2 * more, seed, protocol))
            for protocol, value, skipped in (("lemma", 0.62, 0), ("synset-name", 0.50, 182)):
                counts = {
                    "n_evaluated": 2163 - skipped,
                    "n_skipped": skipped,
                    "n_ties": pd.NA,
                    "evaluation_cpu_s": 2.0,
                }
                rows.append(row("nouns", dim, "spearman", value, seed, protocol, **counts))
    return frame(rows)


@pytest.fixture
def mammals_results() -> pd.DataFrame:
    """The quick configuration: mammals only; the paper has d = 5."""
    return frame(
        row("mammals", dim, metric, value, n_evaluated=6542)
        for dim, mean_rank, average in ((2, 3.0, 0.75), (5, 1.2, 0.95), (10, 1.1, 0.96))
        for metric, value in (("mean_rank", mean_rank), ("MAP", average))
    )


@pytest.fixture
def history() -> pd.DataFrame:
    """Two levels of three epochs, for two dims."""
    return pd.DataFrame(
        {
            "dataset": "mammals",
            "system": "fast",
            "dim": dim,
            "seed": 0,
            "data_hash": "d" * 64,
            "recipe_hash": "4ec19e" * 10,
            "epoch": epoch,
            "level": 1 + (epoch > 3),
            "n_active": 1182 if epoch > 3 else 40,
            "loss": 2.0 / epoch / dim,
            "learning_rate": 0.04 / epoch,
            "negatives": 50.0 * epoch,
            "nodes_per_s": 1e5,
            "cpu_s": 0.1 * epoch,
        }
        for dim in (2, 5)
        for epoch in range(1, 7)
    )


@pytest.fixture
def tree() -> Relations:
    """Closure of mammal > {carnivore > {dog > puppy, cat}, rodent}, and a cat that is a pet too."""
    names = ("mammal.n.01", "carnivore.n.01", "dog.n.01", "puppy.n.01", "cat.n.01", "rodent.n.01")
    pairs = [(1, 0), (2, 1), (2, 0), (3, 2), (3, 1), (3, 0), (4, 1), (4, 0), (5, 0), (4, 5)]
    return Relations.from_pairs("mammals", names, np.array(pairs))


@pytest.fixture
def tree_embedding(tree) -> Embedding:
    """Points of the disc, deeper nodes further out."""
    angle = np.array([0.0, 0.3, 0.2, 0.1, 0.9, 4.0])
    radius = np.array([0.01, 0.5, 0.8, 0.99, 0.97, 0.9])
    points = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return Embedding(tree.names, points, "poincare")


@pytest.fixture
def context() -> Context:
    return Context(
        title="A title",
        config="quick",
        date="2026-01-02",
        versions={"python": "3.11"},
        sources=({"name": "nouns", "hash": "da" * 32},),
        recipes={"fast": RecipeText(text="name: fast\n", hash="ec" * 32)},
    )


@pytest.fixture(scope="session")
def tables_made() -> dict:
    """Tables by results and tasks, so that tests of the same results make them once."""
    return {}


@pytest.fixture
def tables_of(tables_made, published, rules):
    """All tables of some results, without kept ones."""

    def make(results):
        key = results.to_csv(), str(TASKS)
        if key not in tables_made:
            tables_made[key] = make_tables(results, Kept.none(), published, rules)
        return tables_made[key]

    return make


@pytest.fixture
def report_of(context, tables_of):
    """The report of some results; what else it shows may be given."""

    def make(results, **more):
        return Report(**{"context": context, "tables": tables_of(results)} | more)

    return make


@pytest.fixture
def card() -> Card:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>'
    return Card("over_dims", "Over dims", "Two charts.", "A caption.", svg)
