//! Scripts that were parsed before: from one edit of a file to the next, nearly all are the same.

use super::{Dialect, Script};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Parsed scripts by their text. Parsing is what looking at a file costs most by.
#[derive(Debug, Default)]
pub struct Remembered {
    by_dialect: Mutex<HashMap<Dialect, HashMap<String, Arc<Script>>>>,
}

/// More than any file holds: when there are so many, they are of texts that are long gone.
const MOST: usize = 4096;

impl Remembered {
    /// The script that `text` is, parsed now or some time before.
    pub fn parse(&self, dialect: Dialect, text: &str) -> Arc<Script> {
        let known = |scripts: &HashMap<Dialect, HashMap<String, Arc<Script>>>| {
            scripts.get(&dialect)?.get(text).cloned()
        };
        if let Some(script) = known(&self.by_dialect.lock().unwrap_or_else(PoisonError::into_inner))
        {
            return script;
        }
        let script = Arc::new(dialect.parse(text));
        let mut all = self.by_dialect.lock().unwrap_or_else(PoisonError::into_inner);
        let scripts = all.entry(dialect).or_default();
        if scripts.len() >= MOST {
            scripts.clear();
        }
        scripts.insert(text.to_owned(), Arc::clone(&script));
        script
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_parsed_once_in_each_dialect() {
        let remembered = Remembered::default();
        let first = remembered.parse(Dialect::Posix, "a && b");
        assert!(Arc::ptr_eq(&first, &remembered.parse(Dialect::Posix, "a && b")));
        assert!(!Arc::ptr_eq(&first, &remembered.parse(Dialect::Cmd, "a && b")));
        assert_eq!(*first, Dialect::Posix.parse("a && b"));
    }
}
