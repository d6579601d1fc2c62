//! Indentation in columns, and what a file is indented with.

use super::{IndentStyle, Options};

/// How the lines that continue an instruction are indented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Indent {
    style: IndentStyle,
    /// Columns of the first level.
    pub(super) width: u32,
    tab_width: u32,
}

/// More than this is the alignment of one instruction, not the habit of a file.
const WIDEST: u32 = 8;

impl Indent {
    /// What `options` ask for; what they leave open is what most of the indentations have, which are
    /// those of the least indented line of each continued instruction. Of equals the first counts.
    pub(super) fn choose<'a>(
        options: &Options,
        indentations: impl Iterator<Item = &'a str> + Clone,
    ) -> Self {
        let usual = || indentations.clone().filter(|it| !it.is_empty());
        let is_tab = |indentation: &str| indentation.starts_with('\t');
        let tabs = usual().filter(|it| is_tab(it)).count();
        let mostly = match tabs * 2 > usual().count() {
            true => IndentStyle::Tab,
            false => IndentStyle::Space,
        };
        let style = options.indent_style.unwrap_or(mostly);
        let tab_width = match (style, options.indent_width) {
            (IndentStyle::Tab, Some(width)) => width,
            _ => options.tab_width,
        };
        let widths = usual().filter(|it| !is_tab(it)).map(|it| columns(it, tab_width));
        let width = options.indent_width.unwrap_or_else(|| match style {
            IndentStyle::Tab => tab_width,
            IndentStyle::Space => most_common(widths.filter(|width| *width <= WIDEST)).unwrap_or(4),
        });
        Self { style, width, tab_width }
    }

    /// How many columns `indentation` is wide.
    pub(super) fn columns(self, indentation: &str) -> u32 {
        columns(indentation, self.tab_width)
    }

    /// An indentation that is `columns` wide.
    pub(super) fn render(self, columns: u32) -> String {
        let (tabs, spaces) = match self.style {
            IndentStyle::Tab => (columns / self.tab_width.max(1), columns % self.tab_width.max(1)),
            IndentStyle::Space => (0, columns),
        };
        "\t".repeat(tabs as usize) + &" ".repeat(spaces as usize)
    }
}

fn columns(indentation: &str, tab_width: u32) -> u32 {
    let tab_width = tab_width.max(1);
    indentation.bytes().fold(0, |column, byte| match byte {
        b'\t' => (column / tab_width + 1) * tab_width,
        _ => column + 1,
    })
}

/// The most common of the widths; the first of those that are equally common.
fn most_common(widths: impl Iterator<Item = u32>) -> Option<u32> {
    let mut counts: Vec<(u32, usize)> = Vec::new();
    for width in widths {
        match counts.iter_mut().find(|(known, _)| *known == width) {
            Some((_, count)) => *count += 1,
            None => counts.push((width, 1)),
        }
    }
    counts.iter().rev().max_by_key(|(_, count)| *count).map(|(width, _)| *width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_fill_up_to_the_next_stop() {
        assert_eq!(columns("\t", 4), 4);
        assert_eq!(columns("  \t ", 4), 5);
        assert_eq!(columns("\t\t", 8), 16);
    }

    #[test]
    fn the_habit_of_the_file_counts_where_nothing_is_asked() {
        let check = |options: &Options, indentations: &[&str]| {
            let indent = Indent::choose(options, indentations.iter().copied());
            (indent.style, indent.width)
        };
        let open = Options::default();
        assert_eq!(check(&open, &[]), (IndentStyle::Space, 4));
        assert_eq!(check(&open, &["  ", "      ", "  "]), (IndentStyle::Space, 2));
        assert_eq!(check(&open, &["   ", "  "]), (IndentStyle::Space, 3));
        assert_eq!(check(&open, &["\t", "\t", "    "]), (IndentStyle::Tab, 4));
        assert_eq!(check(&open, &["", "            "]), (IndentStyle::Space, 4));
        let asked = Options { indent_width: Some(2), ..open };
        assert_eq!(check(&asked, &["    "]), (IndentStyle::Space, 2));
        let asked = Options { indent_style: Some(IndentStyle::Tab), ..open };
        assert_eq!(check(&asked, &["  "]), (IndentStyle::Tab, 4));
    }

    #[test]
    fn what_is_no_whole_level_is_spaces() {
        let tabs = Options { indent_style: Some(IndentStyle::Tab), ..Options::default() };
        let indent = Indent::choose(&tabs, std::iter::empty());
        assert_eq!(indent.render(6), "\t  ");
    }
}
