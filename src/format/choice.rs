//! From configuration files to the layout that is asked for.

use super::{FinalNewline, IndentStyle, KeywordCase, LineEnds, OperatorPlace, Options};
use crate::config::{
    CaseName, EditorProperties, FormatConfig, IndentStyleName, LineEndsName, OperatorPlaceName,
};

impl Options {
    /// The layout for one file: what the configuration leaves open is as editors are told.
    pub fn choose(config: &FormatConfig, editor: &EditorProperties, allow_rebuild: bool) -> Self {
        let open = Options::default();
        let indent_style = config.indent_style.map(|style| style == IndentStyleName::Tab);
        let tabs = indent_style.or_else(|| editor.uses_tabs());
        let style = |tabs| if tabs { IndentStyle::Tab } else { IndentStyle::Space };
        let indent_width = config.indent_width.map(|width| width.columns());
        let final_newline = config.final_newline.or_else(|| editor.final_newline());
        Self {
            keyword_case: config.keyword_case.map_or(open.keyword_case, keyword_case),
            indent_style: tabs.map(style),
            indent_width: indent_width.or_else(|| editor.indent_size()),
            tab_width: editor.tab_width().unwrap_or(open.tab_width),
            max_blank_lines: config.max_blank_lines.map_or(open.max_blank_lines, |it| it.lines()),
            final_newline: match final_newline {
                Some(false) => FinalNewline::Remove,
                Some(true) | None => FinalNewline::Insert,
            },
            line_ends: match (config.line_ends, editor.get("end_of_line")) {
                (Some(LineEndsName::Lf), _) | (None, Some("lf")) => LineEnds::Lf,
                (Some(LineEndsName::Crlf), _) | (None, Some("crlf")) => LineEnds::CrLf,
                // A lone carriage return ends no line of a Dockerfile.
                (Some(LineEndsName::Preserve), _) | (None, _) => LineEnds::Preserve,
            },
            operators: config.operators.map_or(open.operators, operators),
            allow_rebuild,
        }
    }
}

fn keyword_case(name: CaseName) -> KeywordCase {
    match name {
        CaseName::Upper => KeywordCase::Upper,
        CaseName::Lower => KeywordCase::Lower,
        CaseName::Preserve => KeywordCase::Preserve,
    }
}

fn operators(name: OperatorPlaceName) -> OperatorPlace {
    match name {
        OperatorPlaceName::Preserve => OperatorPlace::Preserve,
        OperatorPlaceName::Leading => OperatorPlace::Leading,
        OperatorPlaceName::Trailing => OperatorPlace::Trailing,
    }
}
