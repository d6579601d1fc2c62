//! The table of rules. Made from the folders beside this file by `BLESS=1 cargo test`; do not edit.

// One line each, however long: this file is read by nobody but the compiler.
#![cfg_attr(rustfmt, rustfmt_skip)]

use crate::diagnostic::Severity;
use crate::lint::{Category, FixAvailability, Need, Profile, Rule, Status};

#[path = "apt-update-alone/check.rs"]
mod apt_update_alone;
#[path = "artifact-in-mount/check.rs"]
mod artifact_in_mount;
#[path = "build-arg-early/check.rs"]
mod build_arg_early;
#[path = "cache-mount/check.rs"]
mod cache_mount;
#[path = "entrypoint-script/check.rs"]
mod entrypoint_script;
#[path = "env-early/check.rs"]
mod env_early;
#[path = "env-not-persisted/check.rs"]
mod env_not_persisted;
#[path = "expose-mismatch/check.rs"]
mod expose_mismatch;
#[path = "git-clone-in-run/check.rs"]
mod git_clone_in_run;
#[path = "host-modules-copied/check.rs"]
mod host_modules_copied;
#[path = "ignore-insufficient/check.rs"]
mod ignore_insufficient;
#[path = "ignore-syntax/check.rs"]
mod ignore_syntax;
#[path = "inline-comment/check.rs"]
mod inline_comment;
#[path = "link-defeated/check.rs"]
mod link_defeated;
#[path = "listens-on-localhost/check.rs"]
mod listens_on_localhost;
#[path = "manifest-before-source/check.rs"]
mod manifest_before_source;
#[path = "manifest-copied-but-source-too/check.rs"]
mod manifest_copied_but_source_too;
#[path = "manifest-incomplete/check.rs"]
mod manifest_incomplete;
#[path = "missing-backslash/check.rs"]
mod missing_backslash;
#[path = "missing-cmd/check.rs"]
mod missing_cmd;
#[path = "missing-expose/check.rs"]
mod missing_expose;
#[path = "mount-wrong-target/check.rs"]
mod mount_wrong_target;
#[path = "server-in-run/check.rs"]
mod server_in_run;
#[path = "shell-form-signals/check.rs"]
mod shell_form_signals;
#[path = "slash-slash-comment/check.rs"]
mod slash_slash_comment;
#[path = "syntax-error/check.rs"]
mod syntax_error;
#[path = "system-packages-after-source/check.rs"]
mod system_packages_after_source;
#[path = "tool-install-after-source/check.rs"]
mod tool_install_after_source;
#[path = "unknown-instruction/check.rs"]
mod unknown_instruction;
#[path = "unused-ignore/check.rs"]
mod unused_ignore;

/// Every rule, sorted by id.
pub static ALL: &[Rule] = &[
    Rule {
        id: "apt-update-alone",
        summary: "The package index is updated in one step and used in another",
        category: Category::Cache,
        severity: Severity::Warning,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[Need::Shell],
        aliases: &[],
        page: include_str!("apt-update-alone/rule.md"),
        check: apt_update_alone::CHECK,
    },
    Rule {
        id: "artifact-in-mount",
        summary: "A later step reads a file that lies in a cache mount and so in no layer",
        category: Category::Correctness,
        severity: Severity::Error,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::None,
        needs: &[Need::Shell],
        aliases: &[],
        page: include_str!("artifact-in-mount/rule.md"),
        check: artifact_in_mount::CHECK,
    },
    Rule {
        id: "build-arg-early",
        summary: "A build argument that changes with every build is declared before installs that do not use it",
        category: Category::Cache,
        severity: Severity::Warning,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Always,
        needs: &[Need::Shell],
        aliases: &[],
        page: include_str!("build-arg-early/rule.md"),
        check: build_arg_early::CHECK,
    },
    Rule {
        id: "cache-mount",
        summary: "An install could keep its downloads in a cache mount",
        category: Category::Cache,
        severity: Severity::Info,
        profiles: &[],
        status: Status::Preview,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[Need::Shell],
        aliases: &[],
        page: include_str!("cache-mount/rule.md"),
        check: cache_mount::CHECK,
    },
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
        id: "env-early",
        summary: "A setting of the application is made before an install that does not use it",
        category: Category::Cache,
        severity: Severity::Info,
        profiles: &[Profile::Strict],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Always,
        needs: &[Need::Shell],
        aliases: &[],
        page: include_str!("env-early/rule.md"),
        check: env_early::CHECK,
    },
    Rule {
        id: "env-not-persisted",
        summary: "A RUN changes only its own shell",
        category: Category::Correctness,
        severity: Severity::Warning,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[Need::Shell],
        aliases: &[],
        page: include_str!("env-not-persisted/rule.md"),
        check: env_not_persisted::CHECK,
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
        id: "git-clone-in-run",
        summary: "A repository is cloned in a RUN, where the cache freezes it",
        category: Category::Cache,
        severity: Severity::Info,
        profiles: &[Profile::Strict],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[Need::Shell],
        aliases: &[],
        page: include_str!("git-clone-in-run/rule.md"),
        check: git_clone_in_run::CHECK,
    },
    Rule {
        id: "host-modules-copied",
        summary: "Dependencies of the host are copied over those that the image has installed",
        category: Category::Correctness,
        severity: Severity::Warning,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[Need::Context, Need::Shell],
        aliases: &[],
        page: include_str!("host-modules-copied/rule.md"),
        check: host_modules_copied::CHECK,
    },
    Rule {
        id: "ignore-insufficient",
        summary: "A COPY of the whole context takes along what the ignore file should name",
        category: Category::Cache,
        severity: Severity::Warning,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[Need::Context, Need::Shell],
        aliases: &[],
        page: include_str!("ignore-insufficient/rule.md"),
        check: ignore_insufficient::CHECK,
    },
    Rule {
        id: "ignore-syntax",
        summary: "A line of the ignore file does not mean what it seems to",
        category: Category::Correctness,
        severity: Severity::Error,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[Need::Context],
        aliases: &[],
        page: include_str!("ignore-syntax/rule.md"),
        check: ignore_syntax::CHECK,
    },
    Rule {
        id: "inline-comment",
        summary: "A comment behind an instruction is taken for its arguments",
        category: Category::Syntax,
        severity: Severity::Error,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[],
        aliases: &[],
        page: include_str!("inline-comment/rule.md"),
        check: inline_comment::CHECK,
    },
    Rule {
        id: "link-defeated",
        summary: "COPY --link is given together with a flag that defeats it",
        category: Category::Cache,
        severity: Severity::Warning,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Always,
        needs: &[],
        aliases: &[],
        page: include_str!("link-defeated/rule.md"),
        check: link_defeated::CHECK,
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
        id: "manifest-copied-but-source-too",
        summary: "Manifests are copied by themselves, but the sources come before the install all the same",
        category: Category::Cache,
        severity: Severity::Warning,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Always,
        needs: &[Need::Context, Need::Shell],
        aliases: &[],
        page: include_str!("manifest-copied-but-source-too/rule.md"),
        check: manifest_copied_but_source_too::CHECK,
    },
    Rule {
        id: "manifest-incomplete",
        summary: "Manifests are copied before an install, but a file that it reads is missing",
        category: Category::Correctness,
        severity: Severity::Error,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[Need::Context, Need::Shell],
        aliases: &[],
        page: include_str!("manifest-incomplete/rule.md"),
        check: manifest_incomplete::CHECK,
    },
    Rule {
        id: "missing-backslash",
        summary: "A line goes on with a command that ended on the line before",
        category: Category::Syntax,
        severity: Severity::Error,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Sometimes,
        needs: &[],
        aliases: &[],
        page: include_str!("missing-backslash/rule.md"),
        check: missing_backslash::CHECK,
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
        id: "mount-wrong-target",
        summary: "A cache mount lies where the tool does not keep its cache",
        category: Category::Cache,
        severity: Severity::Warning,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Always,
        needs: &[Need::Shell],
        aliases: &[],
        page: include_str!("mount-wrong-target/rule.md"),
        check: mount_wrong_target::CHECK,
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
        id: "system-packages-after-source",
        summary: "System packages are installed after the sources are copied",
        category: Category::Cache,
        severity: Severity::Warning,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Always,
        needs: &[Need::Context, Need::Shell],
        aliases: &[],
        page: include_str!("system-packages-after-source/rule.md"),
        check: system_packages_after_source::CHECK,
    },
    Rule {
        id: "tool-install-after-source",
        summary: "A tool is installed by name after the sources are copied",
        category: Category::Cache,
        severity: Severity::Warning,
        profiles: &[Profile::Recommended],
        status: Status::Stable,
        since: "0.1.0",
        fix: FixAvailability::Always,
        needs: &[Need::Context, Need::Shell],
        aliases: &[],
        page: include_str!("tool-install-after-source/rule.md"),
        check: tool_install_after_source::CHECK,
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
