//! What the tests are asked to do.

/// The command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// How many random scenarios.
    pub(crate) scenarios: usize,
    /// About how many of those in `fixtures/scenarios`.
    pub(crate) fixtures: usize,
    /// The only ones of those that are played: all whose name, as in `copy-link/link_chmod`, has this in it.
    pub(crate) fixture: Option<String>,
    /// How many files of each kind are formatted between two builds.
    pub(crate) format: usize,
    /// What the random ones are made from, and which of the others are taken; taken from the clock when not given.
    pub(crate) seed: u64,
    /// Whether random scenarios are only made and counted, without engines.
    pub(crate) is_dry: bool,
    /// The number of the only scenario to run.
    pub(crate) only: Option<usize>,
    /// Whether real projects are verified, and nothing else.
    pub(crate) is_verify: bool,
    /// The only one of them.
    pub(crate) verify: Option<String>,
}

impl Arguments {
    /// Reads them; `None` when only the names of tests are asked for.
    pub(crate) fn read(words: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let now = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        let mut arguments = Self {
            scenarios: 60,
            fixtures: 40,
            fixture: None,
            format: 6,
            seed: now.as_micros() as u64 % 1_000_000_000,
            is_dry: false,
            only: None,
            is_verify: false,
            verify: None,
        };
        let mut words = words.peekable();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--list" => return Ok(None),
                "--scenarios" => arguments.scenarios = number(&word, words.next())?,
                "--fixtures" => {
                    arguments.fixtures = match words.next_if(|word| !word.starts_with("--")) {
                        Some(count) if count != "all" => number(&word, Some(count))?,
                        _ => usize::MAX,
                    };
                }
                "--fixture" => arguments.fixture = Some(value(&word, words.next())?),
                "--format" => arguments.format = number(&word, words.next())?,
                "--seed" => arguments.seed = number(&word, words.next())?,
                "--verify" => {
                    arguments.is_verify = true;
                    arguments.verify = words.next_if(|word| !word.starts_with("--"));
                }
                "--dry" => arguments.is_dry = true,
                "--only" => arguments.only = Some(number(&word, words.next())?),
                // Those of Rust's own test program, which cargo passes on to all of them.
                "--nocapture" | "--quiet" | "-q" | "--exact" => {}
                other => return Err(format!("live tests do not know {other:?}")),
            }
        }
        Ok(Some(arguments))
    }
}

fn number<T: std::str::FromStr>(flag: &str, value: Option<String>) -> Result<T, String> {
    let value = self::value(flag, value)?;
    value.parse().map_err(|_| format!("{flag}: {value:?} is no number"))
}

fn value(flag: &str, value: Option<String>) -> Result<String, String> {
    value.ok_or_else(|| format!("{flag} has no value"))
}
