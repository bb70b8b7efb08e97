"""A training on a corpus: epochs, seeds, and the same bits in one go or in two."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.graphs.corpus import Corpus
from poincare.training.cbow import epoch, trainer
from poincare.training.cbow.settings import Negatives
from poincare.training.cbow.state import Problem
from poincare.training.checkpoint import identity
from poincare.training.recipe import read_recipe
from poincare.training.run import Run
from poincare.training.schedule import Linear
from poincare.training.session import Frames, train
from poincare.training.trainers import read_inputs

RECIPE = read_recipe(Path(__file__).parents[4] / "config/recipes/cbow-glosses.yaml")
CHANGES = {"epochs": 19, "batch_positions": 32, "learning_rate": Linear(first=0.05, last=0.001)}
SHORT = dataclasses.replace(RECIPE, settings=dataclasses.replace(RECIPE.settings, **CHANGES))
RUN = Run(dim=4, seed=0)


@pytest.fixture
def small_stretches(monkeypatch) -> None:
    """Stretches of 300 words: an epoch has four."""
    monkeypatch.setattr(epoch, "STRETCH_WORDS", 300)


def reports_of(tree, corpus, settings):
    problem = Problem.of(tree, settings, 4, corpus)
    state = trainer.begin(problem, np.random.default_rng(0))
    return problem, state, list(trainer.run(state, problem))


def test_an_epoch_is_every_word_and_the_rate_falls_linearly(tree, corpus, small_stretches):
    problem, state, reports = reports_of(tree, corpus, SHORT.settings)
    assert sum(report.visits for report in reports) == 19 * problem.n_words
    ended = [report for report in reports if report.ended]
    assert [report.epoch for report in ended] == list(range(1, 20))
    assert len(reports) == 4 * 19 and reports[-1].left == 0 and state.epoch == 19
    assert ended[-1].loss < ended[0].loss
    rates = np.array([report.learning_rate for report in reports])
    assert (np.diff(rates) < 0).all() and 0.001 < rates[-1] < 0.003 and rates[0] > 0.049


def test_one_position_at_a_time_is_word2vecs_own_order(tree, corpus):
    """With batches of one a stretch is the loop of word2vec, written out."""
    settings = dataclasses.replace(SHORT.settings, batch_positions=1, epochs=1)
    problem = Problem.of(tree, settings, 4, corpus)
    states = [trainer.begin(problem, np.random.default_rng(5)) for _ in range(2)]
    list(trainer.run(states[0], problem))
    labels, words, outputs = states[1].vectors
    rng = states[1].rng
    order = rng.permutation(np.flatnonzero(problem.documents.lengths))
    drawn = epoch.Stretch.draw(problem.documents, order, 5, problem.sampler, rng)
    for place, offset in enumerate(drawn.offsets):
        rate = 0.05 - 0.049 * offset / problem.n_words
        begin, end = drawn.all.indptr[place : place + 2]
        around, label = drawn.all.context[begin:end], drawn.all.labels[place]
        hidden = (words[around].sum(axis=0) + labels[label]) / (1 + len(around))
        error, moved = np.zeros(4), outputs.copy()
        target, *others = drawn.all.targets[place]
        for sign, word in [(1, target), *((0, other) for other in others if other != target)]:
            slope = rate * (sign - 1 / (1 + np.exp(-outputs[word] @ hidden)))
            error += slope * outputs[word]
            moved[word] += slope * hidden
        outputs[:] = moved
        labels[label] += error
        np.add.at(words, around, error)
    for found, expected in zip(states[0].vectors, (labels, words, outputs), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-12)


def test_seed_and_dimension_decide_the_bits(tree, corpus):
    inputs = {"corpus": corpus}
    hashes = [
        train(tree, SHORT, Run(dim=4, seed=seed), inputs=inputs).embedding.content_hash
        for seed in (0, 0, 1)
    ]
    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.parametrize("stop", [2, 11, 38])
def test_a_session_interrupted_ends_with_the_same_bits(
    tree, corpus, stop, tmp_path, always, small_stretches
):
    def saved(name, say):
        file, inputs = tmp_path / "checkpoint", {"corpus": corpus}
        trained = train(tree, SHORT, RUN, inputs=inputs, keep=Frames(10), checkpoint=file, say=say)
        trained.embedding.save(tmp_path / f"{name}.npz")
        trained.snapshots.save(tmp_path / f"{name}-snapshots.npz")
        file.unlink()
        return trained.history

    whole, rest, said = [], [], iter(range(1000))

    def stop_in_the_middle(line):
        if next(said) == stop:
            raise KeyboardInterrupt

    history = saved("whole", whole.append)
    with pytest.raises(KeyboardInterrupt):
        saved("stopped", stop_in_the_middle)
    resumed = saved("stopped", rest.append)
    assert len(rest) == 1 + len(whole) - stop
    for kind in ("", "-snapshots"):
        one, two = (tmp_path / f"{name}{kind}.npz" for name in ("whole", "stopped"))
        assert one.read_bytes() == two.read_bytes()
    for column in ("epoch", "loss", "learning_rate", "negatives"):
        assert resumed[column].tolist() == history[column].tolist()


def test_the_corpus_is_part_of_a_trainings_identity(tree, corpus, tmp_path):
    corpus.save(tmp_path / "corpus.npz")
    inputs = read_inputs("cbow", {"corpus": tmp_path / "corpus.npz", "recipe": "another file"})
    assert identity(tree, SHORT, RUN, 0, inputs)["corpus_hash"] == corpus.content_hash
    made = train(tree, SHORT, RUN, inputs=inputs).embedding.provenance
    assert made["corpus_hash"] == corpus.content_hash
    assert read_inputs("nodewise", {}) == {} and "corpus_hash" not in identity(tree, SHORT, RUN, 0)


def test_labels_of_documents_that_share_words_are_near(tree, corpus):
    """Documents have words of their node's ancestors: siblings are nearer than strangers."""
    settings = dataclasses.replace(SHORT.settings, epochs=60, subsample=1.0)
    _, state, _ = reports_of(tree, corpus, settings)
    unit = state.labels / np.linalg.norm(state.labels, axis=1, keepdims=True)
    likeness = unit @ unit.T
    top = np.array([tree.positives(node)[1] for node in range(40, 121)])
    same = top[:, None] == top[None, :]
    inner = likeness[40:, 40:]
    off = ~np.eye(81, dtype=bool)
    assert inner[same & off].mean() > inner[~same].mean() + 0.1


def test_what_does_not_fit_is_refused(tree, corpus):
    other = Corpus.of([f"x{name}" for name in tree.names], [["word"]] * tree.n_nodes)
    with pytest.raises(UserError, match="other nodes"):
        Problem.of(tree, SHORT.settings, 2, other)
    rare = dataclasses.replace(SHORT.settings, minimum_count=10**6)
    with pytest.raises(UserError, match="minimum_count"):
        Problem.of(tree, rare, 2, corpus)
    far = Linear(first=1e300, last=1e300)
    wild = dataclasses.replace(SHORT.settings, learning_rate=far, negatives=Negatives(9, 0.0))
    with np.errstate(all="ignore"), pytest.raises(UserError, match="learning_rate"):
        reports_of(tree, corpus, wild)
