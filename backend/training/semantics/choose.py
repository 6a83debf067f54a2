"""Which of many words become sliders: clusters of pictures vote for words; in and across them, what varies most stays.

As published, with a reason for each word. Pictures are put in clusters by what the encoder sees; each votes for words
that fit it best, and a word belongs to the cluster that votes for it most. In a cluster words are taken by falling
variance unless they go with one that is taken; then the same across clusters, without synonyms and antonyms of those
taken. Words to keep are always taken. Too many: those of least variance go; too few: the best left out come back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from backend.protocol.errors import BadRequest, NotAvailable

from .synonyms import related

MOST_CLUSTERS, VOTES, CORRELATION, MOST, FEWEST = 10, 5, 0.6, 20, 1
_MOST_PICTURES = 3500


@dataclass(frozen=True)
class Verdict:
    word: str
    kept: bool
    why: str
    cluster: int
    deviation: float
    """of its scores, as the encoder gives them"""


@dataclass(frozen=True, eq=False)
class Choice:
    verdicts: tuple[Verdict, ...]
    """in the order of the words"""
    correlation: np.ndarray
    """(W, W) of all words' scores"""

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(verdict.word for verdict in self.verdicts if verdict.kept)

    def report(self) -> str:
        """Why each word was kept or dropped, as a table in Markdown."""
        lines = ["| word | kept | why | cluster | deviation |", "|---|---|---|---|---|"]
        ranked = sorted(self.verdicts, key=lambda v: (not v.kept, v.cluster, -v.deviation))
        lines += [
            f"| {v.word} | {'yes' if v.kept else 'no'} | {v.why} | {v.cluster + 1} | {v.deviation:.3f} |"
            for v in ranked
        ]
        return "\n".join(lines) + "\n"


def choose(
    words: Sequence[str],
    scores: np.ndarray,
    embeddings: np.ndarray,
    *,
    keep: Collection[str] = (),
    most: int = MOST,
    fewest: int = FEWEST,
    correlation: float = CORRELATION,
    clusters: int = MOST_CLUSTERS,
    seed: int = 0,
    relation: Callable[[str, str], str] = related,
) -> Choice:
    """scores: (N, W) of all bodies; embeddings: (N, D) of their front views.

    Raises BadRequest for a word to keep that is none of the words, or ends that exclude each other.
    """
    strange = [word for word in keep if word not in words]
    if strange:
        raise BadRequest(f'The word to keep "{strange[0]}" is not among the words.', "Add it to --words.")
    if fewest > len(words):
        raise BadRequest(f"There are {len(words)} words, and {fewest} shall be taken.", "Name more, or lower --fewest.")
    if not 1 <= fewest <= most or len(keep) > most:
        raise BadRequest(
            f"There cannot be {fewest} to {most} words with {len(keep)} to keep.", "Choose --fewest, --most and --keep."
        )
    deviation = scores.std(0)
    alike = np.nan_to_num(np.atleast_2d(np.corrcoef(scores.T)))
    places = _clusters_of_words(scores, embeddings, clusters, seed)
    why: dict[int, str] = {}
    order = [int(k) for k in np.argsort(-deviation, kind="stable")]
    ranked = [k for k in order if words[k] in keep] + [k for k in order if words[k] not in keep]

    def clash(k: int, taken: list[int], signed: bool) -> str:
        for other in taken:
            r = alike[k, other]
            if (r if signed else abs(r)) > correlation:
                return f'goes {"with" if r > 0 else "against"} "{words[other]}" (correlation {r:+.2f})'
        return ""

    inside: list[int] = []
    for k in ranked:
        mates = [j for j in inside if places[j] == places[k]]
        why[k] = "" if words[k] in keep else clash(k, mates, signed=False)
        if not why[k]:
            inside.append(k)
    taken: list[int] = []
    for k in inside:
        if words[k] not in keep:
            why[k] = clash(k, taken, signed=True)
            kin = next(((j, r) for j in taken if (r := relation(words[j], words[k]))), None)
            if not why[k] and kin:
                why[k] = f'is {"an antonym" if kin[1] == "antonym" else "a synonym"} of "{words[kin[0]]}"'
        if not why[k]:
            taken.append(k)
    for k in [k for k in taken if words[k] not in keep][::-1][: max(0, len(taken) - most)]:
        taken.remove(k)
        why[k] = f"varies least, and there were more than {most}"
    back = [k for k in order if k not in taken and "synonym" not in why[k] and "antonym" not in why[k]]
    for k in back[: max(0, fewest - len(taken))]:
        taken.append(k)
        why[k] = f"came back, because there were fewer than {fewest}: {why[k]}"
    verdicts = [
        Verdict(word, k in taken, why[k] or ("was to be kept" if word in keep else _best(k, places, deviation)),
                int(places[k]), float(deviation[k]))
        for k, word in enumerate(words)
    ]  # fmt: skip
    return Choice(tuple(verdicts), alike)


def _best(k: int, places: np.ndarray, deviation: np.ndarray) -> str:
    rank = int((deviation[places == places[k]] > deviation[k]).sum()) + 1
    return f"varies by itself (number {rank} of its cluster)"


def _clusters_of_words(scores: np.ndarray, embeddings: np.ndarray, most: int, seed: int) -> np.ndarray:
    """(W,) the cluster of pictures that votes most for each word, by the part of its pictures that do."""
    try:
        from sklearn.cluster import KMeans
        from sklearn.metrics import silhouette_score
    except ImportError as error:
        raise NotAvailable("scikit-learn is not installed.", "Run: pip install 'galatea[train]'") from error
    rng = np.random.default_rng(seed)
    some = rng.permutation(len(embeddings))[:_MOST_PICTURES]
    seen, best, least = embeddings[some], np.zeros(len(some), int), -1.0
    for count in range(2, min(most, len(some) - 1) + 1):
        found = KMeans(count, n_init="auto", random_state=seed).fit_predict(seen)
        if len(set(found)) < 2:
            continue
        apart = float(silhouette_score(seen, found, sample_size=min(1000, len(seen)), random_state=seed))
        if apart > least:
            best, least = found, apart
    spread = scores.std(0)
    usual = (scores[some] - scores.mean(0)) / np.where(spread > 0, spread, 1.0)
    ballots = np.zeros((len(some), scores.shape[1]))
    np.put_along_axis(ballots, np.argsort(-usual, axis=1)[:, :VOTES], 1.0, axis=1)
    votes = np.stack([ballots[best == c].mean(0) for c in range(best.max() + 1)])
    return votes.argmax(0)
