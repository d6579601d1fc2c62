//! What stands for a cell on a terminal, and its colour.

use super::bins::strongest;
use crate::history::Cell;

/// What stands for a cell; a root cause fills its place, a victim half of it.
pub(super) fn glyph(cell: Cell, ascii: bool) -> char {
    match (cell, ascii) {
        (Cell::Changed | Cell::Redefined, false) => '█',
        (Cell::Changed | Cell::Redefined, true) => '#',
        (Cell::Parent, false) => '▄',
        (Cell::Parent, true) => 'o',
        (Cell::Depends, false) => '░',
        (Cell::Depends, true) => '-',
        (Cell::Unknown, _) => '?',
        (Cell::Cached, false) => '·',
        (Cell::Cached, true) => '.',
        (Cell::NotBuilt | Cell::NoBuild, false) => '×',
        (Cell::NotBuilt | Cell::NoBuild, true) => 'x',
    }
}

/// Two cells in one place: what ran is drawn in quarters, of what did not run the stronger.
pub(super) fn pair(left: Cell, right: Cell) -> char {
    let height = |cell: Cell| match cell {
        cell if cell.is_root_cause() => 2,
        Cell::Parent => 1,
        _ => 0,
    };
    match (height(left), height(right)) {
        (0, 0) => glyph(strongest(&[left, right]), false),
        (0, 1) => '▗',
        (0, _) => '▐',
        (1, 0) => '▖',
        (1, 1) => '▄',
        (1, _) => '▟',
        (_, 0) => '▌',
        (_, 1) => '▙',
        _ => '█',
    }
}

/// The colour of a cell, as a terminal takes it.
pub(super) fn tint(cell: Cell) -> &'static str {
    match cell {
        Cell::Changed => "\x1b[1;33m",
        Cell::Redefined => "\x1b[1;34m",
        Cell::Parent => "\x1b[33m",
        Cell::Depends | Cell::Unknown => "\x1b[36m",
        Cell::Cached | Cell::NotBuilt | Cell::NoBuild => "\x1b[2m",
    }
}
