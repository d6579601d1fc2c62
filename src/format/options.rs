//! What a project may choose about its layout.

/// How keywords are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeywordCase {
    /// `RUN`
    #[default]
    Upper,
    /// `run`
    Lower,
    /// As they are.
    Preserve,
}

/// What lines that continue an instruction are indented with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndentStyle {
    /// Spaces.
    Space,
    /// Tabs, one a level; what is left of a level is filled with spaces.
    Tab,
}

/// The end of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FinalNewline {
    /// One line end.
    #[default]
    Insert,
    /// None.
    Remove,
}

/// How lines end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineEnds {
    /// Each as it is.
    #[default]
    Preserve,
    /// `\n`
    Lf,
    /// `\r\n`
    CrLf,
}

/// Where `&&` and `||` stand when a line break is beside them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OperatorPlace {
    /// Where they are.
    #[default]
    Preserve,
    /// At the begin of the line behind.
    Leading,
    /// At the end of the line before.
    Trailing,
}

/// The layout that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Keywords of instructions, `AS`, `CMD` and `NONE`.
    pub keyword_case: KeywordCase,
    /// What continued lines are indented with; `None` for what most instructions of the file have.
    pub indent_style: Option<IndentStyle>,
    /// How many columns the first level is; `None` for what most instructions of the file have.
    pub indent_width: Option<u32>,
    /// How many columns a tab is.
    pub tab_width: u32,
    /// How many empty lines may follow each other; at least 1.
    pub max_blank_lines: usize,
    /// The end of the file.
    pub final_newline: FinalNewline,
    /// The ends of lines outside heredocs.
    pub line_ends: LineEnds,
    /// Where `&&` and `||` stand.
    pub operators: OperatorPlace,
    /// Whether the text of commands may change too, which builds their steps again.
    pub allow_rebuild: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            keyword_case: KeywordCase::Upper,
            indent_style: None,
            indent_width: None,
            tab_width: 4,
            max_blank_lines: 1,
            final_newline: FinalNewline::Insert,
            line_ends: LineEnds::Preserve,
            operators: OperatorPlace::Preserve,
            allow_rebuild: false,
        }
    }
}
