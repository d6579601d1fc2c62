//! `dockwright check` as a person runs it: whole runs of the program in a folder of its own.

use crate::run::Project;
use std::path::Path;
use std::process::Command;

/// The mission's own example.
const EXAMPLE: &str = "FROM node\n\nWORKDIR /app\n\nCOPY . /app\n\nRUN npm install\n\nEXPOSE 80\n\n\
    // this is what the container runs\nCMD [ \"node\", \"server.js\" ]\n";

const PACKAGE: &str = "{ \"dependencies\": { \"express\": \"^4\" }, \"scripts\": { \"start\": \"node server.js\" } }\n";

impl Project {
    /// The example with its project files.
    fn express(dockerfile: &str) -> Self {
        Self::new(&[("Dockerfile", dockerfile), ("package.json", PACKAGE), ("server.js", "")])
    }

    /// Rule and line of each finding, from the JSON.
    fn findings(&self, args: &[&str]) -> Vec<(String, u64)> {
        let ran = self.run(&[&["check", "--format", "json"], args].concat());
        let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let files = report["files"].as_array().unwrap().iter();
        let findings = files.flat_map(|file| file["findings"].as_array().unwrap());
        findings
            .map(|found| {
                let line = found["range"]["start"]["line"].as_u64().unwrap();
                (found["rule"].as_str().unwrap().to_owned(), line)
            })
            .collect()
    }
}

fn named(findings: &[(String, u64)]) -> Vec<(&str, u64)> {
    findings.iter().map(|(rule, line)| (rule.as_str(), *line)).collect()
}

#[test]
fn the_example_is_found_and_mended() {
    let project = Project::express(EXAMPLE);
    let findings = project.findings(&[]);
    assert_eq!(named(&findings), [("manifest-before-source", 5), ("slash-slash-comment", 11)]);
    let fixed = project.run(&["check", "--fix"]);
    assert_eq!((fixed.code, fixed.err.as_str()), (0, "applied 2 fixes in 1 file\n"));
    let after = "FROM node\n\nWORKDIR /app\n\nCOPY package.json /app/\n\nRUN npm install\n\nCOPY . /app\n\n\
        EXPOSE 80\n\n# this is what the container runs\nCMD [ \"node\", \"server.js\" ]\n";
    assert_eq!(project.read("Dockerfile"), after);
    let again = project.run(&["check", "--fix"]);
    assert_eq!((again.code, again.err.as_str()), (0, ""));
    assert_eq!(project.read("Dockerfile"), after, "a second run finds nothing left to fix");
    assert_eq!(project.findings(&[]), []);
}

#[test]
fn a_server_in_run_becomes_the_command() {
    let dockerfile = EXAMPLE.replace("CMD [ \"node\", \"server.js\" ]", "RUN node server.js");
    let project = Project::express(&dockerfile);
    assert!(project.findings(&[]).contains(&("server-in-run".to_owned(), 12)));
    let ran = project.run(&["check", "--fix"]);
    assert_eq!(ran.code, 1, "the fix is unsafe, so the finding stays: {}", ran.out);
    let ran = project.run(&["check", "--unsafe-fixes"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(project.read("Dockerfile").ends_with("\nCMD [\"node\", \"server.js\"]\n"));
}

#[test]
fn a_diff_applies_with_git_and_writes_nothing() {
    for text in [
        EXAMPLE.to_owned(),
        EXAMPLE.replace('\n', "\r\n"),
        format!("\u{feff}{}", EXAMPLE.trim_end()),
    ] {
        let project = Project::express(&text);
        project.write("node_modules/x.js", b"");
        let ran = project.run(&["check", "--diff", "--unsafe-fixes"]);
        assert_eq!(ran.code, 1);
        assert_eq!(project.read("Dockerfile"), text);
        project.write("fix.patch", ran.out.as_bytes());
        let git = |args: &[&str]| {
            Command::new("git").args(args).current_dir(project.folder.path()).output().unwrap()
        };
        assert!(git(&["init", "-q"]).status.success());
        let applied = git(&["apply", "fix.patch"]);
        assert!(
            applied.status.success(),
            "{}\n{}",
            String::from_utf8_lossy(&applied.stderr),
            ran.out
        );
        assert_eq!(project.read(".dockerignore"), "node_modules\n");
        let by_patch = project.read("Dockerfile");
        assert_eq!(by_patch.contains("\r\n"), text.contains("\r\n"));
        // A repository in the context is a finding of its own.
        std::fs::remove_dir_all(project.folder.path().join(".git")).unwrap();
        assert_eq!(
            project.run(&["check", "--diff", "--unsafe-fixes"]).out,
            "",
            "nothing is left:\n{by_patch}"
        );
    }
}

#[test]
fn exit_codes() {
    let project = Project::new(&[
        ("bad/Dockerfile", "FORM alpine\n"),
        (
            "info/Dockerfile",
            "FROM python:3\nCOPY . .\nCMD [\"uvicorn\", \"a:b\", \"--host\", \"::\", \"--port\", \"80\"]\n",
        ),
        ("good/Dockerfile", "FROM alpine\n"),
    ]);
    let code = |args: &[&str]| project.run(&[&["check"], args].concat()).code;
    assert_eq!(code(&["good"]), 0);
    assert_eq!(code(&["bad"]), 1);
    assert_eq!(code(&["info"]), 0, "infos do not fail a run by default");
    assert_eq!(code(&["info", "--fail-on", "info"]), 1);
    assert_eq!(code(&["bad", "--fail-on", "never"]), 0);
    assert_eq!(code(&["bad", "--exit-zero"]), 0);
    for format in ["full", "concise", "json", "sarif", "github"] {
        assert_eq!(code(&["bad", "--format", format]), 1, "{format}");
    }
    assert_eq!(code(&["missing/Dockerfile"]), 2);
    assert_eq!(code(&["--no-such-flag"]), 2);
    assert_eq!(code(&["good", "--select", "no-such-rule"]), 2);
    assert_eq!(code(&["good", "--context", "no-such-folder"]), 2);
}

#[test]
fn a_file_that_cannot_be_read_stops_no_other() {
    let project = Project::new(&[("Dockerfile", "FORM alpine\n")]);
    let ran = project.run(&["check", "--format", "concise", "missing/Dockerfile", "Dockerfile"]);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("Dockerfile:1:1: error[unknown-instruction]"), "{}", ran.out);
    assert!(ran.out.contains("missing/Dockerfile: no such file or directory"), "{}", ran.out);
}

#[test]
fn configuration_counts_for_what_is_below_it() {
    let project = Project::new(&[
        ("a/Dockerfile", "FORM alpine\n"),
        ("a/dockwright.toml", "ignore = [\"unknown-instruction\"]\n"),
        ("b/Dockerfile", "FORM alpine\n"),
        ("b/dockwright.toml", "[severity]\nunknown-instruction = \"info\"\n"),
        ("c/Dockerfile", "FORM alpine\n"),
    ]);
    assert_eq!(
        named(&project.findings(&[])),
        [("unknown-instruction", 1), ("unknown-instruction", 1)]
    );
    assert_eq!(project.run(&["check", "b"]).code, 0);
    assert_eq!(project.run(&["check", "b", "--isolated"]).code, 1);
    project.write("a/dockwright.toml", b"profile = \"recommended\"\nignroe = []\n");
    let ran = project.run(&["check", "a"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err
            .starts_with("error: cannot use a/dockwright.toml:2: unknown field `ignroe`, expected"),
        "{}",
        ran.err
    );
}

#[test]
fn dockerfiles_are_found_by_name() {
    let project = Project::new(&[
        ("app.dockerfile", "FORM x\n"),
        ("deep/er/Containerfile", "FORM x\n"),
        (".devcontainer/Dockerfile", "FORM x\n"),
        ("Dockerfile.md", "FORM x\n"),
        ("ignored/Dockerfile", "FORM x\n"),
        ("excluded/Dockerfile", "FORM x\n"),
        (".gitignore", "ignored/\n"),
        ("dockwright.toml", "exclude = [\"excluded\"]\n"),
    ]);
    let ran = project.run(&["check", "--format", "concise"]);
    let files: Vec<&str> =
        ran.out.lines().filter_map(|line| line.split_once(":1:1:")).map(|(file, _)| file).collect();
    assert_eq!(files, [".devcontainer/Dockerfile", "app.dockerfile", "deep/er/Containerfile"]);
    assert_eq!(project.run(&["check", "excluded/Dockerfile"]).code, 1, "what is named is checked");
    assert_eq!(project.run(&["check", "excluded/Dockerfile", "--force-exclude"]).code, 0);
}

#[test]
fn standard_input_has_a_name_and_comes_out_fixed() {
    let project = Project::express("");
    let ran = project
        .run_with(&["check", "-", "--stdin-filename", "Dockerfile", "--fix"], EXAMPLE.as_bytes());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("COPY package.json /app/\n"), "{}", ran.out);
    let ran = project.run_with(&["check", "-", "--format", "concise"], b"FORM x\n");
    assert!(ran.out.starts_with("Dockerfile:1:1: error[unknown-instruction]"), "{}", ran.out);
}

#[test]
fn writing_keeps_mode_line_ends_mark_and_bytes() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::express("");
    let text: Vec<u8> =
        [b"\xef\xbb\xbf// one\r\nFROM alpine\r\nLABEL a=\"".as_slice(), b"\xff\xfe", b"\"\r\n"]
            .concat();
    project.write("Dockerfile", &text);
    let mode = std::fs::Permissions::from_mode(0o754);
    std::fs::set_permissions(project.path("Dockerfile"), mode).unwrap();
    assert_eq!(project.run(&["check", "--fix"]).code, 0);
    let after = std::fs::read(project.path("Dockerfile")).unwrap();
    assert_eq!(
        after,
        [b"\xef\xbb\xbf# one\r\nFROM alpine\r\nLABEL a=\"".as_slice(), b"\xff\xfe", b"\"\r\n"]
            .concat()
    );
    let mode = std::fs::metadata(project.path("Dockerfile")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o754);
    assert_eq!(
        std::fs::read_dir(project.folder.path()).unwrap().count(),
        3,
        "nothing is left beside it"
    );
}

#[test]
fn a_link_stays_a_link() {
    let project = Project::new(&[("real", "// x\nFROM alpine\n")]);
    std::os::unix::fs::symlink("real", project.path("Dockerfile")).unwrap();
    assert_eq!(project.run(&["check", "--fix"]).code, 0);
    assert!(project.path("Dockerfile").is_symlink());
    assert_eq!(project.read("real"), "# x\nFROM alpine\n");
}

#[test]
fn what_is_printed_cannot_act_on_a_terminal() {
    let project = Project::new(&[("Dockerfile", "FROM alpine\n\u{1b}]0;evil\u{7}\u{202e} x\n")]);
    for format in ["full", "concise", "github"] {
        let ran = project.run(&["check", "--format", format]);
        let acts =
            |ch: char| ch.is_control() && ch != '\n' || ('\u{202a}'..='\u{202e}').contains(&ch);
        assert!(!ran.out.contains(acts), "{format}: {:?}", ran.out);
    }
}

#[test]
fn inline_ignores() {
    let project = |comment: &str| {
        Project::new(&[("Dockerfile", &format!("FROM alpine\n{comment}\nFOO bar\n"))])
    };
    let rules = |comment: &str| -> Vec<String> {
        project(comment).findings(&[]).into_iter().map(|(rule, _)| rule).collect()
    };
    assert_eq!(rules("# dockwright: ignore=unknown-instruction our front end knows it"), [""; 0]);
    assert_eq!(
        rules("# dockwright: global ignore=unknown-instruction,syntax-error"),
        ["unused-ignore"]
    );
    assert_eq!(
        rules("# dockwright: ignore=unknown-instruction\n"),
        ["unused-ignore", "unknown-instruction"]
    );
    assert_eq!(rules("# hadolint ignore=DL1000"), ["unused-ignore", "unknown-instruction"]);
    assert_eq!(
        rules("# hadolint ignore=DL3008"),
        ["unknown-instruction"],
        "a code that is none of ours"
    );
    let ran =
        project("# dockwright: ignore=unknown-instruction").run(&["check", "--no-inline-ignores"]);
    assert_eq!(ran.code, 1);
}

#[test]
fn the_context_is_named_and_found() {
    let project = Project::new(&[
        ("docker/Dockerfile", "FROM node\nWORKDIR /app\nCOPY web/ ./\nRUN npm install\n"),
        ("web/package.json", PACKAGE),
        ("web/server.js", ""),
        (".git/HEAD", ""),
    ]);
    let context = |args: &[&str]| {
        let ran = project.run(&[&["check", "--format", "json"], args].concat());
        let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        report["files"][0]["context"].clone()
    };
    assert_eq!(
        context(&["docker/Dockerfile"]),
        ".",
        "the repository has the sources, the folder does not"
    );
    assert_eq!(context(&["docker/Dockerfile", "--context", "web"]), "web");
    assert_eq!(context(&["docker/Dockerfile", "--context", "none"]), serde_json::Value::Null);
    assert_eq!(
        project.run(&["check", "--fix"]).code,
        1,
        "nothing starts it, but the order is mended"
    );
    assert!(
        project
            .read("docker/Dockerfile")
            .contains("COPY web/package.json ./\nRUN npm install\nCOPY web/ ./\n")
    );
}

#[test]
fn rules_explain_themselves() {
    let project = Project::new(&[]);
    let list = project.run(&["rule"]);
    assert!(list.out.lines().any(|line| line.starts_with("server-in-run ")), "{}", list.out);
    let page = project.run(&["rule", "DL1000"]);
    assert!(page.out.starts_with("# syntax-error\n"), "{}", page.out);
    let unknown = project.run(&["rule", "server-in-rum"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("did you mean \"server-in-run\"?"), "{}", unknown.err);
    let json: serde_json::Value =
        serde_json::from_str(&project.run(&["rule", "--format", "json"]).out).unwrap();
    assert_eq!(json.as_array().unwrap().len(), dockwright::rules::ALL.len());
}

#[test]
fn configuration_is_shown() {
    let project =
        Project::new(&[("x/dockwright.toml", "fail-on = \"error\"\n"), ("x/Dockerfile", "")]);
    let ran = project.run(&["config", "x/Dockerfile"]);
    assert!(
        ran.out.starts_with("configuration: x/dockwright.toml\nfails from: error\n"),
        "{}",
        ran.out
    );
    assert_eq!(project.run(&["config", "x/dockwright.toml"]).code, 0);
}

#[test]
fn an_unwritable_folder_loses_nothing() {
    let project = Project::express(EXAMPLE);
    let read_only = Path::new("/proc/self/no-such");
    assert!(!read_only.exists());
    let mut permissions = std::fs::metadata(project.path("Dockerfile")).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(project.path("Dockerfile"), permissions).unwrap();
    let ran = project.run(&["check", "--fix"]);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("cannot write Dockerfile: the file is read-only"), "{}", ran.out);
    assert_eq!(project.read("Dockerfile"), EXAMPLE);
}

#[cfg(unix)]
#[test]
fn a_start_script_needs_its_mode() {
    let project = Project::new(&[
        ("Dockerfile", "FROM debian\nCOPY start.sh /\nENTRYPOINT [\"/start.sh\"]\n"),
        ("start.sh", "#!/bin/sh\nexec ./server\n"),
    ]);
    let check = || project.run(&["check", "--format", "concise", "--select", "runtime"]).out;
    assert!(check().contains("start.sh is not executable"), "{}", check());
    project.run(&["check", "--fix", "--unsafe-fixes", "--select", "runtime"]);
    assert!(project.read("Dockerfile").contains("COPY --chmod=755 start.sh /"));
    assert!(!check().contains("not executable"), "{}", check());
}
