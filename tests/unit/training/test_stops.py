import os
import signal

import numpy as np
import pytest

from poincare.base.stops import Stopped, stoppable
from poincare.training import session
from poincare.training.run import Run

RUN = Run(dim=2)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_saves_at_the_next_batch_and_the_rest_gives_the_same_bits(
    tree, recipe, number, tmp_path, monkeypatch
):
    whole = session.train(tree, recipe, RUN).embedding
    file, said, seen = tmp_path / "x.checkpoint", [], []
    note = session._Training.note

    def stop_at_third(training, report):
        note(training, report)
        seen.append(report)
        if len(seen) == 3:
            os.kill(os.getpid(), number)

    monkeypatch.setattr(session._Training, "note", stop_at_third)
    with pytest.raises(Stopped) as stop, stoppable():
        session.train(tree, recipe, RUN, checkpoint=file, say=said.append)
    assert len(seen) == 3 and file.exists() and str(file) in str(stop.value)
    assert stop.value.exit_code == 128 + number
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    resumed = session.train(tree, recipe, RUN, checkpoint=file, say=said.append).embedding
    np.testing.assert_array_equal(resumed.vectors, whole.vectors)
    assert any("resuming" in line for line in said)


@pytest.mark.parametrize("damage", [b"", b"no checkpoint"])
def test_a_checkpoint_that_cannot_be_used_is_put_aside(tree, recipe, damage, tmp_path):
    file, said = tmp_path / "x.checkpoint", []
    file.write_bytes(damage)
    session.train(tree, recipe, RUN, checkpoint=file, say=said.append)
    assert (tmp_path / "x.checkpoint.1").read_bytes() == damage
    assert any("x.checkpoint.1" in line for line in said)


def test_signals_are_as_before_behind_the_block():
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with pytest.raises(Stopped), stoppable():
        os.kill(os.getpid(), signal.SIGTERM)
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
