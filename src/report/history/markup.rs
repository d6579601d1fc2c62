//! Text from strangers inside HTML and SVG, and the colours that both share.

use crate::history::Cell;
use crate::report::paint::one_line;

/// `text` as the content of an element or a quoted attribute, on one line.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in one_line(text).chars() {
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No characters of XML.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            ch => out.push(ch),
        }
    }
    out
}

/// The class of a cell; `None` for a hit, which is what is not drawn.
pub(super) fn class(cell: Cell) -> Option<&'static str> {
    match cell {
        Cell::Changed => Some("r"),
        Cell::Redefined => Some("f"),
        Cell::Parent => Some("p"),
        Cell::Depends => Some("d"),
        Cell::Unknown => Some("u"),
        Cell::Cached => None,
        Cell::NotBuilt | Cell::NoBuild => Some("x"),
    }
}

/// The kinds of cells that are drawn, strongest last.
pub(super) const DRAWN: [Cell; 6] =
    [Cell::NoBuild, Cell::Unknown, Cell::Depends, Cell::Parent, Cell::Redefined, Cell::Changed];

/// Up to so many columns stand apart.
const FEW_COLUMNS: usize = 100;

/// Where a cell begins and how tall it is, in tenths of the strip: a root cause fills the strip, a victim stands in its
/// lower half, what only may have run is a line at its foot, what is not known one at its top.
pub(super) fn band(cell: Cell) -> (u32, u32) {
    match cell {
        Cell::Changed | Cell::Redefined => (0, 10),
        Cell::Parent => (5, 5),
        Cell::Depends => (8, 2),
        Cell::Unknown => (0, 2),
        Cell::Cached | Cell::NotBuilt | Cell::NoBuild => (4, 2),
    }
}

/// The path data of all cells of one kind in a strip that is one unit wide for each column and `height` high.
///
/// Few columns stand apart a little, so that they can be counted; of many those that touch are one.
pub(super) fn path(cells: &[Cell], kind: Cell, height: f64) -> String {
    let (top, tall) = band(kind);
    let (top, tall) = (f64::from(top) / 10.0 * height, f64::from(tall) / 10.0 * height);
    let stands_apart = cells.len() <= FEW_COLUMNS;
    let mut data = String::new();
    let mut column = 0;
    while column < cells.len() {
        let of_kind = |cell: &&Cell| class(**cell) == class(kind);
        let run = cells[column..].iter().take_while(of_kind).count();
        let run = if stands_apart { run.min(1) } else { run };
        let width = if stands_apart { 0.86 } else { run as f64 };
        let mut bar = |top: f64, tall: f64| {
            data.push_str(&format!("M{column} {top}h{width}v{tall}h-{width}z"));
        };
        match (run, kind) {
            (0, _) => {}
            // The text of the step is another: the bar is split.
            (_, Cell::Redefined) => {
                bar(top, tall * 0.4);
                bar(top + tall * 0.6, tall * 0.4);
            }
            _ => bar(top, tall),
        }
        column += run.max(1);
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let hostile = "</style><script>alert('x')</script>\u{1b}[2J\u{202e}&\"\n\u{ffff}";
        let expected = "&lt;/style&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;?[2J\u{fffd}&amp;&quot; \u{fffd}";
        assert_eq!(escaped(hostile), expected);
    }

    #[test]
    fn cells_of_a_kind_are_one_path() {
        use Cell::{Cached, Changed, Parent, Redefined};
        let cells = [Cached, Changed, Parent, Changed, Redefined];
        let data = path(&cells, Changed, 10.0);
        assert_eq!(data, "M1 0h0.86v10h-0.86zM3 0h0.86v10h-0.86z");
        assert_eq!(path(&cells, Parent, 10.0), "M2 5h0.86v5h-0.86z");
        assert_eq!(path(&cells, Redefined, 10.0), "M4 0h0.86v4h-0.86zM4 6h0.86v4h-0.86z");
        assert_eq!(path(&cells, Cell::Unknown, 10.0), "");
        let many = [[Changed; 3], [Cached; 3]].concat().repeat(20);
        assert!(path(&many, Changed, 10.0).starts_with("M0 0h3v10h-3zM6 0h3v10h-3z"));
    }
}
