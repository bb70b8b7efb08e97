"""The graphs of facebookresearch/poincare-embeddings, and how often its script writes a pair.

``transitive_closure.py`` closes the nouns. For every synset s it takes

- the pairs (s, x), with x in the closure of s over hypernyms,
- for every instance i of s and every h in the closure of i over instance hypernyms: the pair
  (i, h), and the pairs (i, x) with x in the closure of h over hypernyms.

So it visits an instance once for each of its classes, and each visit gives the same pairs again;
within a visit, what two classes have above them comes once for each. The script keeps each pair
once. Without that it has 769,130 lines, the number of edges that Nickel & Kiela (2018) state. That
they trained on these lines is an inference: their script of 2018 was never released.
"""

import numpy as np
from scipy import sparse

from poincare.datasets.wordnet import ancestors, read_taxonomy, relations_of, within
from poincare.datasets.wordnet_source import WordNetSource
from poincare.graphs.closure import closure
from poincare.graphs.relations import Relations

#: Mammals that ``mammals_filter.txt`` drops.
FILTERED_MAMMALS = ("tusker.n.01", "female_mammal.n.01")


def lines_written(
    hypernyms: sparse.csr_array, instance_hypernyms: sparse.csr_array
) -> sparse.csr_array:
    """How often the script comes upon each pair (synset, ancestor), `(n, n)` int32.

    With H* and I* the closures of the two relations and K the diagonal matrix of the number of
    direct classes of each synset, it is H* + K (I* + I* H*).

    Parameters
    ----------
    hypernyms, instance_hypernyms : (n, n) sparse bool
        Row u holds the direct (instance) hypernyms of synset u.
    """
    general = closure(hypernyms).astype(np.int32)
    instance = closure(instance_hypernyms).astype(np.int32)
    classes = sparse.diags_array(np.diff(instance_hypernyms.indptr), dtype=np.int32)
    return (general + classes @ (instance + instance @ general)).tocsr()


def nouns_facebook(source: WordNetSource) -> Relations:
    """The closure that facebookresearch/poincare-embeddings makes (``transitive_closure.py``).

    A chain that meets an instance hypernym after a hypernym is lost.
    """
    taxonomy = read_taxonomy(source, "n")
    lines = lines_written(taxonomy.hypernyms, taxonomy.instance_hypernyms)
    return relations_of("nouns-facebook", taxonomy, lines.astype(bool))


def nouns_facebook_lines(source: WordNetSource) -> Relations:
    """`nouns_facebook` with every pair as often as the script comes upon it."""
    taxonomy = read_taxonomy(source, "n")
    lines = lines_written(taxonomy.hypernyms, taxonomy.instance_hypernyms)
    return relations_of("nouns-facebook-lines", taxonomy, lines)


def mammals_facebook(source: WordNetSource) -> Relations:
    """The mammals of facebookresearch/poincare-embeddings (``mammals_filter.txt``).

    Its filter also drops ``tusker.n.01`` and ``female_mammal.n.01``.
    """
    taxonomy = read_taxonomy(source, "n")
    above = ancestors(taxonomy)
    top = taxonomy.names.index("mammal.n.01")
    keep = above[:, [top]].toarray().ravel()
    keep[top] = True
    keep[[taxonomy.names.index(name) for name in FILTERED_MAMMALS]] = False
    return relations_of("mammals-facebook", taxonomy, within(above, keep))
