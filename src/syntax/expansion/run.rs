//! One pass over a text: quotes, escapes and references, character by character.

use super::{Expanded, Expander, ExpansionError, Outcome, Value};
use crate::syntax::pattern;

/// The text so far, and the same text split into words.
#[derive(Default)]
pub(super) struct Out {
    pub(super) text: String,
    pub(super) words: Vec<String>,
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

    pub(super) fn end_word(&mut self) {
        if !self.word.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
        }
    }
}

/// One pass over a text.
pub(super) struct Run<'a> {
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
    pub(super) fn new(rules: &'a Expander<'a>, text: &'a str) -> Self {
        let chars = text.chars().peekable();
        Self { rules, chars, used: Vec::new(), unset: Vec::new(), unknown: false, depth: 0 }
    }

    pub(super) fn finish(self, text: String) -> Expanded {
        let text = (!self.unknown).then_some(text);
        Expanded { text, used: self.used, unset: self.unset }
    }

    /// Reads up to the character `stop`, which is consumed, or to the end.
    pub(super) fn until(
        &mut self,
        stop: Option<char>,
        keep_escapes: bool,
        out: &mut Out,
    ) -> Outcome<()> {
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
