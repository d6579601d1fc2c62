//! Variables: what ARG and ENV set, and what a step sees of it.
//!
//! BuildKit keeps one list for both: each ARG with a value and each ENV sets a
//! name, the last assignment wins, a child stage starts with its parent's list
//! (`convert.go dispatchArg, dispatchEnv`; experiments `arg_*`, `env_*`).

use crate::syntax::Value;
use crate::text::TextRange;

/// Who assigned a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VariableKind {
    /// `ARG`: for this build only.
    Arg,
    /// `ENV`: kept in the image.
    Env,
}

/// One assignment, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The name.
    pub name: String,
    /// The value after expansion.
    pub value: Value,
    /// By which instruction.
    pub kind: VariableKind,
    /// The pair in the source.
    pub range: TextRange,
}

/// What is set at one place of the build.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'g> {
    assignments: &'g [Assignment],
    /// Whether names that nobody assigned may come from a base image.
    open: bool,
}

impl<'g> Scope<'g> {
    pub(super) fn new(assignments: &'g [Assignment], open: bool) -> Self {
        Self { assignments, open }
    }

    /// The value of `name`.
    pub fn get(self, name: &str) -> Value {
        match self.assignment(name) {
            Some(assignment) => assignment.value.clone(),
            None if self.open => Value::Unknown,
            None => Value::Unset,
        }
    }

    /// The assignment that counts for `name`.
    pub fn assignment(self, name: &str) -> Option<&'g Assignment> {
        self.assignments.iter().rev().find(|assignment| assignment.name == name)
    }

    /// All assignments, in order; later ones win.
    pub fn assignments(self) -> &'g [Assignment] {
        self.assignments
    }

    /// The literal value of `name`, when it is known.
    pub fn known(self, name: &str) -> Option<&'g str> {
        match self.assignment(name).map(|assignment| &assignment.value) {
            Some(Value::Set(value)) => Some(value),
            _ => None,
        }
    }
}

/// Build arguments that every build has without declaring them in global scope (`platform.go`).
pub(super) const PLATFORM_ARGS: [&str; 8] = [
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDARCH",
    "BUILDVARIANT",
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETARCH",
    "TARGETVARIANT",
];
