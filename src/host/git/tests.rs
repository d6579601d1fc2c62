//! Real repositories, made for each test in a folder of its own.

use super::*;
use crate::history::EntryChange;
use std::process::{Command, Stdio};

/// A repository in a temporary folder.
struct Scratch {
    folder: tempfile::TempDir,
    /// How many commits were made; each is a minute later than the one before.
    minute: usize,
}

impl Scratch {
    fn new() -> Self {
        let scratch = Self { folder: tempfile::tempdir().unwrap(), minute: 0 };
        scratch.git(&["init", "--quiet", "--initial-branch=main"]);
        scratch
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn git(&self, arguments: &[&str]) {
        let date = format!("2024-01-01T00:{:02}:00Z", self.minute);
        let mut command = Command::new("git");
        command.current_dir(self.path()).args(["-c", "protocol.file.allow=always"]).args(arguments);
        for (name, value) in [
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_AUTHOR_NAME", "a"),
            ("GIT_AUTHOR_EMAIL", "a@example.invalid"),
            ("GIT_COMMITTER_NAME", "a"),
            ("GIT_COMMITTER_EMAIL", "a@example.invalid"),
            ("GIT_AUTHOR_DATE", &date),
            ("GIT_COMMITTER_DATE", &date),
        ] {
            command.env(name, value);
        }
        assert!(command.stderr(Stdio::null()).status().unwrap().success(), "git {arguments:?}");
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn commit(&mut self, subject: &str) {
        self.minute += 1;
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", subject]);
    }

    fn open(&self, folder: &str) -> Repository {
        Repository::of(&self.path().join(folder)).unwrap()
    }
}

/// `<kind> <path>` of each change.
fn shown(changes: &[EntryChange]) -> Vec<String> {
    changes.iter().map(|change| format!("{} {}", change.kind().name(), change.path)).collect()
}

fn history(repository: &Repository, count: usize) -> Vec<String> {
    let commits = repository.commits("HEAD", count).unwrap();
    let line = |commit: &Commit| {
        let changes = shown(&commit.changes).join(", ");
        format!("{} {} ({}): {changes}", &commit.date[14..16], commit.subject, commit.parents)
    };
    commits.iter().map(line).collect()
}

#[test]
fn commits_tell_what_they_changed_from_their_first_parent() {
    let mut scratch = Scratch::new();
    scratch.write("a", "1");
    scratch.write("b/c d\n\"e\" é", "1");
    scratch.commit("first\nsecond line\n\nbody");
    scratch.commit("nothing");
    scratch.git(&["checkout", "--quiet", "-b", "side"]);
    scratch.write("side", "1");
    scratch.commit("on the side");
    scratch.git(&["checkout", "--quiet", "main"]);
    scratch.write("a", "2");
    scratch.commit("main goes on");
    scratch.minute += 1;
    scratch.git(&["merge", "--quiet", "--no-ff", "side", "--message", "merge"]);
    std::fs::rename(scratch.path().join("a"), scratch.path().join("renamed")).unwrap();
    scratch.commit("rename");
    let repository = scratch.open("");
    let expected = [
        "01 first second line (0): added a, added b/c d\n\"e\" é",
        "02 nothing (1): ",
        "04 main goes on (1): changed a",
        "05 merge (2): added side",
        "06 rename (1): deleted a, added renamed",
    ];
    assert_eq!(history(&repository, 99), expected);
    assert_eq!(history(&repository, 2), expected[3..]);
    let tree: Vec<String> = repository.tree("HEAD").unwrap().into_iter().map(|it| it.0).collect();
    assert_eq!(tree, ["b/c d\n\"e\" é", "renamed", "side"]);
}

#[cfg(unix)]
#[test]
fn modes_links_and_kinds_are_told() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let mut scratch = Scratch::new();
    scratch.write("run", "#!");
    scratch.write("kind", "a file");
    symlink("run", scratch.path().join("link")).unwrap();
    scratch.commit("first");
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(scratch.path().join("run"), executable).unwrap();
    std::fs::remove_file(scratch.path().join("kind")).unwrap();
    scratch.write("kind/file", "in a directory");
    std::fs::remove_file(scratch.path().join("link")).unwrap();
    symlink("kind", scratch.path().join("link")).unwrap();
    scratch.commit("second");
    std::fs::remove_file(scratch.path().join("link")).unwrap();
    scratch.write("link", "a file");
    scratch.commit("third");
    let repository = scratch.open("");
    assert_eq!(
        history(&repository, 2),
        [
            "02 second (1): deleted kind, added kind/file, changed link, mode changed run",
            "03 third (1): kind changed link"
        ]
    );
    let entry = repository.tree("HEAD~1").unwrap().into_iter().find(|it| it.0 == "link").unwrap().1;
    assert_eq!(entry.mode, crate::history::FileMode::Symlink);
    let id = entry.content.unwrap();
    let missing = crate::history::ContentId::from_hex(&[b'1'; 40]).unwrap();
    let contents = repository.contents(&[id, missing]).unwrap();
    assert_eq!(contents.get(&id).map(Vec::as_slice), Some(&b"kind"[..]));
    assert_eq!(contents.len(), 1, "one that is missing is left out");
}

#[test]
fn the_working_tree_differs_by_what_git_could_commit() {
    let mut scratch = Scratch::new();
    for name in ["changed", "gone", "kept", "unindexed", "app/in", "app/sub/deep"] {
        scratch.write(name, "1");
    }
    scratch.write(".gitignore", "*.log\n");
    scratch.commit("first");
    scratch.write("changed", "2");
    scratch.write("app/sub/deep", "2");
    scratch.write("app/new.log", "ignored by git");
    scratch.write("app/new.txt", "");
    std::fs::remove_file(scratch.path().join("gone")).unwrap();
    scratch.git(&["rm", "--quiet", "--cached", "unindexed"]);
    scratch.write("staged", "");
    scratch.git(&["add", "staged"]);
    let nested = scratch.path().join("nested");
    std::fs::create_dir(&nested).unwrap();
    Command::new("git").current_dir(&nested).args(["init", "--quiet"]).status().unwrap();
    scratch.write("nested/file", "");
    let since = |folder: &str| shown(&scratch.open(folder).changes_since("HEAD").unwrap());
    let all = [
        "added app/new.txt",
        "changed app/sub/deep",
        "changed changed",
        "deleted gone",
        "added nested/",
        "added staged",
        "changed unindexed",
    ];
    assert_eq!(since(""), all);
    assert_eq!(since("app"), ["added new.txt", "changed sub/deep"]);
    assert_eq!(since("app/sub"), ["changed deep"]);
    let staged = shown(&scratch.open("").staged_changes().unwrap());
    assert_eq!(staged, ["added staged", "deleted unindexed"]);
}

#[test]
fn a_conflict_is_something_that_may_differ() {
    let mut scratch = Scratch::new();
    scratch.write("a", "0");
    scratch.commit("first");
    scratch.git(&["checkout", "--quiet", "-b", "side"]);
    scratch.write("a", "side");
    scratch.commit("side");
    scratch.git(&["checkout", "--quiet", "main"]);
    scratch.write("a", "main");
    scratch.commit("main");
    let mut merge = Command::new("git");
    merge.current_dir(scratch.path()).args(["merge", "--quiet", "side"]);
    merge.stdout(Stdio::null()).stderr(Stdio::null());
    assert!(!merge.status().unwrap().success());
    let repository = scratch.open("");
    assert_eq!(shown(&repository.changes_since("HEAD").unwrap()), ["changed a"], "the marks");
    assert_eq!(shown(&repository.staged_changes().unwrap()), ["may have changed a"]);
}

#[test]
fn a_submodule_is_one_path() {
    let mut inner = Scratch::new();
    inner.write("file", "1");
    inner.commit("inner");
    let mut scratch = Scratch::new();
    let url = inner.path().to_str().unwrap();
    scratch.git(&["submodule", "--quiet", "add", url, "vendor/lib"]);
    scratch.commit("first");
    let repository = scratch.open("");
    assert_eq!(history(&repository, 1), ["01 first (0): added .gitmodules, added vendor/lib"]);
    let tree = repository.tree("HEAD").unwrap();
    let module = tree.iter().find(|it| it.0 == "vendor/lib").unwrap();
    assert_eq!(module.1.mode, crate::history::FileMode::Submodule);
    scratch.write("vendor/lib/file", "2");
    assert!(repository.changes_since("HEAD").unwrap().is_empty(), "only which commit it is counts");
}

#[test]
fn paths_are_seen_from_the_folder_and_from_the_root() {
    let mut scratch = Scratch::new();
    scratch.write("app/docker/Dockerfile", "FROM scratch\n");
    scratch.commit("first");
    let repository = scratch.open("app");
    assert_eq!(repository.below("app/docker/Dockerfile"), Some("docker/Dockerfile"));
    assert_eq!(repository.below("apple"), None);
    let path = |file: &str| repository.path_of(&scratch.path().join(file));
    assert_eq!(path("app/docker/Dockerfile").as_deref(), Some("app/docker/Dockerfile"));
    assert_eq!(path("app/docker/../Dockerfile").as_deref(), Some("app/Dockerfile"));
    assert_eq!(path("../elsewhere/Dockerfile"), None);
}

#[test]
fn errors_say_what_is_missing() {
    let plain = tempfile::tempdir().unwrap();
    let error = |folder: &Path| Repository::of(folder).unwrap_err().to_string();
    assert!(error(plain.path()).ends_with(" is not in a git repository"));
    assert!(error(Path::new("no/such/folder")).ends_with(" is not in a git repository"));
    let scratch = Scratch::new();
    assert!(error(&scratch.path().join(".git")).ends_with(" is not in a git repository"));
    let repository = scratch.open("");
    let empty = repository.commits("HEAD", 3).unwrap_err();
    assert!(matches!(empty, GitError::NoCommits { .. }), "{empty}");
    assert!(empty.to_string().ends_with(" has no commits yet"));
    assert!(repository.staged_changes().unwrap().is_empty());
    for revision in ["nope", "--output=x", "-n1", "HEAD:a"] {
        let error = repository.changes_since(revision).unwrap_err();
        assert_eq!(error.to_string(), format!("git knows no commit `{revision}`"));
    }
    let nobody = "1".repeat(40);
    let error = repository.tree(&nobody).unwrap_err();
    assert!(matches!(error, GitError::Failed { .. }), "{error}");
    assert!(error.to_string().starts_with("git ls-tree -r -z"), "{error}");
}

#[test]
fn a_shallow_clone_says_so() {
    let mut scratch = Scratch::new();
    for subject in ["first", "second", "third"] {
        scratch.write("file", subject);
        scratch.commit(subject);
    }
    let clone = tempfile::tempdir().unwrap();
    let url = format!("file://{}", scratch.path().display());
    let target = clone.path().to_str().unwrap();
    scratch.git(&["clone", "--quiet", "--depth=2", &url, target]);
    let repository = Repository::of(clone.path()).unwrap();
    assert!(repository.is_shallow() && !scratch.open("").is_shallow());
    // Where the clone ends a commit looks as if it were the first.
    assert_eq!(
        history(&repository, 9),
        ["02 second (0): added file", "03 third (1): changed file"]
    );
}
