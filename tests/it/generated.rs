//! `rules/mod.rs` and `rules/README.md` are made from the pages.

use crate::page::Page;
use crate::support::{assert_file, root, rule_folder};
use std::fmt::Write;

/// What a page's metadata block holds.
struct Metadata {
    id: String,
    table: toml::Table,
}

impl Metadata {
    fn text(&self, key: &str) -> &str {
        let value = self.table.get(key).and_then(toml::Value::as_str);
        value.unwrap_or_else(|| panic!("{}: `{key}` must be a string", self.id))
    }

    fn list(&self, key: &str) -> Vec<&str> {
        let value = self.table.get(key).and_then(toml::Value::as_array);
        let list = value.unwrap_or_else(|| panic!("{}: `{key}` must be a list", self.id));
        list.iter().map(|item| item.as_str().expect("a list of strings")).collect()
    }
}

fn rules() -> Vec<Metadata> {
    let entries = std::fs::read_dir(root().join("rules")).unwrap();
    let folders = entries.map(|entry| entry.unwrap()).filter(|entry| entry.path().is_dir());
    let mut ids: Vec<String> =
        folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    ids.sort();
    let read = |id: String| {
        let page = Page::parse(&std::fs::read_to_string(rule_folder(&id).join("rule.md")).unwrap());
        assert_eq!(page.heading, id, "the heading of a page is the name of its folder");
        Metadata {
            table: page.metadata.parse().unwrap_or_else(|error| panic!("{id}: {error}")),
            id,
        }
    };
    ids.into_iter().map(read).collect()
}

/// `variant-name` as a variant of an enumeration.
fn variant(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn variants(kind: &str, names: &[&str]) -> String {
    let items: Vec<String> =
        names.iter().map(|name| format!("{kind}::{}", variant(name))).collect();
    format!("&[{}]", items.join(", "))
}

#[test]
fn the_rule_table_is_up_to_date() {
    let rules = rules();
    let mut text = String::from(
        "//! The table of rules. Made from the folders beside this file by `BLESS=1 cargo test`; do not edit.\n\n\
         // One line each, however long: this file is read by nobody but the compiler.\n\
         #![cfg_attr(rustfmt, rustfmt_skip)]\n\n\
         use crate::diagnostic::Severity;\n\
         use crate::lint::{Category, FixAvailability, Need, Profile, Rule, Status};\n\n",
    );
    for rule in &rules {
        let module = rule.id.replace('-', "_");
        writeln!(text, "#[path = \"{}/check.rs\"]\nmod {module};", rule.id).unwrap();
    }
    text += "\n/// Every rule, sorted by id.\npub static ALL: &[Rule] = &[\n";
    for rule in &rules {
        writeln!(text, "    Rule {{").unwrap();
        writeln!(text, "        id: {:?},", rule.id).unwrap();
        writeln!(text, "        summary: {:?},", rule.text("summary")).unwrap();
        writeln!(text, "        category: Category::{},", variant(rule.text("category"))).unwrap();
        writeln!(text, "        severity: Severity::{},", variant(rule.text("severity"))).unwrap();
        writeln!(text, "        profiles: {},", variants("Profile", &rule.list("profiles")))
            .unwrap();
        writeln!(text, "        status: Status::{},", variant(rule.text("status"))).unwrap();
        writeln!(text, "        since: {:?},", rule.text("since")).unwrap();
        writeln!(text, "        fix: FixAvailability::{},", variant(rule.text("fix"))).unwrap();
        writeln!(text, "        needs: {},", variants("Need", &rule.list("needs"))).unwrap();
        writeln!(text, "        aliases: &{:?},", rule.list("aliases")).unwrap();
        writeln!(text, "        page: include_str!(\"{}/rule.md\"),", rule.id).unwrap();
        writeln!(text, "        check: {}::CHECK,", rule.id.replace('-', "_")).unwrap();
        writeln!(text, "    }},").unwrap();
    }
    text += "];\n";
    assert_file(&root().join("rules/mod.rs"), &text);
}

#[test]
fn the_index_of_rules_is_up_to_date() {
    let mut text = String::from(
        "# Rules\n\n\
         One folder is one rule: `rule.md` is its page, its metadata and its tests, `check.rs` its code.\n\
         To add a rule, add a folder and run `BLESS=1 cargo test`, which refreshes `mod.rs` and this index.\n\n\
         | rule | category | severity | fix | |\n|---|---|---|---|---|\n",
    );
    for rule in rules() {
        let (id, category, severity) = (&rule.id, rule.text("category"), rule.text("severity"));
        let (fix, summary) = (rule.text("fix"), rule.text("summary"));
        writeln!(text, "| [{id}]({id}/rule.md) | {category} | {severity} | {fix} | {summary} |")
            .unwrap();
    }
    assert_file(&root().join("rules/README.md"), &text);
}

#[test]
fn the_page_of_costs_is_up_to_date() {
    let mut text = String::from(
        "# What a step is taken to cost\n\n\
         `simulate` and its history rank steps by what they take when they run. A time that was recorded (`explain --record`)\n\
         comes first, then `--weights FILE`, then these rough figures in seconds, which are orders of magnitude for a project of\n\
         middle size on a machine of four cores. A RUN costs what its commands cost together. Every figure in a report says\n\
         which of these it is: `recorded`, `file` or `estimated`.\n\n\
         A file of weights is JSON: `COPY`, `ADD`, `ADD_remote`, `WORKDIR` and `RUN_default` with seconds, and under `RUN` the\n\
         first words of commands with theirs.\n\n\
         | seconds | |\n|---|---|\n",
    );
    let mut by_seconds: Vec<(f64, Vec<String>)> = Vec::new();
    for (name, seconds) in dockwright::cost::Weights::estimated().rows() {
        match by_seconds.iter_mut().find(|(known, _)| *known == seconds) {
            Some((_, names)) => names.push(name),
            None => by_seconds.push((seconds, vec![name])),
        }
    }
    by_seconds.sort_by(|one, other| one.0.total_cmp(&other.0));
    for (seconds, names) in by_seconds {
        writeln!(text, "| {seconds} | {} |", names.join(", ")).unwrap();
    }
    assert_file(&root().join("docs/costs.md"), &text);
}

#[test]
fn the_page_of_volatile_paths_is_up_to_date() {
    let mut text = String::from(
        "# Volatile paths\n\n\
         `verify` compares every file of two images. Two builds of one Dockerfile differ at some paths although nothing is\n\
         wrong: logs, caches, records with a time in them. A difference there is found, counted and shown like any other, and\n\
         marked as volatile: it does not make the images unequal. Times of files are not compared at all.\n\n\
         - `content`: that the file is there, its mode and its owner are compared; its content is not.\n\
         - `tree`: the same for the folder; what is below is summed up in one line.\n\
         - every other word: the content is compared after the volatile part was taken out, so that only a difference in that\n  \
         part is volatile. Files above 16 MiB are compared as they are.\n  \
         `python-bytecode`: the time of the source in the header. `fields`: the values of the keys that are named.\n  \
         `password-days`: the day of the last change. `install-record`: lines about compiled files and `uv_cache.json`.\n  \
         `composer-names`: the random end of Composer's class names. `comment-lines`: lines that begin with `#`.\n\n\
         More of them are named in `dockwright.toml`; a pattern that ends in `/**` is treated as `tree`, any other as\n\
         `content`. `*`, `?` and `[…]` stay within a part of a path, `**` is any number of parts.\n\n\
         ```toml\n[verify]\nvolatile = [\"/app/build-info.json\", \"/srv/cache/**\"]\n```\n\n\
         | path | treatment | why |\n|---|---|---|\n",
    );
    for rule in dockwright::proof::image::volatile_rules() {
        let treatment = rule.treatment.to_string();
        writeln!(text, "| `{}` | {treatment} | {} |", rule.pattern, rule.reason).unwrap();
    }
    assert_file(&root().join("docs/volatile-paths.md"), &text);
}
