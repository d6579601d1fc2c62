//! `requirements.txt`: what it includes, and what of the project it installs.

use super::super::Manifests;
use super::super::manifests::{parent, resolve};
use crate::build::Context;
use crate::diagnostic::Applicability;

/// Adds `file` and everything that it reads. Local paths are seen from `directory`, where pip runs;
/// included files from the file that includes them.
pub(super) fn add(manifests: &mut Manifests, context: &Context, directory: &str, file: &str) {
    let mut open = vec![file.to_owned()];
    let mut done = Vec::new();
    while let Some(file) = open.pop() {
        if done.contains(&file) {
            continue;
        }
        manifests.add_file(context, file.clone());
        let text = context.read_text(&file).unwrap_or_default();
        for line in lines(&text) {
            match entry(&line) {
                Entry::Includes(name) if name.contains("://") => {}
                Entry::Includes(name) => match resolve(parent(&file), &name) {
                    Some(path) if context.has_file(&path) => open.push(path),
                    _ => {
                        let reason = format!("{file} includes {name}, which is not there");
                        manifests.risk(Applicability::Display, reason);
                    }
                },
                Entry::Links(path) => match resolve(directory, &path) {
                    Some(path) if context.has_directory(&path) && !path.is_empty() => {
                        manifests.add_directory(context, path);
                    }
                    _ => {
                        let reason = format!("{file} looks for packages in {path}");
                        manifests.risk(Applicability::Display, reason);
                    }
                },
                Entry::Local(path) => {
                    manifests.local(context, directory, &format!("{path} in {file}"), &path);
                }
                Entry::Other => {}
            }
        }
        done.push(file);
    }
}

/// What a line of a requirement file says about files.
#[derive(Debug, PartialEq, Eq)]
enum Entry {
    /// `-r` or `-c`.
    Includes(String),
    /// `--find-links` with a path.
    Links(String),
    /// A directory or archive of the project.
    Local(String),
    /// A package, or anything else.
    Other,
}

/// The lines, continuations joined and comments dropped.
fn lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut joined = String::new();
    for line in text.trim_start_matches('\u{feff}').lines() {
        match line.strip_suffix('\\') {
            Some(line) => joined.push_str(line),
            None => {
                joined.push_str(line);
                let line = std::mem::take(&mut joined);
                let end = line.find(" #").unwrap_or(line.len());
                lines.push(line[..end].trim().to_owned());
            }
        }
    }
    lines.push(joined.trim().to_owned());
    lines.retain(|line| !line.is_empty() && !line.starts_with('#'));
    lines
}

fn entry(line: &str) -> Entry {
    let value = |flags: &[&str]| {
        flags.iter().find_map(|flag| {
            let rest = line.strip_prefix(flag)?;
            let is_short = !flag.starts_with("--");
            let is_apart = rest.starts_with([' ', '\t', '=']);
            (is_short || is_apart).then(|| rest.trim_start_matches(['=', ' ', '\t']).to_owned())
        })
    };
    if let Some(name) = value(&["--requirement", "--constraint", "-r", "-c"]) {
        return Entry::Includes(name);
    }
    if let Some(path) = value(&["--find-links", "-f"]) {
        return if path.contains("://") { Entry::Other } else { Entry::Links(path) };
    }
    if let Some(path) = value(&["--editable", "-e"]) {
        let is_remote = path.contains("://") || path.starts_with("git+");
        return if is_remote { Entry::Other } else { Entry::Local(without_extras(&path)) };
    }
    if line.starts_with('-') {
        return Entry::Other;
    }
    if let Some((_, url)) = line.split_once(" @ ") {
        let path = url.trim().strip_prefix("file:").map(|path| path.trim_start_matches("//"));
        return path.map_or(Entry::Other, |path| Entry::Local(path.to_owned()));
    }
    if let Some(path) = line.strip_prefix("file:") {
        return Entry::Local(path.trim_start_matches("//").to_owned());
    }
    let first = line.split([' ', ';']).next().unwrap_or(line);
    let is_path = first == "." || first.starts_with(['.', '/']) || first.starts_with(".[");
    let is_archive = [".whl", ".tar.gz", ".zip"].iter().any(|end| first.ends_with(end));
    match is_path || is_archive && !first.contains("://") {
        true => Entry::Local(without_extras(first)),
        false => Entry::Other,
    }
}

fn without_extras(path: &str) -> String {
    path.split('[').next().unwrap_or(path).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries() {
        let includes = |name: &str| Entry::Includes(name.to_owned());
        let local = |path: &str| Entry::Local(path.to_owned());
        for (line, expected) in [
            ("-r base.txt", includes("base.txt")),
            ("-rbase.txt", includes("base.txt")),
            ("--requirement=base.txt", includes("base.txt")),
            ("-c constraints.txt", includes("constraints.txt")),
            ("--find-links ./wheels", Entry::Links("./wheels".into())),
            ("--find-links https://x/y", Entry::Other),
            ("-e .", local(".")),
            ("-e ./lib[dev]", local("./lib")),
            ("-e git+https://x/y", Entry::Other),
            ("./lib", local("./lib")),
            (".[test]", local(".")),
            ("wheels/x-1.whl", local("wheels/x-1.whl")),
            ("lib @ file:///srv/lib", local("/srv/lib")),
            ("flask==3.0", Entry::Other),
            ("--index-url https://x", Entry::Other),
        ] {
            assert_eq!(entry(line), expected, "{line}");
        }
        assert_eq!(lines("a \\\n  ==1 # why\n# no\n\nb\n"), ["a   ==1", "b"]);
    }
}
