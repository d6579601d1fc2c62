//! Commits as columns: one each, or several in one where there are more commits than columns.

use crate::history::Cell;

/// The commits of each column, as ranges.
pub(super) fn columns(commits: usize, most: usize) -> Vec<std::ops::Range<usize>> {
    let count = commits.min(most.max(1));
    let start = |column: usize| column * commits / count.max(1);
    (0..count).map(|column| start(column)..start(column + 1)).collect()
}

/// The strongest of several cells: what ran for itself stands before what ran for another, and that before the rest.
pub(super) fn strongest(cells: &[Cell]) -> Cell {
    let strength = |cell: &Cell| match cell {
        Cell::Changed => 7,
        Cell::Redefined => 6,
        Cell::Parent => 5,
        Cell::Depends => 4,
        Cell::Unknown => 3,
        Cell::Cached => 2,
        Cell::NotBuilt => 1,
        Cell::NoBuild => 0,
    };
    cells.iter().copied().max_by_key(strength).unwrap_or(Cell::NoBuild)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_commit_is_in_one_column() {
        let lengths = |commits, most| -> Vec<usize> {
            columns(commits, most).iter().map(std::ops::Range::len).collect()
        };
        assert_eq!(lengths(3, 10), [1, 1, 1]);
        assert_eq!(lengths(10, 4), [2, 3, 2, 3]);
        assert!(lengths(0, 4).is_empty());
        assert_eq!(lengths(200, 40), [5; 40]);
        assert_eq!(lengths(2, 0), [2]);
    }

    #[test]
    fn the_strongest_stands_for_all() {
        use Cell::{Cached, Changed, NoBuild, Parent};
        assert_eq!(strongest(&[Cached, Parent, Changed, NoBuild]), Changed);
        assert_eq!(strongest(&[Cached, Parent]), Parent);
        assert_eq!(strongest(&[]), NoBuild);
    }
}
