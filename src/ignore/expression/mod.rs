//! The regular expressions that Moby makes of ignore patterns.
//!
//! Owns just enough of Go's `regexp` for what the translation in
//! [`matcher`](super::matcher) writes, quirks included, so that a pattern means
//! here what it means to BuildKit. Matching is linear in the path and the
//! pattern: all places that can be reached are followed at once.

mod class;
mod syntax;

use class::CharSet;
use syntax::{Assertion, Atom, Unit};

/// A compiled expression.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    steps: Vec<Step>,
    starts: Vec<usize>,
    /// Texts that every match begins with, ends with and holds: most paths fail
    /// on these, and cheaply.
    prefix: String,
    suffix: String,
    infix: String,
}

#[derive(Clone, Debug)]
enum Step {
    /// Takes one character.
    One(CharSet),
    /// Takes any number of characters.
    Many(CharSet),
    /// Goes on with the next step, or with the one so many further.
    Skip(usize),
    Assert(Assertion),
    Accept,
}

/// No honest pattern comes near; `a{1000}` many times over would. Go has such a
/// limit too (`regexp/syntax maxSize`), a higher one.
const MAX_STEPS: u64 = 100_000;

impl Expression {
    /// Compiles the text of an expression; `None` where Go refuses it.
    pub(super) fn new(text: &str) -> Option<Self> {
        let alternatives = syntax::parse(text)?;
        let counts = alternatives.iter().flatten().map(|atom| atom.max.unwrap_or(atom.min));
        if counts.map(u64::from).sum::<u64>() > MAX_STEPS {
            return None;
        }
        let (prefix, suffix, infix) = match alternatives.as_slice() {
            [only] => (literal_prefix(only), literal_suffix(only), longest_literal(only)),
            _ => Default::default(),
        };
        let mut steps = Vec::new();
        let mut starts = Vec::new();
        for atoms in &alternatives {
            starts.push(steps.len());
            push_alternative(&mut steps, atoms);
        }
        Some(Self { steps, starts, prefix, suffix, infix })
    }

    /// The text that every match begins with.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether the expression is found in `text`, as Go's `MatchString` says.
    pub(super) fn matches(&self, text: &str) -> bool {
        let is_possible = text.starts_with(&self.prefix)
            && text.ends_with(&self.suffix)
            && text.contains(&self.infix);
        if !is_possible {
            return false;
        }
        let words = self.steps.len().div_ceil(u64::BITS as usize);
        if words <= 2 {
            self.run(text, &mut [0; 2], &mut [0; 2])
        } else {
            self.run(text, &mut vec![0; words], &mut vec![0; words])
        }
    }

    /// Follows the text with the set of steps that it can have led to; both
    /// sets come empty and with a bit for each step.
    fn run<'s>(&self, text: &str, mut here: &'s mut [u64], mut next: &'s mut [u64]) -> bool {
        let mut chars = text.chars();
        let mut place = Place { before: None, after: text.chars().next() };
        for start in &self.starts {
            self.enter(*start, place, here);
        }
        while let Some(ch) = chars.next() {
            place = Place { before: Some(ch), after: chars.clone().next() };
            for (word, bits) in here.iter_mut().enumerate() {
                while *bits != 0 {
                    let step = word * u64::BITS as usize + bits.trailing_zeros() as usize;
                    *bits &= *bits - 1;
                    match &self.steps[step] {
                        Step::One(set) if set.contains(ch) => self.enter(step + 1, place, next),
                        Step::Many(set) if set.contains(ch) => self.enter(step, place, next),
                        _ => {}
                    }
                }
            }
            std::mem::swap(&mut here, &mut next);
            if here.iter().all(|word| *word == 0) {
                return false;
            }
        }
        let is_here = |step: usize| here[step / 64] >> (step % 64) & 1 == 1;
        self.steps.iter().enumerate().any(|(at, step)| matches!(step, Step::Accept) && is_here(at))
    }

    /// Adds `step` to `reached`, and every step that needs no character after it.
    fn enter(&self, mut step: usize, place: Place, reached: &mut [u64]) {
        loop {
            let bit = 1 << (step % 64);
            if reached[step / 64] & bit != 0 {
                return;
            }
            reached[step / 64] |= bit;
            match &self.steps[step] {
                Step::One(_) | Step::Accept => return,
                Step::Assert(assertion) if !place.holds(*assertion) => return,
                Step::Many(_) | Step::Assert(_) => step += 1,
                Step::Skip(count) => {
                    self.enter(step + 1, place, reached);
                    step += 1 + count;
                }
            }
        }
    }
}

/// The characters around a place between two characters.
#[derive(Clone, Copy)]
struct Place {
    before: Option<char>,
    after: Option<char>,
}

impl Place {
    fn holds(self, assertion: Assertion) -> bool {
        let is_word =
            |ch: Option<char>| ch.is_some_and(|ch| ch.is_ascii_alphanumeric() || ch == '_');
        let is_boundary = is_word(self.before) != is_word(self.after);
        match assertion {
            Assertion::Start => self.before.is_none(),
            Assertion::End => self.after.is_none(),
            Assertion::WordBoundary => is_boundary,
            Assertion::NotWordBoundary => !is_boundary,
        }
    }
}

const START: Unit = Unit::Assert(Assertion::Start);
const END: Unit = Unit::Assert(Assertion::End);

/// Writes the steps of one alternative. Only the first is tied to the start of
/// the path and only the last to its end: `a|b*` is `^a` or `b[^/]*$`.
fn push_alternative(steps: &mut Vec<Step>, atoms: &[Atom]) {
    if !atoms.first().is_some_and(|first| is_always(first, &START)) {
        steps.push(Step::Many(CharSet::Any));
    }
    for atom in atoms {
        push_atom(steps, atom);
    }
    if !atoms.last().is_some_and(|last| is_always(last, &END)) {
        steps.push(Step::Many(CharSet::Any));
    }
    steps.push(Step::Accept);
}

/// Whether the atom is this unit, and not one that may be left out (`^{0}`).
fn is_always(atom: &Atom, unit: &Unit) -> bool {
    atom.unit == *unit && atom.min > 0
}

fn push_atom(steps: &mut Vec<Step>, atom: &Atom) {
    match &atom.unit {
        Unit::Set(set) => {
            steps.extend((0..atom.min).map(|_| Step::One(set.clone())));
            match atom.max {
                None => steps.push(Step::Many(set.clone())),
                Some(max) => {
                    let optional = || [Step::Skip(1), Step::One(set.clone())];
                    steps.extend((atom.min..max).flat_map(|_| optional()));
                }
            }
        }
        Unit::Directories => steps.extend([
            Step::Skip(2),
            Step::Many(CharSet::NotNewline),
            Step::One(CharSet::Char('/'.into())),
        ]),
        Unit::Assert(assertion) if atom.min > 0 => steps.push(Step::Assert(*assertion)),
        Unit::Assert(_) => {}
    }
}

fn literal_prefix(atoms: &[Atom]) -> String {
    match atoms.split_first() {
        Some((first, atoms)) if is_always(first, &START) => {
            atoms.iter().map_while(char_of).collect()
        }
        _ => String::new(),
    }
}

fn literal_suffix(atoms: &[Atom]) -> String {
    match atoms.split_last() {
        Some((last, atoms)) if is_always(last, &END) => {
            let count = atoms.iter().rev().map_while(char_of).count();
            atoms[atoms.len() - count..].iter().filter_map(char_of).collect()
        }
        _ => String::new(),
    }
}

fn longest_literal(atoms: &[Atom]) -> String {
    let runs = atoms.split(|atom| char_of(atom).is_none());
    let longest = runs.max_by_key(|run| run.len()).unwrap_or_default();
    longest.iter().filter_map(char_of).collect()
}

fn char_of(atom: &Atom) -> Option<char> {
    match (&atom.unit, atom.min, atom.max) {
        (Unit::Set(CharSet::Char(code)), 1, Some(1)) => char::from_u32(*code),
        _ => None,
    }
}
