//! A command's words as a program sees them: name, flags, values, operands.
//!
//! Knows the conventions of flags, and no program.

use super::word::Word;

/// Name and arguments of a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Argv<'a> {
    words: &'a [Word],
}

impl<'a> Argv<'a> {
    /// Takes name and arguments.
    pub fn new(words: &'a [Word]) -> Self {
        Self { words }
    }

    /// All words, the name first.
    pub fn words(self) -> &'a [Word] {
        self.words
    }

    /// The first word as written, unless it depends on a variable.
    pub fn name(self) -> Option<&'a str> {
        self.words.first()?.literal()
    }

    /// The name without its folder: `apt-get` for `/usr/bin/apt-get`.
    pub fn basename(self) -> Option<&'a str> {
        self.name().map(basename)
    }

    /// Whether the name, without its folder, is one of `names`.
    pub fn runs(self, names: &[&str]) -> bool {
        self.basename().is_some_and(|name| names.contains(&name))
    }

    /// The words behind the name.
    pub fn args(self) -> &'a [Word] {
        self.words.get(1..).unwrap_or_default()
    }

    /// Whether `flag` is given, as it is or with `=value`.
    pub fn has_flag(self, flag: &str) -> bool {
        self.flags().any(|word| {
            let rest = word.known_start().strip_prefix(flag);
            rest.is_some_and(|rest| rest.starts_with('=') || rest.is_empty() && word.is(flag))
        })
    }

    /// Whether the one-letter flag is given, alone or among others: `y` in `-y` and `-qqy`.
    pub fn has_short_flag(self, letter: char) -> bool {
        self.flags().any(|word| {
            let letters = word.literal().and_then(cluster);
            letters.is_some_and(|letters| letters.contains(letter))
        })
    }

    /// The value of the last flag given of `names`: `-C dir`, `-Cdir`, `--prefix dir`,
    /// `--prefix=dir`.
    pub fn flag_value(self, names: &[&str]) -> Option<Word> {
        let mut value = None;
        let mut words = self.args().iter().take_while(|word| !word.is("--"));
        while let Some(word) = words.next() {
            value = match names.iter().find_map(|name| place_of_value(word, name)) {
                Some(Place::Attached(at)) => Some(word.behind(at)),
                Some(Place::Next) => words.next().cloned().or(value),
                None => value,
            };
        }
        value
    }

    /// The arguments that are neither flags nor their values. `valued` names the flags that take
    /// their value from the next word, as `-o` and `--file`. All words behind `--` are operands.
    pub fn operands(self, valued: &[&str]) -> Vec<&'a Word> {
        let mut operands = Vec::new();
        let mut words = self.args().iter();
        while let Some(word) = words.next() {
            if word.is("--") {
                operands.extend(words.by_ref());
            } else if !is_flag(word) {
                operands.push(word);
            } else if takes_next(word, valued) {
                words.next();
            }
        }
        operands
    }

    fn flags(self) -> impl Iterator<Item = &'a Word> {
        let args = self.args().iter().take_while(|word| !word.is("--"));
        args.filter(|word| is_flag(word))
    }
}

/// Whether the word begins as a flag does. A lone `-` is an operand: standard input, by custom.
pub(super) fn is_flag(word: &Word) -> bool {
    word.known_start().starts_with('-') && !word.is("-")
}

/// Whether the flag takes its value from the next word; `valued` names the flags that may.
pub(super) fn takes_next(word: &Word, valued: &[&str]) -> bool {
    valued.iter().any(|name| place_of_value(word, name) == Some(Place::Next))
}

/// The last part of a path with slashes.
pub(super) fn basename(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Where the value of a flag is.
#[derive(PartialEq, Eq)]
enum Place {
    /// In the same word, from this byte of its value.
    Attached(usize),
    /// The next word.
    Next,
}

fn place_of_value(word: &Word, name: &str) -> Option<Place> {
    if word.is(name) {
        return Some(Place::Next);
    }
    let letter = name.strip_prefix('-').filter(|letter| letter.len() == 1 && *letter != "-");
    if let Some(rest) = word.known_start().strip_prefix(name) {
        let equals = rest.starts_with('=');
        let attached = equals || letter.is_some();
        return attached.then_some(Place::Attached(name.len() + usize::from(equals)));
    }
    let letters = word.literal().and_then(cluster)?;
    letters.ends_with(letter?).then_some(Place::Next)
}

/// The letters of `-xzf`: short flags in one word. Longer words with one dash (`-trimpath`) are
/// flags of their own.
fn cluster(flag: &str) -> Option<&str> {
    let letters = flag.strip_prefix('-')?;
    let short = (1..=6).contains(&letters.len());
    (short && letters.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(letters)
}
