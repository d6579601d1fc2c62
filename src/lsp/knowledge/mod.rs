//! What there is to say of instructions, flags and variables: tables of our own words.
//!
//! Hover, completion and signature help show them; none of them is asked whether a file is right. That the tables name
//! what the parser accepts, neither more nor less, is tested here.

mod directives;
mod flags;
mod instructions;
mod labels;
mod mounts;
mod signals;
mod variables;

pub(super) use directives::{CHECK_KEYS, CHECKS, DIRECTIVES, SYNTAX_IMAGES};
pub(super) use flags::{Flag, Value, flag, flags_of};
pub(super) use instructions::{INSTRUCTIONS, page};
pub(super) use labels::IMAGE_LABELS;
pub(super) use mounts::{MOUNTS, MountKey, MountPage, mount};
pub(super) use signals::SIGNALS;
pub(super) use variables::{PREDEFINED, Reach, predefined};

use crate::syntax::Keyword;

/// The page of an instruction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    pub(super) keyword: Keyword,
    /// What it does, in a sentence.
    pub(super) summary: &'static str,
    /// How it is written: each form as its parts, the keyword first; one that ends in `…` may be repeated.
    pub(super) forms: &'static [&'static [&'static str]],
    /// What else is worth knowing; may be empty.
    pub(super) detail: &'static str,
    /// What it does to the build cache; may be empty.
    pub(super) cache: &'static str,
    /// What follows the keyword when it is completed, with the places to fill in; empty for none.
    pub(super) snippet: &'static str,
}

impl Page {
    /// A form as it is shown.
    pub(super) fn label(form: &[&str]) -> String {
        form.join(" ")
    }
}

/// A word and what it stands for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
}

const fn term(name: &'static str, summary: &'static str) -> Term {
    Term { name, summary }
}

/// The term of that name.
pub(super) fn term_of(terms: &'static [Term], name: &str) -> Option<&'static Term> {
    terms.iter().find(|term| term.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Dockerfile;
    use std::collections::BTreeSet;

    #[test]
    fn every_keyword_has_its_page() {
        for keyword in Keyword::KNOWN {
            let page = page(keyword).unwrap();
            assert!(page.summary.ends_with('.'), "{keyword:?}");
            for form in page.forms {
                assert_eq!(form.first(), Some(&keyword.name()), "{keyword:?}");
            }
        }
        assert_eq!(INSTRUCTIONS.len(), Keyword::KNOWN.len());
        assert!(page(Keyword::Unknown).is_none());
    }

    /// What the parser says an instruction takes: the list in its message about a flag that does not exist.
    fn accepted(text: &str, behind: &str) -> BTreeSet<String> {
        let file = Dockerfile::parse(format!("FROM a\n{text}\n"));
        let found = file.problems().iter().find_map(|it| it.message.split_once(behind));
        let (_, list) = found.unwrap_or_else(|| panic!("{text}: {:?}", file.problems()));
        list.split(", ").map(str::to_owned).collect()
    }

    #[test]
    fn flags_are_those_of_the_parser() {
        for (keyword, rest) in [
            (Keyword::Add, "a b"),
            (Keyword::Copy, "a b"),
            (Keyword::From, "a"),
            (Keyword::Healthcheck, "CMD x"),
            (Keyword::Run, "x"),
        ] {
            let known: BTreeSet<String> =
                flags_of(keyword).map(|flag| format!("--{}", flag.name)).collect();
            let text = format!("{} --nothing=1 {rest}", keyword.name());
            assert_eq!(accepted(&text, "it takes "), known, "{keyword:?}");
        }
    }

    #[test]
    fn a_flag_is_repeatable_where_the_parser_takes_it_twice() {
        for keyword in Keyword::KNOWN {
            for flag in flags_of(keyword) {
                let written = match flag.value {
                    Value::Switch => format!("--{}", flag.name),
                    Value::Mount => "--mount=type=tmpfs,target=/x".to_owned(),
                    _ => format!("--{}=1", flag.name),
                };
                let text = format!("FROM a\n{} {written} {written} a b\n", keyword.name());
                let file = Dockerfile::parse(text);
                let twice = file.problems().iter().any(|it| it.message.contains("given twice"));
                assert_eq!(twice, !flag.is_repeatable, "{keyword:?} {}", flag.name);
            }
        }
    }

    #[test]
    fn mount_keys_are_those_of_the_parser() {
        let mut known: BTreeSet<String> = ["type".to_owned()].into();
        for page in MOUNTS {
            for key in page.keys {
                known.insert(key.name.to_owned());
                known.extend(key.aliases.iter().map(|alias| (*alias).to_owned()));
            }
        }
        assert_eq!(accepted("RUN --mount=nothing=1 x", "it takes "), known);
    }

    #[test]
    fn every_mount_with_one_of_its_keys_is_accepted() {
        for page in MOUNTS {
            for key in page.keys {
                let required = match page.name {
                    "bind" | "cache" | "tmpfs" => ",target=/t",
                    "secret" => ",id=s",
                    _ => "",
                };
                let value = match key.name {
                    "uid" | "gid" => "=1",
                    "mode" => "=0700",
                    "size" => "=1000",
                    "sharing" => "=locked",
                    "rw" | "ro" | "required" => "",
                    _ => "=x",
                };
                let text = format!(
                    "FROM a\nRUN --mount=type={}{required},{}{value} x\n",
                    page.name, key.name
                );
                let file = Dockerfile::parse(&*text);
                assert!(file.problems().is_empty(), "{text}: {:?}", file.problems());
            }
        }
    }
}
