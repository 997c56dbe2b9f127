"""Reads of this room."""

from foundation.rulebook.selectors.parameters import (
    InForce,
    MissingParameter,
    floor_over,
    parameter,
    row_in_force,
    visible_parameters,
)

__all__ = ["InForce", "MissingParameter", "floor_over", "parameter", "row_in_force", "visible_parameters"]
