//! The table of rules. Made from the folders beside this file by `BLESS=1 cargo test`; do not edit.

// One line each, however long: this file is read by nobody but the compiler.
#![cfg_attr(rustfmt, rustfmt_skip)]

use crate::diagnostic::Severity;
use crate::lint::{Category, FixAvailability, Need, Profile, Rule, Status};

#[path = "entrypoint-script/check.rs"]
mod entrypoint_script;
#[path = "expose-mismatch/check.rs"]
mod expose_mismatch;
#[path = "listens-on-localhost/check.rs"]
mod listens_on_localhost;
#[path = "manifest-before-source/check.rs"]
mod manifest_before_source;
#[path = "missing-cmd/check.rs"]
mod missing_cmd;
#[path = "missing-expose/check.rs"]
mod missing_expose;
#[path = "server-in-run/check.rs"]
mod server_in_run;
#[path = "shell-form-signals/check.rs"]
mod shell_form_signals;
#[path = "slash-slash-comment/check.rs"]
mod slash_slash_comment;
#[path = "syntax-error/check.rs"]
mod syntax_error;
#[path = "unknown-instruction/check.rs"]
mod unknown_instruction;
#[path = "unused-ignore/check.rs"]
mod unused_ignore;

/// Every rule, sorted by id.
pub static ALL: &[Rule] = &[
    Rule {
        id: "entrypoint-script",
        summary: "The script that the container starts with cannot be run",
        category: Category::Runtime,
        severity: Severity::Error,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[Need::Context, Need::Shell],
        aliases: &[],
        page: include_str!("entrypoint-script/rule.md"),
        check: entrypoint_script::CHECK,
    },
    Rule {
        id: "expose-mismatch",
        summary: "EXPOSE names another port than the one on which the server listens",
        category: Category::Runtime,
        severity: Severity::Warning,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[Need::Context, Need::Shell],
        aliases: &[],
        page: include_str!("expose-mismatch/rule.md"),
        check: expose_mismatch::CHECK,
    },
    Rule {
        id: "listens-on-localhost",
        summary: "The server listens on localhost, where only its own container can reach it",
        category: Category::Runtime,
        severity: Severity::Warning,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[Need::Context, Need::Shell],
        aliases: &[],
        page: include_str!("listens-on-localhost/rule.md"),
        check: listens_on_localhost::CHECK,
    },
    Rule {
        id: "manifest-before-source",
        summary: "Sources are copied before a dependency install that needs only the manifests",
        category: Category::Cache,
        severity: Severity::Warning,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Always,
        needs: &[Need::Context, Need::Shell],
        aliases: &[],
        page: include_str!("manifest-before-source/rule.md"),
        check: manifest_before_source::CHECK,
    },
    Rule {
        id: "missing-cmd",
        summary: "The image has an application and nothing that starts it",
        category: Category::Runtime,
        severity: Severity::Warning,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[Need::Context],
        aliases: &[],
        page: include_str!("missing-cmd/rule.md"),
        check: missing_cmd::CHECK,
    },
    Rule {
        id: "missing-expose",
        summary: "The container runs a server on a known port and exposes nothing",
        category: Category::Runtime,
        severity: Severity::Info,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[Need::Context, Need::Shell],
        aliases: &[],
        page: include_str!("missing-expose/rule.md"),
        check: missing_expose::CHECK,
    },
    Rule {
        id: "server-in-run",
        summary: "A RUN starts a server",
        category: Category::Runtime,
        severity: Severity::Warning,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[Need::Context, Need::Shell],
        aliases: &[],
        page: include_str!("server-in-run/rule.md"),
        check: server_in_run::CHECK,
    },
    Rule {
        id: "shell-form-signals",
        summary: "A shell or a script runner keeps SIGTERM from the program",
        category: Category::Runtime,
        severity: Severity::Warning,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[Need::Context, Need::Shell],
        aliases: &[],
        page: include_str!("shell-form-signals/rule.md"),
        check: shell_form_signals::CHECK,
    },
    Rule {
        id: "slash-slash-comment",
        summary: "A line begins with the comment mark of another language",
        category: Category::Syntax,
        severity: Severity::Error,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Always,
        needs: &[],
        aliases: &[],
        page: include_str!("slash-slash-comment/rule.md"),
        check: slash_slash_comment::CHECK,
    },
    Rule {
        id: "syntax-error",
        summary: "BuildKit does not accept the file",
        category: Category::Syntax,
        severity: Severity::Error,
        profiles: &[Profile::Recommended, Profile::Hadolint, Profile::Buildkit],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[],
        aliases: &["hadolint:DL1000"],
        page: include_str!("syntax-error/rule.md"),
        check: syntax_error::CHECK,
    },
    Rule {
        id: "unknown-instruction",
        summary: "The first word of a line is no instruction",
        category: Category::Syntax,
        severity: Severity::Error,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[],
        aliases: &[],
        page: include_str!("unknown-instruction/rule.md"),
        check: unknown_instruction::CHECK,
    },
    Rule {
        id: "unused-ignore",
        summary: "An inline ignore hides nothing",
        category: Category::Meta,
        severity: Severity::Info,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Always,
        needs: &[],
        aliases: &[],
        page: include_str!("unused-ignore/rule.md"),
        check: unused_ignore::CHECK,
    },
];
