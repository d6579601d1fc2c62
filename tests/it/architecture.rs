//! The import table in the crate's documentation is the law.

use crate::rule_pages::rust_files;
use crate::support::root;
use std::collections::BTreeMap;

/// Lines of modules, from the documentation of the crate.
fn table() -> BTreeMap<String, u32> {
    let docs = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let block = docs
        .split("```imports")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("an imports block");
    let lines = block.lines().filter_map(|line| {
        let mut words = line.trim_start_matches("//!").split_whitespace();
        let number: u32 = words.next()?.parse().ok()?;
        Some(words.map(move |module| (module.to_owned(), number)).collect::<Vec<_>>())
    });
    lines.flatten().collect()
}

/// What a file imports from the crate: the first part of each `crate::…` path, groups opened.
fn imports(text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| format!("{line}\n"))
        .collect();
    let mut modules = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                let inner = group.split("};").next().unwrap_or(group);
                modules.extend(top_names(inner));
            }
            None => modules.extend(first_name(rest)),
        }
    }
    modules
}

fn first_name(text: &str) -> Option<String> {
    let end = text.find(|ch: char| !ch.is_alphanumeric() && ch != '_').unwrap_or(text.len());
    Some(text[..end].to_owned()).filter(|name| !name.is_empty())
}

/// The names at the top level of a group.
fn top_names(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut names = vec![String::new()];
    for ch in group.chars() {
        match ch {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(String::new()),
            _ if depth == 0 => names.last_mut().expect("there is always one").push(ch),
            _ => {}
        }
    }
    names.iter().filter_map(|name| first_name(name.trim())).collect()
}

#[test]
fn modules_import_only_from_lines_above() {
    let table = table();
    let mut wrong = Vec::new();
    let sources = rust_files(&root().join("src"));
    for path in sources.into_iter().chain(rust_files(&root().join("rules"))) {
        let inside = path.strip_prefix(root()).unwrap();
        let mut parts = inside.iter().map(|part| part.to_str().unwrap().trim_end_matches(".rs"));
        let (top, next) = (parts.next().unwrap(), parts.next().unwrap());
        let module = if top == "rules" { "rules" } else { next };
        if matches!(module, "lib" | "main") {
            continue;
        }
        let own = *table.get(module).unwrap_or_else(|| panic!("{module} is not in the table"));
        let text = std::fs::read_to_string(&path).unwrap();
        for import in imports(&text) {
            let Some(line) = table.get(&import) else { continue };
            if import != module && *line >= own {
                wrong.push(format!("{} imports {import}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "against the table in src/lib.rs:\n{}", wrong.join("\n"));
}

#[test]
fn rules_see_the_prelude_only() {
    for path in rust_files(&root().join("rules")) {
        if path.ends_with("rules/mod.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for import in text.lines().filter(|line| line.contains("crate::")) {
            assert_eq!(import.trim(), "use crate::lint::prelude::*;", "{}", path.display());
        }
    }
}

#[test]
fn clap_and_printing_stay_in_the_command_line() {
    for path in rust_files(&root().join("src")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let is_test = path.iter().any(|part| part == "tests");
        if is_test || path.starts_with(root().join("src/cli")) {
            continue;
        }
        for word in ["clap::", "println!(", "eprintln!("] {
            assert!(!text.contains(word), "{} has {word}", path.display());
        }
    }
}
