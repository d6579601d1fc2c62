//! `dockwright simulate` as a person runs it.

use crate::run::Project;

const DOCKERFILE: &str = "FROM node:20 AS builder\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nCOPY . .\n\
    RUN npm run build\n\nFROM nginx:1.27\nCOPY --from=builder /app/dist /usr/share/nginx/html\n";

fn project() -> Project {
    Project::new(&[
        ("Dockerfile", DOCKERFILE),
        ("package.json", "{}"),
        ("src/app.ts", "1"),
        ("README.md", "1"),
        (".dockerignore", "*.md\n"),
    ])
}

/// The rows of the report: status, line and reason, without instructions and costs.
fn rows(project: &Project, args: &[&str]) -> String {
    let ran = project.run(&[&["simulate", "--format", "json"], args].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let rows = report["steps"].as_array().unwrap().iter().map(|step| {
        let cause = &step["cause"];
        let paths = cause["paths"].as_array().unwrap().iter().map(|it| it.as_str().unwrap());
        let paths = paths.collect::<Vec<_>>().join(" ");
        let status = step["status"].as_str().unwrap();
        match cause["kind"].as_str().unwrap() {
            "none" => format!("{} {status}", step["line"]),
            kind => format!("{} {status} {kind} {paths}", step["line"]).trim_end().to_owned(),
        }
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_changed_file_is_told_from_its_victims() {
    let ran = project().run(&["simulate", "--change", "src/app.ts"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let expected = "\
2 of 8 steps re-run, about 31 s, 1 more may; root cause: COPY . . (line 5), because of src/app.ts changed

  stage builder
  cached     1  FROM node:20 AS builder
  cached     2  WORKDIR /app                                    0.1 s
  cached     3  COPY package.json ./                            0.5 s
  cached     4  RUN npm ci                                       30 s
  RE-RUN     5  COPY . .                                        0.5 s  src/app.ts changed
  re-run     6  RUN npm run build                                30 s  because of line 5
  stage stage-1
  cached     8  FROM nginx:1.27
  depends    9  COPY --from=builder /app/dist /usr/share/ng…    0.5 s  cached if line 6 leaves the same in /app/dist

assumed: the earlier build finished on this builder, and its cache is still there
assumed: the tags of images still lead to the same images
";
    assert_eq!(ran.out, expected);
}

#[test]
fn kinds_of_change() {
    let project = project();
    let all_cached =
        "1 cached\n2 cached\n3 cached\n4 cached\n5 cached\n6 cached\n8 cached\n9 cached";
    let sources = |path: &str| {
        format!(
            "1 cached\n2 cached\n3 cached\n4 cached\n5 rerun content {path}\n6 rerun parent\n8 cached\n9 depends parent"
        )
    };
    assert_eq!(rows(&project, &["--change", "README.md"]), all_cached, "it is ignored");
    assert_eq!(
        rows(&project, &["--change", "docs/new.md=added"]),
        sources("docs docs/new.md"),
        "a new folder"
    );
    assert_eq!(rows(&project, &["--change", "src/new.ts"]), sources("src/new.ts"));
    assert_eq!(rows(&project, &["--change", "src/app.ts=mode"]), sources("src/app.ts"));
    assert_eq!(rows(&project, &["--change", "src/app.ts=deleted"]), sources("src/app.ts"));
    assert_eq!(
        rows(&project, &["--change", "package.json"]),
        "1 cached\n2 cached\n3 rerun content package.json\n4 rerun parent\n5 rerun content package.json\n\
         6 rerun parent\n8 cached\n9 depends parent"
    );
    assert_eq!(
        rows(&project, &["--no-cache-filter", "builder"]),
        "1 cached\n2 cached\n3 rerun definition\n4 rerun definition\n5 rerun definition\n6 rerun definition\n\
         8 cached\n9 depends parent"
    );
}

#[test]
fn another_dockerfile_takes_the_place_of_the_old_one() {
    let project = project();
    project.write("next/Dockerfile", DOCKERFILE.replace("npm ci", "npm ci --x").as_bytes());
    let expected = "1 cached\n2 cached\n3 cached\n4 rerun definition\n5 rerun content Dockerfile\n6 rerun parent\n\
        8 cached\n9 depends parent";
    assert_eq!(rows(&project, &["--against", "next/Dockerfile"]), expected);
    let ran = project.run(&["simulate", "--against", "next/Dockerfile", "--explain", "6"]);
    let expected = "line 6, RUN npm run build: re-run\n  line 6: a step before it runs again (line 5)\n  \
        line 5 is the root cause: files that it reads are different\n    Dockerfile changed\n\n\
        what would have avoided it:\n  Name Dockerfile in the ignore file, if nothing in the image reads it (keeps lines 5, 6, 31 s)\n";
    assert_eq!(ran.out, expected);
}

#[test]
fn build_arguments_change_only_what_declares_them() {
    let project =
        Project::new(&[("Dockerfile", "ARG TAG=1\nFROM node:$TAG\nRUN a\nARG VERSION=1\nRUN b\n")]);
    let of = |arg: &str| rows(&project, &["--build-arg", arg]);
    assert_eq!(of("VERSION=2"), "2 cached\n3 cached\n5 rerun definition");
    assert_eq!(of("VERSION=1"), "2 cached\n3 cached\n5 cached");
    assert_eq!(of("OTHER=1"), "2 cached\n3 cached\n5 cached");
    assert_eq!(of("TAG=2"), "2 rerun base\n3 rerun base\n5 rerun parent");
}

#[test]
fn commits_the_index_and_the_working_tree() {
    let project = project();
    project.git(&["init", "--quiet"]);
    project.git(&["add", "."]);
    project.git(&["commit", "--quiet", "--message", "one"]);
    let cached = "1 cached\n2 cached\n3 cached\n4 cached\n5 cached\n6 cached\n8 cached\n9 cached";
    let rerun = |path: &str| {
        format!(
            "1 cached\n2 cached\n3 cached\n4 cached\n5 rerun content {path}\n6 rerun parent\n8 cached\n9 depends parent"
        )
    };
    assert_eq!(rows(&project, &["--since", "HEAD"]), cached);
    project.write("src/app.ts", b"2");
    project.write("README.md", b"2");
    assert_eq!(rows(&project, &["--since", "HEAD"]), rerun("src/app.ts"));
    assert_eq!(rows(&project, &["--staged"]), cached, "nothing is staged");
    project.git(&["add", "."]);
    project.write("src/app.ts", b"1");
    assert_eq!(rows(&project, &["--staged"]), rerun("src/app.ts"), "the index counts");
    assert_eq!(rows(&project, &["--since", "HEAD"]), cached, "it is as it was");
    project.git(&["commit", "--quiet", "--message", "two"]);
    project.write(".dockerignore", b"*.md\nsrc\n");
    assert_eq!(rows(&project, &["--since", "HEAD"]), rerun(".dockerignore src src/app.ts"));
}

#[test]
fn a_step_may_come_from_any_earlier_build() {
    let project = Project::new(&[("Dockerfile", "FROM x\nCOPY s /s\nRUN y\n"), ("s", "1")]);
    project.git(&["init", "--quiet"]);
    for content in ["1", "2"] {
        project.write("s", content.as_bytes());
        project.git(&["add", "."]);
        project.git(&["commit", "--quiet", "--message", content]);
    }
    project.write("s", b"1");
    let rerun = "1 cached\n2 rerun content s\n3 rerun parent";
    assert_eq!(rows(&project, &["--since", "HEAD"]), rerun);
    let cached = "1 cached\n2 cached\n3 cached";
    assert_eq!(rows(&project, &["--since", "HEAD", "--since", "HEAD~1"]), cached);
}

#[test]
fn what_only_the_base_image_knows_is_left_open() {
    let project = Project::new(&[
        ("Dockerfile", "FROM unknown\nRUN a\nCOPY s .\n"),
        ("next", "FROM unknown\nWORKDIR /\nRUN a\nCOPY s .\n"),
        ("s", ""),
    ]);
    let ran = project.run(&["simulate", "--against", "next"]);
    assert!(ran.out.contains("depends    3  RUN a"), "{}", ran.out);
    assert!(ran.out.contains("cached if the base image works in /"), "{}", ran.out);
}

#[test]
fn a_new_version_of_an_image_is_the_cause() {
    let project = project();
    let expected = "1 rerun base\n2 rerun base\n3 rerun parent\n4 rerun parent\n5 rerun parent\n6 rerun parent\n\
        8 cached\n9 depends parent";
    assert_eq!(rows(&project, &["--change-image", "node:20"]), expected);
    let expected =
        "1 cached\n2 cached\n3 cached\n4 cached\n5 cached\n6 cached\n8 rerun base\n9 rerun base";
    assert_eq!(rows(&project, &["--change-image", "nginx:1.27"]), expected);
}

#[test]
fn real_files_are_cached_against_themselves_and_no_pair_breaks() {
    let Some(corpus) = crate::support::corpus() else { return };
    let build = |path: &std::path::Path| dockwright::analysis::Build {
        dockerfile: std::fs::read(path).unwrap(),
        ..dockwright::analysis::Build::default()
    };
    let mut paths: Vec<_> = walk(&corpus.join("dockerfiles"));
    paths.sort();
    let (mut steps, mut open) = (0, 0);
    let mut last: Option<dockwright::analysis::Build> = None;
    for path in paths {
        let build = build(&path);
        let same = dockwright::analysis::simulate(&build, &build, &Default::default());
        for outcome in &same.steps {
            use dockwright::cache::Verdict;
            steps += 1;
            match outcome.verdict {
                Verdict::Cached | Verdict::NotBuilt => {}
                // What is fetched without a checksum may be another each time.
                Verdict::Unknown | Verdict::Depends => open += 1,
                Verdict::Rerun => panic!("{}: {:?}", path.display(), outcome),
            }
        }
        if let Some(last) = &last {
            dockwright::analysis::simulate(last, &build, &Default::default());
        }
        last = Some(build);
    }
    println!("{steps} steps, of which {open} follow something that is fetched");
    assert!(steps > 15_000 && open * 30 < steps, "{steps} {open}");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files.into_iter().chain(folders.iter().flat_map(|folder| walk(folder))).collect()
}

#[test]
fn what_was_recorded_is_what_counts() {
    let project = project();
    let ran = project.run(&["simulate", "--since-record"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("nothing was recorded for ./Dockerfile")
            || ran.err.contains("nothing was recorded for Dockerfile"),
        "{}",
        ran.err
    );
    assert_eq!(project.run(&["simulate", "--record"]).code, 0);
    let cached = "1 cached\n2 cached\n3 cached\n4 cached\n5 cached\n6 cached\n8 cached\n9 cached";
    assert_eq!(rows(&project, &["--since-record"]), cached);
    project.write("README.md", b"2");
    assert_eq!(rows(&project, &["--since-record"]), cached, "it is ignored");
    project.write("src/app.ts", b"3");
    let expected = "1 cached\n2 cached\n3 cached\n4 cached\n5 rerun content src/app.ts\n6 rerun parent\n8 cached\n9 depends parent";
    assert_eq!(rows(&project, &["--since-record"]), expected);
}

#[test]
fn two_folders_each_with_its_own_files() {
    let project = Project::new(&[
        ("a/Dockerfile", "FROM x\nCOPY s /s\nCOPY t /t\n"),
        ("a/s", "1"),
        ("a/t", "1"),
        ("b/Dockerfile", "FROM x\nCOPY s /s\nCOPY t /t\nRUN y\n"),
        ("b/s", "1"),
        ("b/t", "2"),
    ]);
    let expected = "1 cached\n2 cached\n3 rerun content t\n4 rerun definition";
    assert_eq!(rows(&project, &["--context-a", "a", "--context-b", "b"]), expected);
}

#[test]
fn a_gate_fails_when_too_much_runs_again() {
    let project = project();
    let run = |limit: &str| {
        project.run(&["simulate", "--change", "src/app.ts", "--max-rerun-seconds", limit]).code
    };
    assert_eq!((run("1"), run("600")), (1, 0));
}

#[test]
fn mistakes_are_told_with_exit_code_2() {
    let project = project();
    for (args, expected) in [
        (
            &["--change", "src/app.ts=gone"][..],
            "expected PATH, PATH=added, PATH=deleted or PATH=mode",
        ),
        (&["--change", "src"], "it is a folder; name a file in it"),
        (&["--since", "HEAD"], "is not in a git repository"),
        (&["--against", "nope"], "cannot read nope: no such file or directory"),
        (&["--build-arg", "X"], "--build-arg X: expected NAME=VALUE"),
        (
            &["--target", "nope", "--change", "README.md"],
            "there is no such stage; there are builder",
        ),
        (&["--change", "README.md", "--explain", "7"], "no step stands on line 7"),
        (&["--build-context", "x=nope", "--change", "README.md"], "nope is not a folder"),
        (&["nowhere", "--change", "README.md"], "cannot read nowhere"),
        (&[], "nothing to compare: say what changes with --change PATH"),
    ] {
        let ran = project.run(&[&["simulate"], args].concat());
        assert_eq!((ran.code, ran.err.contains(expected)), (2, true), "{args:?}: {}", ran.err);
        assert_eq!(ran.out, "");
    }
}
