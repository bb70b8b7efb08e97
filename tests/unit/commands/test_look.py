"""python -m poincare neighbours, and path."""

import os

import numpy as np
import pytest

from poincare.__main__ import main
from poincare.base.errors import UserError
from poincare.commands.look import newest_run
from poincare.geometry import ball


def rows(text):
    """Words of the lines of the tables, without their heads."""
    return [line.split() for line in text.splitlines() if line.startswith("node")]


def test_neighbours_come_nearest_first(embedding, vectors, capsys):
    assert main(["neighbours", "node7", "--vectors", str(vectors), "--count", "5"]) == 0
    said = capsys.readouterr()
    assert "node7: norm" in said.err
    points = embedding.vectors
    distance = ball.distance(points[7], points)
    expected = [node for node in np.argsort(distance, kind="stable") if node != 7][:5]
    norms = np.linalg.norm(points, axis=1)
    assert rows(said.out) == [
        [f"node{node}", f"{distance[node]:.3f}", f"{norms[node]:.6f}"] for node in expected
    ]


def test_path_marks_the_true_ancestors(mammals, embedding, vectors, capsys):
    node = 100
    command = ["path", f"node{node}", "--vectors", str(vectors), "--dataset", "mammals"]
    assert main([*command, "--count", "1000"]) == 0
    out = capsys.readouterr().out
    assert "Ancestors, nearest first (4 in mammals)" in out
    first, second = (rows(part) for part in out.split("The way up"))
    true = {f"node{above}" for above in mammals.positives(node)}
    assert {row[0] for row in first if row[3] == "yes"} == true
    assert first[-1][3] == "yes"
    distances = [float(row[1]) for row in first]
    assert distances == sorted(distances)
    norms = [float(row[2]) for row in second]
    assert norms == sorted(norms, reverse=True) and second[-1][0] == "node0"


def test_long_lists_are_cut(vectors, capsys):
    main(["path", "node100", "--vectors", str(vectors), "--dataset", "mammals", "--count", "1"])
    out = capsys.readouterr().out
    assert len(rows(out)) == 2 and "more, of which the last is an ancestor" in out


def test_an_unknown_name_has_similar_ones_listed(vectors, capsys):
    assert main(["neighbours", "nod7", "--vectors", str(vectors)]) == 2
    assert "no node is called 'nod7'; similar are node7" in capsys.readouterr().err
    assert main(["neighbours", "xyz", "--vectors", str(vectors)]) == 2
    assert "names are such as 'node0'" in capsys.readouterr().err


def test_mistakes_are_one_line(vectors, capsys):
    for command in ("neighbours", "path"):
        assert main([command, "node1", "--vectors", str(vectors), "--count", "0"]) == 2
        assert capsys.readouterr().err.startswith("error: --count 0")


def finished(results, run, at):
    folder = results / run
    folder.mkdir(parents=True)
    (folder / "training.json").write_text("{}")
    os.utime(folder / "training.json", (at, at))
    return folder


def test_the_lowest_dimension_of_the_newest_folder_is_looked_at(tmp_path):
    with pytest.raises(UserError, match="no finished run on the nouns"):
        newest_run(tmp_path)
    nouns = "runs/dataset~nouns/system~fast/dim~{}/seed~0"
    finished(tmp_path, f"old/{nouns.format(2)}", 100)
    wanted = finished(tmp_path, f"new/{nouns.format(5)}", 200)
    finished(tmp_path, f"new/{nouns.format(10)}", 300)
    finished(tmp_path, "newest/runs/dataset~mammals/system~fast/dim~2/seed~0", 400)
    assert newest_run(tmp_path) == wanted


def test_the_path_of_two_nodes_has_their_distances(mammals, embedding, vectors, capsys):
    command = ["path", "node40", "node120", "--vectors", str(vectors), "--dataset", "mammals"]
    assert main(command) == 0
    out = capsys.readouterr().out
    # Of the complete tree: two leaves below different children of the root.
    nodes = [40, 13, 4, 1, 0, 3, 12, 39, 120]
    found = rows(out)
    assert [row[0] for row in found] == [f"node{node}" for node in nodes]
    assert found[4][1:3] == ["common", "ancestor"]
    points = embedding.vectors[nodes]
    steps = ball.distance(points[:-1], points[1:])
    assert [row[-3] for row in found[1:]] == [f"{step:.3f}" for step in steps]
    assert [row[-2] for row in found] == [f"{d:.3f}" for d in ball.distance(points[0], points)]
    assert f"8 edges of total length {steps.sum():.3f}" in out


def test_the_distance_of_two_nodes_with_their_places(mammals, embedding, vectors, capsys):
    command = ["neighbours", "node40", "--to", "node1", "--vectors", str(vectors)]
    assert main([*command, "--dataset", "mammals"]) == 0
    out = capsys.readouterr().out
    distance = ball.distance(embedding.vectors[40], embedding.vectors)
    place = 1 + np.count_nonzero(np.delete(distance, 40) < distance[1])
    first, second = rows(out)
    assert first[:2] == ["node1", f"{distance[1]:.3f}"] and first[3] == f"{place}"
    assert second[:2] == ["node40", f"{distance[1]:.3f}"]
    assert "In mammals, node1 is: ancestor" in out


def test_a_graph_marks_the_neighbours(mammals, vectors, capsys):
    command = ["neighbours", "node4", "--vectors", str(vectors), "--count", "120"]
    assert main([*command, "--dataset", "mammals"]) == 0
    marked = {row[0]: row[3] for row in rows(capsys.readouterr().out)}
    above = {f"node{node}" for node in mammals.positives(4)}
    below = {f"node{node}" for node in mammals.sources[mammals.indices == 4]}
    assert {name for name, mark in marked.items() if mark == "ancestor"} == above
    assert {name for name, mark in marked.items() if mark == "descendant"} == below


@pytest.mark.parametrize(
    "arguments", [["path", "node1", "unicorn"], ["neighbours", "node1", "--to", "unicorn"]]
)
def test_an_unknown_second_node_is_named(arguments, mammals, vectors, capsys):
    assert main([*arguments, "--vectors", str(vectors), "--dataset", "mammals"]) == 2
    assert "'unicorn'" in capsys.readouterr().err
