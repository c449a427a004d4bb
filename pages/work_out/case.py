"""A case of named fields: read from the address when a page opens, written to it after every change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from pages.shared.address import shown

T = TypeVar("T")


class Misread(ValueError):  # noqa: N818
    """Why a text in an address is not a value of its field; `kept` is what could be saved of it."""

    def __init__(self, why: str, kept: object = None) -> None:
        super().__init__(why)
        self.kept = kept


@dataclass(frozen=True)
class Field(Generic[T]):
    """`example` is what an address without the field shows; `read` raises Misread, `write` makes the text."""

    example: T
    read: Callable[[str], T]
    write: Callable[[T], str] = str


def one_of(options: Sequence[str], example: str) -> Field[str]:
    """A field with a few values, written as they are."""

    def read(text: str) -> str:
        if text not in options:
            raise Misread(f"choose {' or '.join(options)}; {example} is shown.")
        return text

    return Field(example, read)


def whole(low: int, high: int, example: int) -> Field[int]:
    """A field with a whole number from `low` to `high`."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and low <= int(text[:9]) <= high):
            raise Misread(f"a whole number from {low} to {high} is needed; {example} is shown.")
        return int(text)

    return Field(example, read)


class Case:
    """The fields of one page. Their values live in its widgets, their text in the address."""

    def __init__(self, page: str, fields: Mapping[str, Field[Any]]) -> None:
        self.page, self.fields = page, fields
        self._written, self._edited, self._problems = (f"{page}_{part}" for part in ("written", "edited", "problems"))

    def open(self) -> None:
        """Fills the widgets from an address this page did not write, and says what of it could not be read.

        A change made on the page wins: the address it led to may still be on its way to the browser.
        """
        state = st.session_state
        address = {name: st.query_params[name] for name in self.fields if name in st.query_params}
        complete = all(self.key(name) in state for name in self.fields)
        if not (complete and (state.get(self._edited) or address == state.get(self._written))):
            self._read(address or state.get(self._written, {}))
        state[self._edited] = False
        for problem in state.get(self._problems, ()):
            st.warning(problem)

    def key(self, name: str) -> str:
        return f"{self.page}_{name}"

    def widget(self, name: str) -> dict[str, Any]:
        """The arguments that tie a widget to a field."""
        return {"key": self.key(name), "on_change": self.changed, "persist_state": "page"}

    def changed(self) -> None:
        """Marks the case as changed by the visitor; a callback calls it before the page runs again."""
        st.session_state[self._edited] = True
        st.session_state[self._problems] = ()

    def __getitem__(self, name: str) -> Any:
        return st.session_state[self.key(name)]

    def load(self, **values: object) -> None:
        """Puts values into the widgets: from a callback, or from the page before it draws them."""
        for name, value in values.items():
            st.session_state[self.key(name)] = value

    def write(self, *names: str) -> None:
        """Writes these fields to the address and takes the page's other fields out of it."""
        texts = {name: self.fields[name].write(self[name]) for name in names}
        for name in self.fields.keys() - texts.keys():
            st.query_params.pop(name, None)
        if any(st.query_params.get(name) != text for name, text in texts.items()):
            st.query_params.update(texts)
        st.session_state[self._written] = texts

    def _read(self, texts: Mapping[str, str]) -> None:
        problems = []
        for name, field in self.fields.items():
            value = field.example
            if name in texts:
                try:
                    value = field.read(texts[name])
                except Misread as error:
                    value = field.example if error.kept is None else error.kept
                    problems.append(f"`{name}={shown(texts[name])}` in the address: {error}")
            st.session_state[self.key(name)] = value
        st.session_state[self._problems] = tuple(problems)
