"""Related posts: what shares a series, a topic or tags, the rarer the better. Linear in the number of posts."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import islice

from therapyblog.site.entries import PostEntry

MOST = 3
NEAR = 6
"""Of a term's posts only the nearest in time on either side are weighed, so that a tag on every post costs no more."""
_SERIES_WEIGHT, _TOPIC_WEIGHT, _TAG_WEIGHT = 0.5, 1.0, 1.5


class RelatedPosts:
    """An index over the listed posts, made once; `of` answers for one post."""

    def __init__(self, listed: Sequence[PostEntry]) -> None:
        self._listed = listed
        self._place = {entry.post.path: index for index, entry in enumerate(listed)}
        self._terms: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, entry in enumerate(listed):
            for term in _terms(entry):
                self._terms[term].append(index)

    def of(self, entry: PostEntry, *, without: Collection[str] = (), most: int = MOST) -> tuple[PostEntry, ...]:
        """Return up to `most` related posts, best first; ties go to the newer post, then to the path.

        `without` are the addresses of posts that its page names already.
        """
        own = self._place.get(entry.post.path, -1)
        scores: dict[int, float] = defaultdict(float)
        for term in _terms(entry):
            holders = self._terms.get(term, [])
            weight = _WEIGHTS[term[0]] * math.log1p(len(self._listed) / max(1, len(holders)))
            for index in _near(holders, own):
                scores[index] += weight
        scores.pop(own, None)
        best = sorted(scores, key=lambda index: (-round(scores[index], 9), index))
        others = (self._listed[index] for index in best if self._listed[index].post.url not in without)
        return tuple(islice(others, most))


_WEIGHTS = {"series": _SERIES_WEIGHT, "topic": _TOPIC_WEIGHT, "tag": _TAG_WEIGHT}


def _terms(entry: PostEntry) -> list[tuple[str, str]]:
    post = entry.post
    terms = [("tag", tag.slug) for tag in post.tags]
    if post.topic:
        terms.append(("topic", post.topic.slug))
    if entry.series:
        terms.append(("series", entry.series))
    return terms


def _near(holders: list[int], own: int) -> list[int]:
    """Return the holders nearest to `own`; the list is ascending."""
    middle = bisect_left(holders, own)
    return holders[max(0, middle - NEAR) : middle + NEAR + 1]
