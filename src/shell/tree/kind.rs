//! The grammar's node kinds, as far as we tell them apart.

use std::sync::LazyLock;

use tree_sitter::{Language, Node};

/// What a node of the grammar is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Holds statements (or redirects of one) and means nothing itself.
    Glue,
    /// Part of a compound that holds statements: `do … done`, `elif`, `else`, a case branch.
    Clause,
    /// What the grammar could not place.
    Error,
    Command,
    CommandName,
    Assignment,
    Test,
    Subshell,
    Group,
    If,
    For,
    While,
    Case,
    Function,
    FileRedirect,
    HereString,
    /// An expression inside a test or a sum.
    Expression,
    /// A word, or a part of one, that holds no other words.
    Text,
    /// `'…'`
    SingleQuoted,
    /// A word that may hold expansions.
    Word,
    /// `$X` or `${…}`
    Expansion,
    Arithmetic,
    Substitution,
    ProcessSubstitution,
    VariableName,
    Descriptor,
    And,
    Or,
    Semicolon,
    Ampersand,
    Pipe,
    Bang,
    Keyword(Keyword),
    Comment,
    Other,
}

/// Words and brackets that structure compounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    If,
    Then,
    Elif,
    Else,
    Fi,
    While,
    Until,
    For,
    Case,
    In,
    Esac,
    Do,
    Done,
    Function,
    OpenParen,
    CloseParen,
    OpenBrace,
    CloseBrace,
    OpenArithmetic,
    CloseArithmetic,
}

pub(super) static LANGUAGE: LazyLock<Language> =
    LazyLock::new(|| tree_sitter_bash::LANGUAGE.into());

static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let count = u16::try_from(LANGUAGE.node_kind_count()).unwrap_or(u16::MAX);
    (0..count).map(|id| kind_named(LANGUAGE.node_kind_for_id(id).unwrap_or_default())).collect()
});

/// What `node` is.
pub(super) fn kind_of(node: Node<'_>) -> Kind {
    match KINDS.get(usize::from(node.kind_id())) {
        Some(kind) => *kind,
        None => Kind::Error,
    }
}

impl Kind {
    /// Whether the node is a construct that holds lists.
    pub(super) fn is_compound(self) -> bool {
        matches!(
            self,
            Kind::Subshell
                | Kind::Group
                | Kind::If
                | Kind::For
                | Kind::While
                | Kind::Case
                | Kind::Function
        )
    }

    /// Whether the node is a word or a part of one.
    pub(super) fn is_word(self) -> bool {
        matches!(
            self,
            Kind::Text
                | Kind::SingleQuoted
                | Kind::Word
                | Kind::Expansion
                | Kind::Arithmetic
                | Kind::Substitution
                | Kind::ProcessSubstitution
                | Kind::VariableName
        )
    }
}

fn kind_named(name: &str) -> Kind {
    match name {
        "program"
        | "list"
        | "pipeline"
        | "redirected_statement"
        | "negated_command"
        | "variable_assignments" => Kind::Glue,
        "do_group" | "elif_clause" | "else_clause" | "case_item" => Kind::Clause,
        "ERROR" => Kind::Error,
        "command" | "declaration_command" | "unset_command" => Kind::Command,
        "command_name" => Kind::CommandName,
        "variable_assignment" => Kind::Assignment,
        "test_command" => Kind::Test,
        "subshell" => Kind::Subshell,
        "compound_statement" => Kind::Group,
        "if_statement" => Kind::If,
        "for_statement" | "c_style_for_statement" => Kind::For,
        "while_statement" => Kind::While,
        "case_statement" => Kind::Case,
        "function_definition" => Kind::Function,
        "file_redirect" | "heredoc_redirect" => Kind::FileRedirect,
        "herestring_redirect" => Kind::HereString,
        "binary_expression"
        | "unary_expression"
        | "ternary_expression"
        | "postfix_expression"
        | "parenthesized_expression" => Kind::Expression,
        "word" | "number" | "regex" | "extglob_pattern" | "string_content" | "ansi_c_string"
        | "brace_expression" | "test_operator" | "heredoc_start" => Kind::Text,
        "raw_string" => Kind::SingleQuoted,
        "string" | "translated_string" | "concatenation" | "array" | "subscript" => Kind::Word,
        "simple_expansion" | "expansion" => Kind::Expansion,
        "arithmetic_expansion" => Kind::Arithmetic,
        "command_substitution" => Kind::Substitution,
        "process_substitution" => Kind::ProcessSubstitution,
        "variable_name" | "special_variable_name" => Kind::VariableName,
        "file_descriptor" => Kind::Descriptor,
        "comment" => Kind::Comment,
        _ => token_named(name),
    }
}

fn token_named(name: &str) -> Kind {
    match name {
        "&&" => Kind::And,
        "||" => Kind::Or,
        ";" | ";;" | ";&" | ";;&" => Kind::Semicolon,
        "&" => Kind::Ampersand,
        "|" | "|&" => Kind::Pipe,
        "!" => Kind::Bang,
        "export" | "declare" | "typeset" | "readonly" | "local" | "unset" | "unsetenv" | "=~"
        | "==" | "$" => Kind::Text,
        "if" => Kind::Keyword(Keyword::If),
        "then" => Kind::Keyword(Keyword::Then),
        "elif" => Kind::Keyword(Keyword::Elif),
        "else" => Kind::Keyword(Keyword::Else),
        "fi" => Kind::Keyword(Keyword::Fi),
        "while" => Kind::Keyword(Keyword::While),
        "until" => Kind::Keyword(Keyword::Until),
        "for" | "select" => Kind::Keyword(Keyword::For),
        "case" => Kind::Keyword(Keyword::Case),
        "in" => Kind::Keyword(Keyword::In),
        "esac" => Kind::Keyword(Keyword::Esac),
        "do" => Kind::Keyword(Keyword::Do),
        "done" => Kind::Keyword(Keyword::Done),
        "function" => Kind::Keyword(Keyword::Function),
        "(" => Kind::Keyword(Keyword::OpenParen),
        ")" => Kind::Keyword(Keyword::CloseParen),
        "{" => Kind::Keyword(Keyword::OpenBrace),
        "}" => Kind::Keyword(Keyword::CloseBrace),
        "((" => Kind::Keyword(Keyword::OpenArithmetic),
        "))" => Kind::Keyword(Keyword::CloseArithmetic),
        _ => Kind::Other,
    }
}
