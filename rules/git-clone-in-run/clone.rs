//! A `git clone`: what it fetches, and where to.

use crate::lint::prelude::*;

/// Flags that take the next word.
const VALUED: [&str; 16] = [
    "-b", "--branch", "--depth", "-c", "--config", "-o", "--origin", "-j", "--jobs", "--reference", "--separate-git-dir",
    "--template", "-u", "--upload-pack", "--filter", "--shallow-since",
];

/// Flags that ADD has no need of: the result is the same without them.
const PLAIN: [&str; 9] =
    ["--depth", "--single-branch", "--quiet", "-q", "--progress", "--verbose", "-v", "--no-tags", "--branch"];

/// A `git clone`.
pub(super) struct Clone<'i> {
    /// The words behind `clone`.
    words: &'i [ShellWord],
    url: &'i ShellWord,
    directory: Option<&'i ShellWord>,
    reference: Option<ShellWord>,
}

impl<'i> Clone<'i> {
    pub(super) fn of(invocation: &Invocation<'i>) -> Option<Self> {
        if !invocation.runs(&["git"]) {
            return None;
        }
        let at = invocation.argv.words().iter().position(|word| word.is("clone"))?;
        let words = invocation.argv.words().get(at..)?;
        let is_subcommand = invocation.operands(&["-C", "-c", "--git-dir", "--work-tree"]).first()?.is("clone");
        let operands = words_of(words);
        let (url, directory) = (operands.first().copied()?, operands.get(1).copied());
        let reference = value_of(words, &["-b", "--branch"]);
        is_subcommand.then_some(Self { words, url, directory, reference })
    }

    /// Whether a tag is given, or what a variable says.
    pub(super) fn is_pinned(&self) -> bool {
        self.reference.as_ref().is_some_and(is_revision)
    }

    /// The address, if it is one: a path or an unknown variable is none.
    pub(super) fn remote(&self) -> Option<&'i str> {
        let url = self.url.value.as_str();
        let start = self.url.known_start();
        let is_remote = start.contains("://") && !start.starts_with("file:") || start.starts_with("git@");
        is_remote.then_some(url)
    }

    /// The address as ADD takes it, with the branch.
    pub(super) fn source(&self) -> Option<String> {
        if !self.words.iter().skip(1).filter(|word| word.value.starts_with('-')).all(is_plain_flag) {
            return None;
        }
        let url = self.url.literal()?;
        let is_known_host = ["https://github.com/", "https://gitlab.com/", "https://bitbucket.org/"].iter().any(|host| url.starts_with(host));
        let url = url.trim_end_matches('/');
        // Without the ending ADD would fetch the page.
        let source = match url.ends_with(".git") {
            true => url.to_owned(),
            false if is_known_host => format!("{url}.git"),
            false => return None,
        };
        // ADD needs no key for these only.
        if !source.starts_with("https://") && !source.starts_with("git://") || source.contains('@') {
            return None;
        }
        match &self.reference {
            Some(reference) => Some(format!("{source}#{}", reference.literal()?)),
            None => Some(source),
        }
    }

    /// Where the files go.
    pub(super) fn directory(&self) -> Option<&'i str> {
        let path = match self.directory {
            Some(word) => word.literal().filter(|_| !word.glob)?,
            None => {
                let url = self.url.literal()?.trim_end_matches('/');
                let url = url.strip_suffix(".git").unwrap_or(url);
                url.rsplit('/').next()?
            }
        };
        let is_plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte));
        (is_plain && !path.is_empty()).then_some(path)
    }
}

fn words_of(words: &[ShellWord]) -> Vec<&ShellWord> {
    let mut operands = Vec::new();
    let mut rest = words.iter().skip(1);
    while let Some(word) = rest.next() {
        if !word.known_start().starts_with('-') {
            operands.push(word);
        } else if VALUED.iter().any(|flag| word.is(flag)) {
            rest.next();
        }
    }
    operands
}

fn value_of(words: &[ShellWord], names: &[&str]) -> Option<ShellWord> {
    let next = words.iter().zip(words.iter().skip(1)).find(|(word, _)| names.iter().any(|name| word.is(name)));
    let attached = || {
        let prefixes = ["--branch=", "-b"];
        words.iter().find_map(|word| {
            let prefix = prefixes.into_iter().find(|prefix| word.known_start().starts_with(*prefix))?;
            let value = word.value.strip_prefix(prefix).filter(|value| !value.is_empty())?;
            Some(if word.literal().is_some() { ShellWord::plain(value, word.range) } else { word.clone() })
        })
    };
    next.map(|(_, value)| value.clone()).or_else(attached)
}

fn is_plain_flag(word: &ShellWord) -> bool {
    let name = word.value.split('=').next().unwrap_or_default();
    name.starts_with("-b") || PLAIN.contains(&name)
}

/// Whether the word names a commit or a version, or holds a variable that may.
pub(super) fn is_revision(word: &ShellWord) -> bool {
    let Some(name) = word.literal() else { return true };
    let is_commit = name.len() >= 7 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_commit || name.starts_with("tags/") || name.starts_with("refs/tags/") || name.bytes().any(|byte| byte.is_ascii_digit())
}
