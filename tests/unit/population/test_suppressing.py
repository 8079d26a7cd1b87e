"""No reader finds out a small number, not even one who knows how numbers are withheld."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantime.model.problem import MeantimeError
from meantime.population.suppressing import Nested, apart, checked, nested, withhold

NAMES = "abcdef"


def group(*counts: int) -> dict[str, int]:
    return dict(zip(NAMES, counts, strict=False))


@pytest.mark.parametrize("smallest", [1, 3, 10])
def test_a_smallest_count_is_taken(smallest: int) -> None:
    assert checked(smallest) == smallest


@pytest.mark.parametrize("smallest", [-1, 0, 2])
def test_a_smallest_count_that_protects_nobody_is_refused(smallest: int) -> None:
    with pytest.raises(MeantimeError, match=f"smallest count: {smallest} .* Give 3 or more"):
        checked(smallest)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((50, 10, 0), (50, 10, 0)),
        ((50, 40, 0), (50, 40, 0)),
        ((), ()),
        ((0, 0), (0, 0)),
        # Two that are small cover each other, where they are ten people together.
        ((50, 7, 8, 30), (50, None, None, 30)),
        # One alone, or two that are few together, would follow from the total.
        ((50, 40, 3), (None, 40, None)),
        ((50, 40, 3, 2), (None, 40, None, None)),
        # Nine and nine make eighteen, and no other two small numbers do.
        ((50, 40, 9, 9), (None, 40, None, None)),
        # A zero covers nothing, and is told.
        ((0, 50, 40, 3), (0, None, 40, None)),
        # Everybody is in a gap: then not even the zeros are told.
        ((3, 50, 0), (None, None, None)),
        ((1,) * 6, (None,) * 6),
        ((3, 5, 0), (None, None, None)),
    ],
)
def test_what_is_withheld_of_a_group(counts: tuple[int, ...], told: tuple[int | None, ...]) -> None:
    assert withhold(group(*counts), 10) == group(*told)  # type: ignore[arg-type]


def test_one_tells_every_number() -> None:
    assert withhold(group(1, 2, 0), 1) == group(1, 2, 0)


def test_a_cell_can_be_withheld_in_any_case_but_a_zero_needs_none() -> None:
    assert withhold(group(50, 40, 30), 10, also="c") == {"a": None, "b": 40, "c": None}
    assert withhold(group(50, 40, 0), 10, also="c") == group(50, 40, 0)


@pytest.mark.parametrize(
    ("count", "told"), [(0, 0), (1, None), (9, None), (10, 10), (90, 90), (91, None), (100, 100)]
)
def test_few_are_not_told_apart_from_the_others(count: int, told: int | None) -> None:
    assert apart(count, 100, 10) == told


def test_nothing_is_told_of_what_is_in_a_group_that_is_withheld() -> None:
    groups = {"big": group(30, 20, 4), "small": group(3, 0), "next": group(12, 15)}
    assert nested(groups, 10, order=("next", "small", "big")) == Nested(
        {"big": 54, "small": None, "next": None},
        {"big": {"a": None, "b": 20, "c": None}},
    )


# A reader who knows every number that is told, the total and the rule: all groups that look the
# same are alike to that reader, and no small number may be the same in all of them.


def shares(people: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many people can be in so many cells."""
    for bars in combinations(range(people + cells - 1), cells - 1):
        edges = (-1, *bars, people + cells - 1)
        yield tuple(end - begin - 1 for begin, end in zip(edges, edges[1:], strict=False))


Table = tuple[int, ...]
Told = tuple[int | None, ...]


def found_out(
    people: int,
    cells: int,
    smallest: int,
    tell: Callable[[Table], Told],
    all_of: Callable[[Table], Table] = tuple,
) -> list[tuple[Told, int, set[int]]]:
    """What is told, and where in it a small number is that only one value fits.

    all_of: every number of a table, also such as are sums, in the order in which `tell` has them.
    """
    alike = defaultdict(list)
    for counts in shares(people, cells):
        alike[tell(counts)].append(all_of(counts))
    return [
        (told, place, values)
        for told, tables in alike.items()
        for place, shown in enumerate(told)
        if shown is None
        and len(values := {table[place] for table in tables}) == 1
        and 0 < min(values) < smallest
    ]


@pytest.mark.parametrize("also", ["", "a", "c"])
@pytest.mark.parametrize(
    ("cells", "smallest", "most"),
    [
        (2, 3, 20),
        (2, 10, 60),
        (3, 3, 20),
        (3, 5, 25),
        (3, 10, 40),
        (4, 3, 14),
        (4, 5, 19),
        (5, 3, 12),
    ],
)
def test_no_reader_finds_out_a_small_number(
    cells: int, smallest: int, most: int, also: str
) -> None:
    def tell(counts: Table) -> Told:
        return tuple(withhold(group(*counts), smallest, also).values())

    for people in range(smallest, most):
        assert found_out(people, cells, smallest, tell) == []


def test_that_reader_finds_what_the_two_of_a_pair_do_not_hide() -> None:
    """The check can fail: hiding the smallest other cell gives a small number away."""

    def tell(counts: Table) -> Told:
        small = [place for place, count in enumerate(counts) if 0 < count < 3]
        others = sorted(set(range(3)) - set(small), key=lambda place: counts[place])
        gaps = {*small, *(others[:1] if small else ())}
        return tuple(None if place in gaps else count for place, count in enumerate(counts))

    assert any(found_out(people, 3, 3, tell) for people in range(3, 16))


@pytest.mark.parametrize("inner", [(2, 2), (1, 3), (2, 1, 2)])
def test_no_reader_finds_out_a_small_number_in_nested_groups(inner: tuple[int, ...]) -> None:
    places = [
        (name, cell) for name, size in zip("xyz", inner, strict=False) for cell in NAMES[:size]
    ]

    def groups_of(counts: Table) -> dict[str, dict[str, int]]:
        groups: dict[str, dict[str, int]] = defaultdict(dict)
        for (name, cell), count in zip(places, counts, strict=True):
            groups[name][cell] = count
        return groups

    def tell(counts: Table) -> Told:
        groups = groups_of(counts)
        told = nested(groups, 3, tuple(groups))
        shown = (told.inside.get(name, {}).get(cell) for name, cell in places)
        return (*shown, *told.totals.values())

    def all_of(counts: Table) -> Table:
        return (*counts, *(sum(cells.values()) for cells in groups_of(counts).values()))

    for people in range(3, 12):
        assert found_out(people, len(places), 3, tell, all_of) == []


counted = st.lists(st.integers(0, 12) | st.integers(0, 500), min_size=1, max_size=6)


@given(counted, st.integers(3, 15))
def test_what_is_told_is_true_and_what_is_small_is_not_told(
    counts: list[int], smallest: int
) -> None:
    cells = group(*counts)
    told = withhold(cells, smallest)
    assert list(told) == list(cells)
    for name, count in told.items():
        assert count == cells[name] or count is None
        assert count is None or count == 0 or count >= smallest
    if all(count == 0 or count >= smallest for count in counts):
        assert told == cells


@given(counted, st.integers(3, 15))
def test_gaps_are_several_and_more_than_their_sum_tells(counts: list[int], smallest: int) -> None:
    """What a reader has who only subtracts: the sum of the gaps, and that a zero is no gap."""
    cells = group(*counts)
    told = withhold(cells, smallest)
    gaps = [name for name in cells if told[name] is None]
    if not gaps or sum(counts) < smallest:
        return
    total = sum(cells[name] for name in gaps)
    least = 0 if len(gaps) == len(cells) else 1
    assert total >= smallest
    # Each of them may be one more or one less than it is, as far as the reader can see.
    assert total > least * len(gaps) or all(cells[name] >= smallest for name in gaps)
    assert len(gaps) > 1 or len(cells) == 1
