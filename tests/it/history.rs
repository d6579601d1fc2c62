//! `dockwright simulate --history`: on a repository made here, and on the histories of the corpus.

use crate::run::Project;
use crate::support::{assert_file, corpus, root};
use dockwright::cost::{Costs, Weights};
use dockwright::history::{History, PathFile, ReplayOptions, replay};
use std::fmt::Write;

impl Project {
    /// A commit of what is written; an empty text deletes.
    fn commit(&self, subject: &str, files: &[(&str, &str)]) {
        for (path, text) in files {
            match *text {
                "" => std::fs::remove_file(self.path(path)).unwrap(),
                text => self.write(path, text.as_bytes()),
            }
        }
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", subject]);
    }
}

const DOCKERFILE: &str = "\
FROM node:20 AS build
WORKDIR /app
COPY package.json .
RUN npm ci
COPY . .
RUN npm run build
FROM nginx
COPY --from=build /app/dist /usr/share/nginx/html
COPY nginx.conf /etc/nginx/
";

/// Ten commits: one before there is a Dockerfile, then one of each kind.
fn ten_commits() -> Project {
    let project = Project::new(&[]);
    project.git(&["init", "--quiet", "--initial-branch=main"]);
    project.commit("Begin", &[("package.json", "1"), ("src/a.js", "1"), ("nginx.conf", "1")]);
    let without_run = DOCKERFILE.replace("RUN npm run build", "RUN npm run compile");
    let ignore = ".git\n*.md\nDockerfile\n.dockerignore\n";
    project.commit("Build it", &[("Dockerfile", &without_run), (".dockerignore", ignore)]);
    project.commit("Change a source", &[("src/a.js", "2")]);
    project.commit("Write about it", &[("README.md", "1")]);
    project.commit("Add a dependency", &[("package.json", "2")]);
    project.commit("Rename the script", &[("Dockerfile", DOCKERFILE)]);
    project.commit("Break the Dockerfile", &[("Dockerfile", "FROM\n")]);
    project
        .commit("Mend it, and change another", &[("Dockerfile", DOCKERFILE), ("nginx.conf", "2")]);
    project.commit("Ignore less", &[(".dockerignore", ".git\nDockerfile\n.dockerignore\n")]);
    project.commit("Delete a source", &[("src/a.js", "")]);
    project
}

#[test]
fn ten_commits_give_the_heatmap_they_should() {
    let project = ten_commits();
    let ran = project.run(&["simulate", "--history", "10", "--ascii"]);
    let commits: Vec<&str> = ran.out.lines().next().unwrap().split(", ").collect();
    assert_eq!(commits[0], "Dockerfile (context .): 10 commits");
    let rest = ran.out.split_once('\n').unwrap().1;
    let expected = "\
6 of 7 commits re-ran steps (86 %): about 2 m 36 s, and up to 5.5 s more
worst: RUN npm run build (line 6), 6 runs, 3 m 00 s; root cause: COPY . . (line
  5), because of src/a.js

 line step                                                      re-run     cost
build
    1 FROM node:20 AS build                          xx....x...    0 %
    2 WORKDIR /app                                   xx....x...    0 %
    3 COPY package.json .                            xx..#.x...   14 %  0.5 s ~
    4 RUN npm ci                                     xx..o.x...   14 %   30 s ~
>   5 COPY . .                                       xx#.#.x###   71 %  2.5 s ~
    6 RUN npm run build                              xxo.o#xooo   86 %    3 m ~
stage-1
    7 FROM nginx                                     xx....x...    0 %
    8 COPY --from=build /app/dist /usr/share/nginx/… xx-.--x--- <=86 %
    9 COPY nginx.conf /etc/nginx/                    xx-.--x#-- <=86 %  0.5 s ~

  2 commits  src/a.js, line 5; alone in 1: 1.5 s
   1 commit  README.md, line 5; alone in 1: 31 s
   1 commit  nginx.conf, line 5; alone in 1: 31 s
   1 commit  package.json, line 3; alone in 1: 32 s
# runs by its own input   o runs because of another step   - may run   . cached
x no such build   ~ rough estimate by kind of command
> root cause of the worst step
assumed: the earlier build finished on this builder, and its cache is still
  there
assumed: the tags of images still lead to the same images
";
    assert_eq!(rest, expected);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn a_shallow_clone_and_other_troubles_are_told() {
    let project = ten_commits();
    project.git(&[
        "clone",
        "--quiet",
        "--depth=3",
        &format!("file://{}", project.path("").display()),
        "clone",
    ]);
    let ran = project.run(&["simulate", "clone", "--history", "200", "--ascii"]);
    assert!(
        ran.out.contains("\nthis clone is shallow: 3 commits of the 200 asked for"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains(" xoo  100 %"), "the last it has is not compared: {}", ran.out);
    let failures = [
        (&["--history", "0"][..], "0 is not in 1..="),
        (&["--history", "5", "--change", "src/a.js"], "cannot be used with"),
        (&["--history", "5", "--explain", "3"], "cannot be used with"),
        (&["--html", "x.html"], "required"),
        (&["--history", "5", "--replay", "Dockerfile"], "cannot use Dockerfile: expected value"),
        (&["--history", "5", "--weights", "Dockerfile"], "cannot use Dockerfile: expected value"),
        (&["--history", "5", "--context", "none"], "no build context whose commits could be read"),
    ];
    for (arguments, message) in failures {
        let ran = project.run(&[&["simulate"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.contains(message), "{arguments:?}: {}", ran.err);
    }
    let outside = Project::new(&[("Dockerfile", "FROM a\nCOPY a .\n"), ("a", "")]);
    let ran = outside.run(&["simulate", "--history", "5"]);
    assert_eq!((ran.code, ran.err.as_str()), (2, "error: . is not in a git repository\n"));
    outside.git(&["init", "--quiet"]);
    let ran = outside.run(&["simulate", "--history", "5"]);
    assert!(ran.err.ends_with(" has no commits yet\n"), "{}", ran.err);
}

#[test]
fn the_views_are_written_and_agree() {
    let project = ten_commits();
    let ran = project.run(&[
        "simulate",
        "--history",
        "10",
        "--format",
        "json",
        "--html",
        "h.html",
        "--svg",
        "h.svg",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let step = &json["steps"][4];
    assert_eq!(step["statuses"], "xxrcrcxrrr");
    assert_eq!((&step["rerun"], &step["seconds"]["source"]), (&0.7143.into(), &"estimated".into()));
    assert_eq!(json["commits"][9]["subject"], "Delete a source");
    assert_eq!(json["totals"]["commits_rerun"], 6);
    assert!(project.read("h.html").contains("ran in 5 of 7 commits, 5 by its own input"));
    assert!(project.read("h.svg").starts_with("<svg "));
}

#[test]
fn a_context_below_the_root_and_a_dockerfile_outside_it_are_followed() {
    let project = Project::new(&[]);
    project.git(&["init", "--quiet", "--initial-branch=main"]);
    let dockerfile = "FROM alpine\nCOPY . /app\nRUN make\n";
    let ignore = "*.md\n";
    project.commit(
        "Begin",
        &[
            ("docker/app.Dockerfile", dockerfile),
            ("docker/app.Dockerfile.dockerignore", ignore),
            ("app/a", "1"),
            ("b", "1"),
        ],
    );
    project.commit("Outside", &[("b", "2")]);
    project.commit("Inside", &[("app/a", "2")]);
    project.commit("Ignored", &[("app/a.md", "1")]);
    project.commit(
        "The command",
        &[("docker/app.Dockerfile", &dockerfile.replace("make", "make all"))],
    );
    let arguments = [
        "simulate",
        "docker/app.Dockerfile",
        "--context",
        "app",
        "--history",
        "9",
        "--format",
        "json",
    ];
    let ran = project.run(&arguments);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let statuses: Vec<&str> = json["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["statuses"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, ["xcccc", "xcrcc", "xcpcr"], "{}", ran.out);
    assert_eq!(json["top_paths"][0]["path"], "a");
}

#[test]
fn git_itself_is_in_the_context_unless_it_is_ignored() {
    let project = Project::new(&[]);
    project.git(&["init", "--quiet", "--initial-branch=main"]);
    project.commit("Begin", &[("Dockerfile", "FROM alpine\nCOPY . /app\n")]);
    project.commit("Nothing", &[]);
    let ran = project.run(&["simulate", "--history", "9", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["steps"][1]["statuses"], "xr");
    assert_eq!(json["top_paths"][0]["path"], ".git/index");
}

/// The figures of a history, one step a line.
fn figures(name: &str, history: &History) -> String {
    let mut text = String::new();
    writeln!(
        text,
        "{name}: {} commits, {} re-ran, {:.1} s, {:.1} s open, {:.1} s for ten",
        history.commits.len(),
        history.commits_with_reruns(),
        history.total_seconds(),
        history.open_seconds(),
        history.total_seconds() * 10.0 / history.commits_answered() as f64,
    )
    .unwrap();
    for step in &history.steps {
        let (ran, own, open) = (step.reruns(), step.root_causes(), step.open());
        let seconds = step.seconds.value;
        writeln!(
            text,
            "  line {:3}: {ran:3} ran, {own:3} own, {open:3} open, {seconds} s each",
            step.line
        )
        .unwrap();
    }
    for path in &history.top_paths {
        let line = path.step().map_or(0, |step| history.steps[step].line);
        writeln!(text, "  path: {:3} commits, {:3} alone, line {line}", path.commits, path.alone)
            .unwrap();
    }
    text
}

#[test]
fn the_projects_of_the_corpus_replay() {
    let Some(corpus) = corpus() else { return };
    let weights = std::fs::read_to_string(corpus.join("replay-weights.json")).unwrap();
    let mut names: Vec<String> = std::fs::read_dir(corpus.join("replay"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 15);
    let mut text = String::new();
    for name in names {
        let file = std::fs::read_to_string(corpus.join("replay").join(&name)).unwrap();
        let costs = Costs::new(Weights::parse(&weights).unwrap());
        let options = ReplayOptions { costs, ..ReplayOptions::default() };
        let history = replay(&PathFile::parse(&file).unwrap().recording(200), &options);
        text.push_str(&figures(name.trim_end_matches(".json"), &history));
    }
    assert_file(&root().join("tests/it/replays.expected"), &text);
}
