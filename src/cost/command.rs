//! The words of a command by which its cost is known: `apt-get install`, `npm ci`, `mvnw package`.

use crate::build::ImagePath;
use crate::build::install::Install;
use crate::shell::{Invocation, Word};

/// The program and its operands in plain words; flags are left out. Empty when the program is not known.
pub(super) fn words(invocation: &Invocation<'_>) -> Vec<String> {
    let mut words = Vec::new();
    let Some(name) = invocation.argv.basename() else { return words };
    let operands = invocation.argv.args().iter().map(Word::known_start);
    let mut operands = operands.filter(|word| !word.is_empty() && !word.starts_with('-'));
    match program(name) {
        // `python -m pip install`, `php composer.phar install`: the program is what comes next.
        "python" if invocation.argv.has_short_flag('m') => {
            words.extend(operands.next().map(|name| program(name).to_owned()));
        }
        "php" => words.extend(
            operands.next().map(|name| program(name.rsplit('/').next().unwrap_or(name)).to_owned()),
        ),
        program => words.push(program.to_owned()),
    }
    words.extend(operands.map(verb).map(str::to_owned));
    if words == ["yarn"] {
        words.push("install".to_owned());
    }
    words
}

/// The words that its facts as an install give: `npm ci` for `npm clean-install`.
pub(super) fn title(invocation: &Invocation<'_>) -> Vec<String> {
    let text = |word: &Word| word.literal().map(str::to_owned);
    let install = Install::of(invocation, &ImagePath::root(), &text);
    let title = install.map(|install| install.title).unwrap_or_default();
    title.split_whitespace().map(str::to_owned).collect()
}

/// One name for the names that a program has.
fn program(name: &str) -> &str {
    match name {
        "apt" => "apt-get",
        "microdnf" | "tdnf" => "dnf",
        "yarnpkg" => "yarn",
        "bundler" => "bundle",
        "composer.phar" => "composer",
        _ if is_versioned(name, "python") => "python",
        _ if is_versioned(name, "pip") => "pip",
        name => name,
    }
}

/// `pip`, `pip3`, `pip3.11`
fn is_versioned(name: &str, program: &str) -> bool {
    let version = name.strip_prefix(program);
    version.is_some_and(|version| version.chars().all(|ch| ch.is_ascii_digit() || ch == '.'))
}

/// One verb for the verbs that mean the same.
fn verb(word: &str) -> &str {
    match word {
        "i" => "install",
        "clean-install" => "ci",
        word => word,
    }
}
