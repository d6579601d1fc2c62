//! Variable references in the arguments of instructions, and their expansion.
//!
//! Follows BuildKit's lexer (`shell/lex.go`): quotes, the escape character and
//! every form of `$name` and `${name…}`. A value may be unknown (an image's
//! environment cannot be seen offline); then so is the result.

use super::pattern;
use std::fmt;

/// What is known of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Its value.
    Set(String),
    /// Surely not set.
    Unset,
    /// May be set, to something that cannot be known here.
    Unknown,
}

/// Shorthand for lookups that know nothing.
pub(super) enum Unset {
    Unset,
}

impl From<Unset> for Value {
    fn from(_: Unset) -> Value {
        Value::Unset
    }
}

/// Why a text cannot be expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpansionError(String);

impl fmt::Display for ExpansionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The outcome of an expansion that did not fail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expanded {
    /// The text; `None` when it depends on an unknown value.
    pub text: Option<String>,
    /// Names that were looked up, in order, each once.
    pub used: Vec<String>,
    /// Those of them that are surely unset and have no default in the reference.
    pub unset: Vec<String>,
}

type Lookup<'a> = &'a dyn Fn(&str) -> Value;
type Outcome<T> = Result<T, ExpansionError>;

/// Expands texts against one environment.
pub struct Expander<'a> {
    escape: char,
    lookup: Lookup<'a>,
    keep_unset: bool,
    keep_quotes: bool,
}

impl<'a> Expander<'a> {
    /// An expander for the given escape character and environment.
    pub fn new(escape: char, lookup: Lookup<'a>) -> Self {
        Self { escape, lookup, keep_unset: false, keep_quotes: false }
    }

    /// Leaves quotes alone, as in the body of a heredoc.
    pub fn keep_quotes(self) -> Self {
        Self { keep_quotes: true, ..self }
    }

    /// Leaves references to unset variables as they are written.
    pub(super) fn keep_unset(self) -> Self {
        Self { keep_unset: true, ..self }
    }

    /// Expands `word` to one text.
    ///
    /// # Errors
    ///
    /// When a reference or quote is malformed, or `${name:?message}` fails.
    pub fn expand(&self, word: &str) -> Outcome<Expanded> {
        let mut run = Run::new(self, word);
        let mut out = Out::default();
        run.until(None, false, &mut out)?;
        Ok(run.finish(out.text))
    }

    /// Expands `text` and splits the result at white space outside quotes; unknown values count as nothing.
    ///
    /// # Errors
    ///
    /// As [`Expander::expand`].
    pub fn words(&self, text: &str) -> Outcome<Vec<String>> {
        let mut run = Run::new(self, text);
        let mut out = Out::default();
        run.until(None, false, &mut out)?;
        out.end_word();
        Ok(out.words)
    }
}

/// The text so far, and the same text split into words.
#[derive(Default)]
struct Out {
    text: String,
    words: Vec<String>,
    word: String,
}

impl Out {
    /// A character that separates words if it is white space.
    fn plain(&mut self, ch: char) {
        self.text.push(ch);
        if ch.is_whitespace() { self.end_word() } else { self.word.push(ch) }
    }

    /// Text that stays in one word.
    fn raw(&mut self, text: &str) {
        self.text.push_str(text);
        self.word.push_str(text);
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
        }
    }
}

/// One pass over a text.
struct Run<'a> {
    rules: &'a Expander<'a>,
    chars: std::iter::Peekable<std::str::Chars<'a>>,
    used: Vec<String>,
    unset: Vec<String>,
    unknown: bool,
    depth: usize,
}

/// References nest (`${a:-${b:-…}}`); deeper than this nobody writes.
const MAX_DEPTH: usize = 100;

fn fail<T>(message: impl Into<String>) -> Outcome<T> {
    Err(ExpansionError(message.into()))
}

impl<'a> Run<'a> {
    fn new(rules: &'a Expander<'a>, text: &'a str) -> Self {
        let chars = text.chars().peekable();
        Self { rules, chars, used: Vec::new(), unset: Vec::new(), unknown: false, depth: 0 }
    }

    fn finish(self, text: String) -> Expanded {
        let text = (!self.unknown).then_some(text);
        Expanded { text, used: self.used, unset: self.unset }
    }

    /// Reads up to the character `stop`, which is consumed, or to the end.
    fn until(&mut self, stop: Option<char>, keep_escapes: bool, out: &mut Out) -> Outcome<()> {
        while let Some(&ch) = self.chars.peek() {
            if Some(ch) == stop {
                self.chars.next();
                return Ok(());
            }
            match ch {
                '\'' if !self.rules.keep_quotes => self.single_quoted(out)?,
                '"' if !self.rules.keep_quotes => self.double_quoted(keep_escapes, out)?,
                '$' => self.dollar()?.chars().for_each(|ch| out.plain(ch)),
                '<' => self.heredoc_mark(out),
                _ if ch == self.rules.escape => self.escaped(keep_escapes, out),
                _ => {
                    self.chars.next();
                    out.plain(ch);
                }
            }
        }
        match stop {
            Some(stop) => fail(format!("there is no matching {stop}")),
            None => Ok(()),
        }
    }

    fn escaped(&mut self, keep_escapes: bool, out: &mut Out) {
        let mut text = String::new();
        text.extend(self.chars.next().filter(|_| keep_escapes));
        text.extend(self.chars.next());
        out.raw(&text);
    }

    /// `<<` and the white space behind it stay with the word that follows.
    fn heredoc_mark(&mut self, out: &mut Out) {
        self.chars.next();
        if self.chars.next_if_eq(&'<').is_none() {
            return out.raw("<");
        }
        let mut mark = String::from("<<");
        while let Some(blank) = self.chars.next_if(|ch| matches!(ch, ' ' | '\t')) {
            mark.push(blank);
        }
        out.raw(&mark);
    }

    fn single_quoted(&mut self, out: &mut Out) -> Outcome<()> {
        self.chars.next();
        let mut text = String::new();
        loop {
            match self.chars.next() {
                Some('\'') => break,
                Some(ch) => text.push(ch),
                None => return fail("there is no matching single quote"),
            }
        }
        out.raw(&text);
        Ok(())
    }

    fn double_quoted(&mut self, keep_escapes: bool, out: &mut Out) -> Outcome<()> {
        self.chars.next();
        let mut text = String::new();
        loop {
            match self.chars.peek().copied() {
                None => return fail("there is no matching double quote"),
                Some('"') => {
                    self.chars.next();
                    break;
                }
                Some('$') => text.push_str(&self.dollar()?),
                Some(ch) => {
                    self.chars.next();
                    text.push_str(&self.in_double_quotes(ch, keep_escapes));
                }
            }
        }
        out.raw(&text);
        Ok(())
    }

    /// Within double quotes the escape character acts on quotes, `$` and itself only.
    fn in_double_quotes(&mut self, ch: char, keep_escapes: bool) -> String {
        let escape = self.rules.escape;
        if ch != escape {
            return ch.into();
        }
        let mut text: String = if keep_escapes { ch.into() } else { String::new() };
        match self.chars.peek().copied() {
            None => {}
            Some(next) if next == '"' || next == '$' || next == escape => {
                text.extend(self.chars.next());
            }
            Some(_) => text.push(ch),
        }
        text
    }

    fn get(&mut self, name: &str) -> Value {
        if !self.used.iter().any(|used| used == name) {
            self.used.push(name.to_owned());
        }
        (self.rules.lookup)(name)
    }

    fn note_unset(&mut self, name: &str) {
        if !self.unset.iter().any(|unset| unset == name) {
            self.unset.push(name.to_owned());
        }
    }

    /// The value of a plain reference; `written` is how it stands in the text.
    fn plain_value(&mut self, name: &str, written: String) -> String {
        match self.get(name) {
            Value::Set(value) => value,
            Value::Unset if self.rules.keep_unset => written,
            Value::Unset => {
                self.note_unset(name);
                String::new()
            }
            Value::Unknown => {
                self.unknown = true;
                String::new()
            }
        }
    }

    /// A reference, from its `$`.
    fn dollar(&mut self) -> Outcome<String> {
        self.chars.next();
        if self.chars.next_if_eq(&'{').is_none() {
            let name = self.name();
            if name.is_empty() {
                return Ok("$".into());
            }
            let written = format!("${name}");
            return Ok(self.plain_value(&name, written));
        }
        match self.chars.peek() {
            None => return fail("a ${ has no matching }"),
            Some('{' | '}' | ':') => return fail("this is no substitution that Docker knows"),
            _ => {}
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return fail("references are nested too deeply");
        }
        let value = self.braced();
        self.depth -= 1;
        value
    }

    /// A reference behind its `${`.
    fn braced(&mut self) -> Outcome<String> {
        let name = self.name();
        let Some(operator) = self.chars.next() else { return fail("a ${ has no matching }") };
        match operator {
            '}' => {
                let written = format!("${{{name}}}");
                Ok(self.plain_value(&name, written))
            }
            ':' => match self.chars.next() {
                Some(operator @ ('-' | '+' | '?')) => self.conditional(&name, operator, true),
                Some(other) => fail(format!("the modifier :{other} is not supported")),
                None => fail("a ${ has no matching }"),
            },
            '-' | '+' | '?' => self.conditional(&name, operator, false),
            '#' | '%' => self.trimmed(&name, operator),
            '/' => self.replaced(&name),
            other => fail(format!("the modifier {other} is not supported")),
        }
    }

    /// The rest of a reference up to its `}`.
    fn operand(&mut self, keep_escapes: bool) -> Outcome<String> {
        let mut out = Out::default();
        self.until(Some('}'), keep_escapes, &mut out).or_else(|error| match self.chars.peek() {
            None => fail("a ${ has no matching }"),
            Some(_) => Err(error),
        })?;
        Ok(out.text)
    }

    /// `${name-w}`, `${name+w}`, `${name?w}`, and with a colon, where empty counts as unset.
    fn conditional(&mut self, name: &str, operator: char, colon: bool) -> Outcome<String> {
        // What a default says only matters when it is taken.
        let (unset, unknown) = (self.unset.len(), self.unknown);
        let word = self.operand(false)?;
        let value = self.get(name);
        let word_taken = match (&value, operator) {
            (Value::Set(text), '-' | '?') => colon && text.is_empty(),
            (Value::Set(text), _) => !(colon && text.is_empty()),
            (Value::Unset, _) => operator != '+',
            (Value::Unknown, _) => true,
        };
        if !word_taken {
            self.unset.truncate(unset);
            self.unknown = unknown;
        }
        match (value, operator) {
            (Value::Unknown, _) => {
                self.unknown = true;
                Ok(String::new())
            }
            (Value::Unset, _) if self.rules.keep_unset => {
                let colon = if colon { ":" } else { "" };
                Ok(format!("${{{name}{colon}{operator}{word}}}"))
            }
            (Value::Set(text), '-') if !word_taken => Ok(text),
            (Value::Set(text), '?') if !word_taken => Ok(text),
            (_, '?') => fail(if word.is_empty() {
                format!("{name} must be set")
            } else {
                format!("{name}: {word}")
            }),
            _ => Ok(if word_taken { word } else { String::new() }),
        }
    }

    /// `${name#p}`, `${name##p}`, `${name%p}`, `${name%%p}`.
    fn trimmed(&mut self, name: &str, operator: char) -> Outcome<String> {
        let word = self.operand(true)?;
        let value = match self.get(name) {
            Value::Set(value) => value,
            Value::Unset if self.rules.keep_unset => {
                return Ok(format!("${{{name}{operator}{word}}}"));
            }
            Value::Unset => String::new(),
            Value::Unknown => {
                self.unknown = true;
                return Ok(String::new());
            }
        };
        let (word, greedy) = match word.strip_prefix(operator) {
            Some(word) => (word, true),
            None => (word.as_str(), false),
        };
        Ok(if operator == '#' {
            pattern::trim_prefix(word, &value, greedy).to_owned()
        } else {
            pattern::trim_suffix(word, &value, greedy).to_owned()
        })
    }

    /// `${name/p/r}` and `${name//p/r}`.
    fn replaced(&mut self, name: &str) -> Outcome<String> {
        let all = self.chars.next_if_eq(&'/').is_some();
        let mut pattern_text = Out::default();
        self.until(Some('/'), true, &mut pattern_text).or_else(|error| {
            match self.chars.peek() {
                None => fail("a ${…/…/…} has no second /"),
                Some(_) => Err(error),
            }
        })?;
        let replacement = self.operand(true)?;
        Ok(match self.get(name) {
            Value::Set(value) => pattern::replace(&pattern_text.text, &replacement, &value, all),
            Value::Unset if self.rules.keep_unset => {
                format!("${{{name}/{}/{replacement}}}", pattern_text.text)
            }
            Value::Unset => String::new(),
            Value::Unknown => {
                self.unknown = true;
                String::new()
            }
        })
    }

    /// A variable name: letters, digits and `_`; digits alone; or one special character.
    fn name(&mut self) -> String {
        let mut name = String::new();
        match self.chars.peek() {
            Some(ch) if ch.is_numeric() => {
                while let Some(digit) = self.chars.next_if(|ch| ch.is_numeric()) {
                    name.push(digit);
                }
            }
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => name.extend(self.chars.next()),
            _ => {
                while let Some(ch) = self.chars.next_if(|ch| ch.is_alphanumeric() || *ch == '_') {
                    name.push(ch);
                }
            }
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str) -> String {
        let lookup = |name: &str| match name {
            "A" => Value::Set("abcabc".into()),
            "E" => Value::Set(String::new()),
            "P" => Value::Set("a b".into()),
            "BASE" => Value::Unknown,
            _ => Value::Unset,
        };
        match Expander::new('\\', &lookup).expand(word) {
            Ok(expanded) => expanded.text.unwrap_or_else(|| "(unknown)".into()),
            Err(error) => format!("error: {error}"),
        }
    }

    #[test]
    fn expansion_forms() {
        for (word, expected) in [
            ("x$A-y", "xabcabc-y"),
            ("${A}y", "abcabcy"),
            ("$U|${U}", "|"),
            ("${U:-d}${U-d}${E:-d}${E-d}", "ddd"),
            ("${A:+w}${E:+w}${E+w}${U+w}", "ww"),
            ("${A:?m}", "abcabc"),
            ("${U:?is needed}", "error: U: is needed"),
            ("${E?m}x", "x"),
            ("${E:?}", "error: E must be set"),
            ("${A#a*b}|${A##a*b}", "cabc|c"),
            ("${A%b*}|${A%%b*}", "abca|a"),
            ("${A/b/X}|${A//b/X}|${A/a*b/X}", "aXcabc|aXcaXc|Xc"),
            ("${U:-${A}}", "abcabc"),
            ("'$A' \"$A\" \\$A", "$A abcabc $A"),
            (r#""a\"b\c""#, r#"a"b\c"#),
            ("$", "$"),
            ("$$x", "x"),
            ("${BASE}/bin", "(unknown)"),
            ("${BASE:-x}", "(unknown)"),
            ("${A:-${BASE}}", "abcabc"),
            ("${}", "error: this is no substitution that Docker knows"),
            ("${A", "error: a ${ has no matching }"),
            ("${A:=x}", "error: the modifier := is not supported"),
            ("${A^^}", "error: the modifier ^ is not supported"),
            ("'open", "error: there is no matching single quote"),
            ("\"open", "error: there is no matching double quote"),
        ] {
            assert_eq!(check(word), expected, "{word}");
        }
    }

    #[test]
    fn words_split_outside_quotes() {
        let lookup = |_: &str| Value::Set("80 81".into());
        let check = |text: &str| Expander::new('\\', &lookup).words(text).unwrap().join("|");
        assert_eq!(check("$P x"), "80|81|x");
        assert_eq!(check("\"$P\" 'a b'"), "80 81|a b");
        assert_eq!(check(r"a\ b"), "a b");
    }

    #[test]
    fn unset_names_are_told() {
        let lookup = |_: &str| Value::Unset;
        let expanded = Expander::new('\\', &lookup).expand("$a ${b:-x} ${c}").unwrap();
        assert_eq!(expanded.used, ["a", "b", "c"]);
        assert_eq!(expanded.unset, ["a", "c"]);
    }
}
