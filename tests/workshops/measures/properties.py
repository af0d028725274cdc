"""How the properties of the measures are tried, and what they are tried with."""

from hypothesis import settings
from hypothesis import strategies as st

# Quick, and without a folder of examples; a busy machine is no failure.
brief = settings(max_examples=30, deadline=None, database=None)

scores = st.integers(1, 5)


@st.composite
def tables(draw, *, raters=(3, 7), items=(2, 6)):
    """One row of scores per rater."""
    width = draw(st.integers(*items))
    row = st.lists(scores, min_size=width, max_size=width)
    return draw(st.lists(row, min_size=raters[0], max_size=raters[1]))


@st.composite
def matrices(draw, *, size=(1, 6)):
    """Influences 0 to 3, square, with something on the diagonal too."""
    width = draw(st.integers(*size))
    row = st.lists(st.integers(0, 3), min_size=width, max_size=width)
    return draw(st.lists(row, min_size=width, max_size=width))
