//! Which variables of one name are one variable.

use super::Symbol;
use crate::build::{Base, BuildGraph};
use crate::syntax::Keyword;
use std::collections::HashMap;

/// The scope before the first FROM.
pub(super) const GLOBAL: usize = 0;

/// The scope of a stage.
pub(super) fn of_stage(index: usize) -> usize {
    index + 1
}

/// For each name the group that each scope sees; scopes in one group share the variable.
pub(super) struct Scopes {
    groups: HashMap<String, Vec<Option<usize>>>,
}

impl Scopes {
    pub(super) fn of(graph: &BuildGraph<'_>) -> Self {
        let count = graph.stages.len() + 1;
        let mut makers: HashMap<String, Vec<Option<Keyword>>> = HashMap::new();
        let mut scope = GLOBAL;
        for instruction in graph.file.instructions() {
            match instruction.keyword() {
                Keyword::From if instruction.as_from().is_some() => scope += 1,
                keyword @ (Keyword::Arg | Keyword::Env) => {
                    for pair in instruction.pairs() {
                        let by_scope = makers.entry(pair.key().to_owned());
                        let by_scope = by_scope.or_insert_with(|| vec![None; count]);
                        // An ARG is what ties a stage to the others; one is enough.
                        let made = &mut by_scope[scope.min(count - 1)];
                        *made = if *made == Some(Keyword::Arg) { *made } else { Some(keyword) };
                    }
                }
                _ => {}
            }
        }
        let groups = makers.into_iter().map(|(name, made)| (name, grouped(graph, &made)));
        Self { groups: groups.collect() }
    }

    /// The variable that `name` means in a scope; `None` where nobody made one.
    pub(super) fn variable(&self, name: &str, scope: usize) -> Option<Symbol> {
        let group = self.groups.get(name)?.get(scope).copied().flatten()?;
        Some(Symbol::Variable(name.to_owned(), group))
    }
}

/// The group of each scope, given who makes the variable there.
fn grouped(graph: &BuildGraph<'_>, made: &[Option<Keyword>]) -> Vec<Option<usize>> {
    let mut groups: Vec<Option<usize>> = vec![None; made.len()];
    groups[GLOBAL] = made[GLOBAL].map(|_| GLOBAL);
    for stage in &graph.stages {
        let scope = of_stage(stage.index);
        let inherited = match stage.base {
            Base::Stage(base) => groups[of_stage(base)],
            _ => None,
        };
        let global = groups[GLOBAL].filter(|_| made[scope] == Some(Keyword::Arg));
        groups[scope] = inherited.or(global).or(made[scope].map(|_| scope));
    }
    groups
}
