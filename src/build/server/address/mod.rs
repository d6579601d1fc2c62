//! The address on which a server accepts connections.
//!
//! Knows of each server which flag, which variable or which file sets it, and
//! what holds without any. An address that only the container itself can reach
//! is the one thing that matters here.

mod manner;

use super::name_of;
use super::programs::launched;
use crate::syntax::Value;
use manner::{ARTISAN, Manner, manner};

/// From where a server can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// From outside the container.
    Any,
    /// Only from inside the container.
    Localhost(AddressOrigin),
    /// It depends on something that cannot be seen.
    Unknown,
}

/// What makes a server listen on localhost only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressOrigin {
    /// The word of the command line with this number, from 0.
    Word(usize),
    /// A variable.
    Variable(&'static str),
    /// Nothing says otherwise.
    Default {
        /// The words that make it listen everywhere.
        remedy: &'static [&'static str],
        /// Files beside it that may say otherwise.
        settings: &'static [&'static str],
        /// Whether it is usual to say it there.
        usual: bool,
    },
    /// A source file, by its path below the root of the context.
    Source(String),
}

/// The address of the server that `words` start; `variable` tells what the container's environment holds.
pub fn address(words: &[&str], variable: &dyn Fn(&str) -> Value) -> Address {
    let Some(first) = words.first() else { return Address::Unknown };
    let name = name_of(first);
    if let Some(rest) = launched(name, &words[1..]) {
        let skipped = words.len() - rest.len();
        return match address(rest, variable) {
            Address::Localhost(AddressOrigin::Word(at)) => {
                Address::Localhost(AddressOrigin::Word(at + skipped))
            }
            found => found,
        };
    }
    if let Some(found) = operand(name, words) {
        return found;
    }
    let verb = super::verb(name, &words[1..]);
    let Some(manner) = manner(name, verb) else { return Address::Unknown };
    manner.address(words, variable)
}

impl Manner {
    fn address(&self, words: &[&str], variable: &dyn Fn(&str) -> Value) -> Address {
        match values(words, self.flags).as_slice() {
            [] => {}
            [(at, value)] if value.is_some_and(is_local) => {
                return Address::Localhost(AddressOrigin::Word(*at));
            }
            found => {
                let is_open = |value: &Option<&str>| {
                    value.is_none_or(|value| !value.contains(super::UNKNOWN) && !is_local(value))
                };
                let is_any = found.iter().all(|(_, value)| is_open(value));
                return if is_any { Address::Any } else { Address::Unknown };
            }
        }
        for name in self.variables {
            match variable(name) {
                Value::Set(value) if value.split(';').all(is_local) => {
                    return Address::Localhost(AddressOrigin::Variable(name));
                }
                Value::Set(_) => return Address::Any,
                Value::Unknown => return Address::Unknown,
                Value::Unset => {}
            }
        }
        if self.remedy.is_empty() {
            return Address::Any;
        }
        let is_given = |other: &&str| match other.starts_with('-') {
            true => !values(words, &[other]).is_empty(),
            false => variable(other) != Value::Unset,
        };
        // A word that is not known may be the flag.
        if self.others.iter().any(is_given) || words.contains(&super::UNKNOWN) {
            return Address::Unknown;
        }
        let (remedy, settings, usual) = (self.remedy, self.settings, self.usual);
        Address::Localhost(AddressOrigin::Default { remedy, settings, usual })
    }
}

/// Servers whose address is an operand.
fn operand(name: &str, words: &[&str]) -> Option<Address> {
    let at = |word: &str| words.iter().position(|known| *known == word);
    if name == "php" {
        if let Some(at) = at("-S") {
            let is_here = words.get(at + 1).is_some_and(|value| is_local(value));
            return Some(if is_here {
                Address::Localhost(AddressOrigin::Word(at + 1))
            } else {
                Address::Unknown
            });
        }
        let is_serve = words.get(1..3) == Some(&["artisan", "serve"]);
        return is_serve.then(|| ARTISAN.address(words, &|_| Value::Unset));
    }
    let at = at("runserver")?;
    let index = words.iter().skip(at + 1).position(|word| !word.starts_with('-'));
    let Some(index) = index.map(|index| at + 1 + index) else {
        let is_plain = words.len() == at + 1;
        let remedy: &[&str] = &["0.0.0.0:8000"];
        let origin = AddressOrigin::Default { remedy, settings: &[], usual: false };
        return Some(if is_plain { Address::Localhost(origin) } else { Address::Unknown });
    };
    let value = words[index];
    let is_port = value.chars().all(|ch| ch.is_ascii_digit());
    // A value behind a flag of another `runserver` than Django's is none of ours.
    if index != at + 1 {
        return Some(Address::Unknown);
    }
    let is_here = is_port || is_local(value);
    Some(if is_here { Address::Localhost(AddressOrigin::Word(index)) } else { Address::Unknown })
}

/// The values that one of `flags` is given, with the number of the word that holds each; no value for a bare flag.
fn values<'w>(words: &[&'w str], flags: &[&str]) -> Vec<(usize, Option<&'w str>)> {
    let mut found = Vec::new();
    for (index, word) in words.iter().enumerate().skip(1) {
        if flags.contains(word) {
            let next = words.get(index + 1).copied().filter(|next| !next.starts_with('-'));
            found.push((index + usize::from(next.is_some()), next));
            continue;
        }
        let attached = flags.iter().find_map(|flag| {
            let rest = word.strip_prefix(flag)?;
            let is_short = !flag.starts_with("--") && flag.len() == 2;
            rest.strip_prefix('=').or(is_short.then(|| rest.trim_start()))
        });
        found.extend(attached.map(|value| (index, Some(value))));
    }
    found
}

/// Whether an address is the container's own: `127.0.0.1:8000`, `http://localhost`, `[::1]:80`.
pub fn is_local(value: &str) -> bool {
    let value = value.trim().trim_matches('\'');
    let value = value.split_once("://").map_or(value, |(_, rest)| rest);
    let host = match value.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None if value.matches(':').count() > 1 => value,
        None => value.split([':', '/']).next().unwrap_or(value),
    };
    let is_loopback =
        host.starts_with("127.") && host.chars().all(|ch| ch.is_ascii_digit() || ch == '.');
    is_loopback || matches!(host, "localhost" | "::1")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str) -> String {
        let words: Vec<&str> = line.split(' ').collect();
        let variable = |name: &str| match name {
            "UVICORN_HOST" if line.contains("env") => Value::Set("::".to_owned()),
            "ASPNETCORE_URLS" => Value::Set("http://localhost:5000".to_owned()),
            _ => Value::Unset,
        };
        match address(&words, &variable) {
            Address::Any => "any".to_owned(),
            Address::Unknown => "unknown".to_owned(),
            Address::Localhost(AddressOrigin::Word(at)) => words[at].to_owned(),
            Address::Localhost(AddressOrigin::Variable(name)) => name.to_owned(),
            Address::Localhost(AddressOrigin::Default { remedy, .. }) => {
                format!("+ {}", remedy.join(" "))
            }
            Address::Localhost(AddressOrigin::Source(path)) => path,
        }
    }

    #[test]
    fn addresses_of_command_lines() {
        for (line, expected) in [
            ("uvicorn main:app", "+ --host 0.0.0.0"),
            ("uvicorn main:app --host 0.0.0.0", "any"),
            ("uvicorn main:app --host=127.0.0.1", "--host=127.0.0.1"),
            ("uvicorn main:app env", "any"),
            ("uvicorn main:app --uds /run/app", "unknown"),
            ("python3 -m uvicorn main:app --host localhost", "localhost"),
            ("gunicorn app -b 127.0.0.1:80", "127.0.0.1:80"),
            ("gunicorn app -b :80", "any"),
            ("gunicorn app -b 127.0.0.1:80 -b 0.0.0.0:81", "unknown"),
            ("gunicorn app -c conf.py", "unknown"),
            ("poetry run flask run", "+ --host 0.0.0.0"),
            ("python manage.py runserver", "+ 0.0.0.0:8000"),
            ("python manage.py runserver 8000", "8000"),
            ("python manage.py runserver 0:8000", "unknown"),
            ("python manage.py runserver --host 0.0.0.0", "unknown"),
            ("npx vite --host", "any"),
            ("npx vite", "+ --host 0.0.0.0"),
            ("npx vite build", "unknown"),
            ("vite --port 80", "+ --host 0.0.0.0"),
            ("rails s -e production", "unknown"),
            ("bundle exec rails s -p 80", "+ -b 0.0.0.0"),
            ("php -S localhost:80", "localhost:80"),
            ("php artisan serve --host=localhost", "--host=localhost"),
            ("dotnet app.dll", "ASPNETCORE_URLS"),
            ("node server.js", "unknown"),
        ] {
            assert_eq!(check(line), expected, "{line}");
        }
    }

    #[test]
    fn local_addresses() {
        for local in
            ["localhost", "127.0.0.1", "127.0.1.1:80", "http://localhost:5000/", "[::1]:80", "::1"]
        {
            assert!(is_local(local), "{local}");
        }
        for other in
            ["", ":80", "0.0.0.0", "::", "[::]:80", "http://*:80", "localhost.example.org", "8000"]
        {
            assert!(!is_local(other), "{other}");
        }
    }
}
