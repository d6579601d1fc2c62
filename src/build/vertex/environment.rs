//! The environment of a step, in the order that is part of its cache key.
//!
//! ENV and ARG write one list; setting a name again moves it to the end
//! (`llb/meta.go EnvList`, experiments ENV_order, ENV_override_order). The
//! image's own list keeps the place of a name that is set again
//! (`convert.go addEnv`), and a child stage adds all of it anew.

use crate::syntax::Value;

/// A variable, or the place where those of an unknown base image stand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Variable {
    /// Name and value.
    Set(String, String),
    /// Those of the base image.
    Base,
}

/// Variables in order, each name once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Environment {
    variables: Vec<Variable>,
}

impl Environment {
    /// The variables.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// The variables as `NAME=value`; those of an unknown base image are left out.
    pub fn assignments(&self) -> impl Iterator<Item = String> {
        self.variables.iter().filter_map(|variable| match variable {
            Variable::Set(name, value) => Some(format!("{name}={value}")),
            Variable::Base => None,
        })
    }

    /// What is known of `name`.
    pub fn get(&self, name: &str) -> Value {
        let mut is_open = false;
        for variable in self.variables.iter().rev() {
            match variable {
                Variable::Set(set, value) if set == name => return Value::Set(value.clone()),
                Variable::Base => is_open = true,
                Variable::Set(..) => {}
            }
        }
        if is_open { Value::Unknown } else { Value::Unset }
    }

    /// Sets a variable and moves it to the end.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.push(Variable::Set(name.to_owned(), value.to_owned()));
    }

    /// Sets a variable in its place, or at the end.
    pub(super) fn set_in_place(&mut self, name: &str, value: &str) {
        let value = Variable::Set(name.to_owned(), value.to_owned());
        match self.variables.iter_mut().find(|variable| is_same(variable, &value)) {
            Some(variable) => *variable = value,
            None => self.variables.push(value),
        }
    }

    /// Adds the variables of an image that cannot be seen.
    pub(super) fn push_base(&mut self) {
        self.push(Variable::Base);
    }

    /// Sets all of `other`, in its order.
    pub(super) fn set_all(&mut self, other: &Environment) {
        for variable in &other.variables {
            self.push(variable.clone());
        }
    }

    fn push(&mut self, variable: Variable) {
        self.variables.retain(|known| !is_same(known, &variable));
        self.variables.push(variable);
    }
}

fn is_same(one: &Variable, other: &Variable) -> bool {
    match (one, other) {
        (Variable::Set(one, _), Variable::Set(other, _)) => one == other,
        (Variable::Base, Variable::Base) => true,
        _ => false,
    }
}
