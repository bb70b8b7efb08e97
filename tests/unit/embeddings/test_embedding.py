import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.base.storage import write_arrays
from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations

VECTORS = np.array([[0.1, 0.2], [-0.3, 0.9], [0.0, 0.0]])


def embedding(vectors=VECTORS, names=("a", "b", "ç d"), manifold="poincare", **provenance):
    return Embedding(names, vectors, manifold, provenance)


def test_saved_embedding_comes_back(tmp_path):
    original = embedding(seed=1, versions={"numpy": "2"}, cost=[0.5, None])
    original.save(tmp_path / "e.npz")
    loaded = Embedding.load(tmp_path / "e.npz")
    assert (loaded.names, loaded.manifold) == (original.names, "poincare")
    assert loaded.provenance == original.provenance
    assert loaded.content_hash == original.content_hash
    assert loaded.dim == 2
    assert loaded.index["ç d"] == 2
    np.testing.assert_array_equal(loaded.vectors, VECTORS)


def test_content_hash_sees_names_and_vectors_only():
    base = embedding()
    assert embedding(seed=2).content_hash == base.content_hash
    assert embedding(names=("b", "a", "ç d")).content_hash != base.content_hash
    assert embedding(VECTORS + 1e-16).content_hash != base.content_hash


def test_hashes_of_hyperbolic_embeddings_stay():
    """Results on disk are known by them."""
    expected = "feac4c9a4f93ed0e2be0080c5582e8fb737737ce0110c7d4806be0b727639f22"
    assert embedding().content_hash == embedding(manifold="hyperboloid").content_hash == expected


def translational(r):
    return Embedding(("a", "b", "c"), VECTORS, "translational", translation=r)


def test_a_translation_is_kept_and_part_of_the_identity(tmp_path):
    original = translational(np.array([1.0, 2.0]))
    original.save(tmp_path / "e.npz")
    loaded = Embedding.load(tmp_path / "e.npz")
    np.testing.assert_array_equal(loaded.translation, [1.0, 2.0])
    assert loaded.content_hash == original.content_hash
    assert translational(np.array([1.0, 3.0])).content_hash != original.content_hash


def test_only_translational_embeddings_have_a_translation():
    with pytest.raises(UserError, match="translational embedding without a translation"):
        translational(None)
    with pytest.raises(UserError, match="euclidean embedding with a translation"):
        Embedding(("a", "b", "c"), VECTORS, "euclidean", translation=np.zeros(2))
    for wrong in (np.zeros(3), np.array([0.0, np.nan])):
        with pytest.raises(UserError, match="not 2 finite numbers"):
            translational(wrong)


def test_flat_points_are_not_points_of_hyperbolic_space():
    flat = embedding(100 * VECTORS, manifold="euclidean")
    for coordinates in (flat.in_ball, flat.on_hyperboloid):
        with pytest.raises(UserError, match="euclidean"):
            coordinates()


def test_the_ball_is_open_and_the_hyperboloid_is_not_bounded():
    with pytest.raises(UserError, match=r"1 points .*unit ball.* first 'b'; .* 1.897"):
        embedding(VECTORS * [[1], [2], [1]])
    with pytest.raises(UserError, match=r"3 points .*unit ball"):
        embedding(np.array([[1.0, 0.0]] * 3))
    assert embedding(100 * VECTORS, manifold="hyperboloid").dim == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"manifold": "sphere"}, "unknown manifold 'sphere'"),
        ({"vectors": np.zeros(3)}, "shape"),
        ({"vectors": np.zeros((3, 0))}, "shape"),
        ({"vectors": np.zeros((2, 2))}, "3 names for 2 vectors"),
        ({"vectors": np.array([[0, 0], [np.nan, 0], [np.inf, 0]])}, "2 vectors are not finite"),
    ],
)
def test_what_is_no_embedding_is_refused(arguments, message):
    with pytest.raises(UserError, match=message):
        embedding(**arguments)


def test_load_refuses_missing_damaged_and_foreign_files(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        Embedding.load(tmp_path / "missing.npz")
    embedding().save(tmp_path / "half.npz")
    whole = (tmp_path / "half.npz").read_bytes()
    (tmp_path / "half.npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError, match="damaged"):
        Embedding.load(tmp_path / "half.npz")
    write_arrays(tmp_path / "foreign.npz", {"x": np.zeros(2)})
    with pytest.raises(UserError, match="not an embedding file"):
        Embedding.load(tmp_path / "foreign.npz")
    Relations.from_pairs("g", "ab", np.array([[0, 1]])).save(tmp_path / "graph.npz")
    with pytest.raises(UserError, match="not an embedding file"):
        Embedding.load(tmp_path / "graph.npz")
