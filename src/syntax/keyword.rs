//! The instruction keywords.

/// The keyword of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Keyword {
    /// `ADD`
    Add,
    /// `ARG`
    Arg,
    /// `CMD`
    Cmd,
    /// `COPY`
    Copy,
    /// `ENTRYPOINT`
    Entrypoint,
    /// `ENV`
    Env,
    /// `EXPOSE`
    Expose,
    /// `FROM`
    From,
    /// `HEALTHCHECK`
    Healthcheck,
    /// `LABEL`
    Label,
    /// `MAINTAINER`
    Maintainer,
    /// `ONBUILD`
    Onbuild,
    /// `RUN`
    Run,
    /// `SHELL`
    Shell,
    /// `STOPSIGNAL`
    Stopsignal,
    /// `USER`
    User,
    /// `VOLUME`
    Volume,
    /// `WORKDIR`
    Workdir,
    /// Anything else.
    Unknown,
}

impl Keyword {
    /// The known keywords, as BuildKit lists them (`command/command.go`).
    pub const KNOWN: [Keyword; 18] = [
        Keyword::Add,
        Keyword::Arg,
        Keyword::Cmd,
        Keyword::Copy,
        Keyword::Entrypoint,
        Keyword::Env,
        Keyword::Expose,
        Keyword::From,
        Keyword::Healthcheck,
        Keyword::Label,
        Keyword::Maintainer,
        Keyword::Onbuild,
        Keyword::Run,
        Keyword::Shell,
        Keyword::Stopsignal,
        Keyword::User,
        Keyword::Volume,
        Keyword::Workdir,
    ];

    /// The keyword a word stands for; case does not matter.
    pub fn of(word: &str) -> Keyword {
        let candidate = match word.as_bytes().first().map(u8::to_ascii_uppercase) {
            Some(b'A') if word.len() == 3 && word.as_bytes()[1].eq_ignore_ascii_case(&b'D') => {
                Keyword::Add
            }
            Some(b'A') => Keyword::Arg,
            Some(b'C') if word.len() == 3 => Keyword::Cmd,
            Some(b'C') => Keyword::Copy,
            Some(b'E') if word.len() == 3 => Keyword::Env,
            Some(b'E') if word.len() == 6 => Keyword::Expose,
            Some(b'E') => Keyword::Entrypoint,
            Some(b'F') => Keyword::From,
            Some(b'H') => Keyword::Healthcheck,
            Some(b'L') => Keyword::Label,
            Some(b'M') => Keyword::Maintainer,
            Some(b'O') => Keyword::Onbuild,
            Some(b'R') => Keyword::Run,
            Some(b'S') if word.len() == 5 => Keyword::Shell,
            Some(b'S') => Keyword::Stopsignal,
            Some(b'U') => Keyword::User,
            Some(b'V') => Keyword::Volume,
            Some(b'W') => Keyword::Workdir,
            _ => Keyword::Unknown,
        };
        if candidate.name().eq_ignore_ascii_case(word) { candidate } else { Keyword::Unknown }
    }

    /// The keyword in upper case; empty for [`Keyword::Unknown`].
    pub fn name(self) -> &'static str {
        match self {
            Keyword::Add => "ADD",
            Keyword::Arg => "ARG",
            Keyword::Cmd => "CMD",
            Keyword::Copy => "COPY",
            Keyword::Entrypoint => "ENTRYPOINT",
            Keyword::Env => "ENV",
            Keyword::Expose => "EXPOSE",
            Keyword::From => "FROM",
            Keyword::Healthcheck => "HEALTHCHECK",
            Keyword::Label => "LABEL",
            Keyword::Maintainer => "MAINTAINER",
            Keyword::Onbuild => "ONBUILD",
            Keyword::Run => "RUN",
            Keyword::Shell => "SHELL",
            Keyword::Stopsignal => "STOPSIGNAL",
            Keyword::User => "USER",
            Keyword::Volume => "VOLUME",
            Keyword::Workdir => "WORKDIR",
            Keyword::Unknown => "",
        }
    }

    /// Whether heredocs may follow (`parser.go heredocDirectives`).
    pub fn takes_heredocs(self) -> bool {
        matches!(self, Keyword::Add | Keyword::Copy | Keyword::Run)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_keyword_is_found_in_any_case() {
        for keyword in Keyword::KNOWN {
            assert_eq!(Keyword::of(keyword.name()), keyword);
            assert_eq!(Keyword::of(&keyword.name().to_lowercase()), keyword);
        }
    }

    #[test]
    fn near_misses_are_unknown() {
        for word in ["", "FORM", "CMD[", "ENTRY_POINT", "ADDS", "ARGS", "//", "ＲＵＮ"] {
            assert_eq!(Keyword::of(word), Keyword::Unknown, "{word}");
        }
    }
}
