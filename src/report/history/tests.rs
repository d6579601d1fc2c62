//! One small history in every view, and histories that no view may break on.

use super::*;
use crate::history::{PathFile, ReplayOptions, replay};
use proptest::prelude::*;
use serde_json::json;

/// A history of paths; each commit changes what is named.
fn history(dockerfile: &str, commits: &[(&str, &[&str])]) -> History {
    let commits: Vec<_> = commits
        .iter()
        .enumerate()
        .map(|(number, (subject, paths))| {
            let changed: Vec<_> =
                paths.iter().map(|path| json!({"path": path, "status": "M"})).collect();
            let sha = format!("{:07x}{:033}", 0xabc_0000 + number, 0);
            let date = format!("2024-01-{:02}T00:00:00Z", 1 + number % 28);
            json!({"sha": sha, "date": date, "subject": subject, "changed": changed})
        })
        .collect();
    let file = json!({
        "dockerfile_path": "Dockerfile", "context": ".", "dockerfile": dockerfile,
        "files": [], "commits": commits,
    });
    let file = PathFile::parse(&file.to_string()).unwrap();
    let mut history = replay(&file.recording(1_000), &ReplayOptions::default());
    history.assumptions.clear();
    history
}

fn report(history: &History) -> HistoryReport<'_> {
    HistoryReport {
        dockerfile: "app/Dockerfile".into(),
        context: Some("app".into()),
        target: None,
        is_shallow: false,
        asked: history.commits.len(),
        history,
    }
}

const DOCKERFILE: &str = "\
FROM golang AS build
COPY go.mod .
RUN go mod download
COPY . .
RUN go build -o /out
FROM alpine
COPY --from=build /out /out
";

fn small() -> History {
    history(
        DOCKERFILE,
        &[
            ("Add a handler", &["main.go"]),
            ("Write about it", &["README.md"]),
            ("Nothing to build", &[]),
            ("Update", &["go.mod", "go.sum"]),
            ("Fix <it>", &["main.go", "handler.go"]),
        ],
    )
}

fn text(history: &History, ascii: bool, width: usize) -> String {
    history_text(&report(history), HeatmapStyle { color: false, ascii, width })
}

#[test]
fn the_terminal_shows_headline_heatmap_and_paths() {
    let expected = "\
app/Dockerfile (context app): 5 commits, abc0000 to abc0004, 2024-01-01 to
  2024-01-05
4 of 5 commits re-ran steps (80 %): about 4 m 13 s, and up to 2 s more
worst: RUN go build -o /out (line 5), 4 runs, 4 m 00 s; root cause: COPY . .
  (line 4), because of main.go

 line step                              re-run     cost
build
    1 FROM golang AS build        ·····    0 %
    2 COPY go.mod .               ···█·   20 %  0.5 s ○
    3 RUN go mod download         ···▄·   20 %   10 s ○
▸   4 COPY . .                    ██·██   80 %    2 s ○
    5 RUN go build -o /out        ▄▄·▄▄   80 %    4 m ○
stage-1
    6 FROM alpine                 ·····    0 %
    7 COPY --from=build /out /out ░░·░░  ≤80 %

  2 commits  main.go, line 4; alone in 1: 1 m
   1 commit  README.md, line 4; alone in 1: 1 m
   1 commit  go.mod, line 2
   1 commit  go.sum, line 4
   1 commit  handler.go, line 4
█ runs by its own input   ▄ runs because of another step   ░ may run   · cached
○ rough estimate by kind of command   ▸ root cause of the worst step
";
    assert_eq!(text(&small(), false, 80), expected);
}

#[test]
fn ascii_needs_no_other_characters_and_colour_only_adds() {
    let history = small();
    let ascii = text(&history, true, 100);
    assert!(ascii.is_ascii(), "{ascii}");
    assert!(ascii.contains(">   4 COPY . .                    ##.##   80 %    2 s ~\n"), "{ascii}");
    assert!(ascii.contains("    5 RUN go build -o /out        oo.oo   80 %    4 m ~\n"), "{ascii}");
    let style = HeatmapStyle { color: true, ascii: true, width: 100 };
    let colored = history_text(&report(&history), style);
    assert!(
        colored.contains("\x1b[1;33m##\x1b[0m\x1b[2m.\x1b[0m\x1b[1;33m##\x1b[0m"),
        "{colored:?}"
    );
    let mut plain = String::new();
    for (number, part) in colored.split("\x1b[").enumerate() {
        plain.push_str(if number == 0 { part } else { part.split_once('m').unwrap().1 });
    }
    assert_eq!(plain, ascii);
}

#[test]
fn more_commits_than_columns_share_them_and_lines_stay_few() {
    let paths: [&[&str]; 4] = [&["go.mod"], &["main.go"], &[], &["main.go"]];
    let commits: Vec<_> = (0..250).map(|number| ("Change", paths[number % 4])).collect();
    let mut dockerfile = DOCKERFILE.to_owned();
    for number in 0..60 {
        dockerfile.push_str(&format!("RUN echo {number}\n"));
    }
    let history = history(&dockerfile, &commits);
    for (width, ascii) in [(20, false), (80, false), (80, true), (120, false), (300, true)] {
        let shown = text(&history, ascii, width);
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines.len() <= 40, "{} lines at {width}", lines.len());
        for line in lines {
            assert!(line.chars().count() <= width.max(60), "{width}: {line:?}");
        }
        assert!(shown.contains("RUN go build"), "what costs most stays: {shown}");
        assert!(shown.contains("steps that run less, or not at all"), "{shown}");
        assert!(shown.contains("250 commits in "), "{shown}");
    }
}

#[test]
fn two_commits_share_a_character() {
    let commits: Vec<_> = (0..40).map(|_| ("Change", &["main.go"][..])).collect();
    let mut history = history("FROM a\nCOPY . .\nRUN m\n", &commits);
    use crate::history::Cell::{Cached, Changed, Depends, Parent};
    history.steps[1].cells = [
        Cached, Cached, Cached, Parent, Cached, Changed, Parent, Cached, Parent, Parent, Parent,
        Changed, Changed, Cached, Changed, Parent, Changed, Changed, Cached, Depends,
    ]
    .repeat(3);
    let shown = text(&history, false, 60);
    assert!(shown.contains("·▗▐▖▄▟▌▙█░"), "{shown}");
}

#[test]
fn the_json_is_the_contract() {
    let json: serde_json::Value = serde_json::from_str(&history_json(&report(&small()))).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(
        json["commits"][4],
        json!({"sha": format!("abc0004{:033}", 0), "date": "2024-01-05T00:00:00Z", "subject": "Fix <it>",
               "changed": 2, "seconds": 60.5})
    );
    assert_eq!(
        json["steps"][3],
        json!({"stage": "build", "index": 4, "total": 5, "line": 4, "end_line": 4, "instruction": "COPY . .",
               "vertex": json["steps"][3]["vertex"], "statuses": "rrcrr", "rerun": 0.8, "root_cause": 0.8,
               "open": 0.0, "seconds": {"value": 0.5, "source": "estimated"}, "seconds_rerun": 2.0})
    );
    assert_eq!(json["steps"][6]["statuses"], "ddcdd");
    assert_eq!(
        json["top_paths"][0],
        json!({"path": "main.go", "commits": 2, "commits_alone": 1, "seconds_alone": 60.5, "step": 3})
    );
    assert_eq!(
        json["totals"],
        json!({"commits": 5, "commits_answered": 5, "commits_rerun": 4, "seconds_rerun": 252.5,
               "seconds_open": 2.0, "seconds_per_10_commits": 505.0})
    );
}

#[test]
fn a_history_without_builds_is_told_as_that() {
    let none = history("FROM a\n", &[]);
    assert!(text(&none, false, 80).contains("\nno commit has a build, with one before it"));
    let refused = history("FROM a\nNONSENSE\n", &[("Change", &["a"])]);
    let shown = text(&refused, false, 80);
    assert!(shown.contains("\nthe Dockerfile does not build: "), "{shown}");
    let quiet = history("FROM a\nRUN b\n", &[("Change", &["a"])]);
    assert!(text(&quiet, false, 80).contains("\nno step ran again in 1 commit\n"));
    for history in [none, refused, quiet] {
        assert!(history_page(&report(&history)).ends_with("</html>\n"));
        assert!(history_svg(&report(&history)).ends_with("</svg>\n"));
        let _: serde_json::Value = serde_json::from_str(&history_json(&report(&history))).unwrap();
    }
}

#[test]
fn a_shallow_clone_is_told_plainly() {
    let history = small();
    let report = HistoryReport { is_shallow: true, asked: 200, ..report(&history) };
    let sentence = "this clone is shallow: 5 commits of the 200 asked for";
    let style = HeatmapStyle { color: false, ascii: true, width: 200 };
    assert!(history_text(&report, style).contains(sentence));
    assert!(history_page(&report).contains(sentence));
    assert!(history_json(&report).contains("\"shallow\":true"));
}

#[test]
fn the_page_is_whole_small_and_without_scripts() {
    let commits: Vec<_> = (0..300)
        .map(|number| {
            (["</title><script>x</script>"; 20].concat(), format!("a{}/<b>{number}", number % 50))
        })
        .collect();
    let paths: Vec<[&str; 1]> = commits.iter().map(|(_, path)| [path.as_str()]).collect();
    let commits: Vec<(&str, &[&str])> = commits
        .iter()
        .zip(&paths)
        .map(|((subject, _), path)| (subject.as_str(), &path[..]))
        .collect();
    let mut dockerfile = String::from("FROM a\n");
    for number in 0..100 {
        dockerfile.push_str(&format!(
            "COPY a{number} .\nRUN echo '<script>{number}' {}\n",
            "long ".repeat(100)
        ));
    }
    let history = history(&dockerfile, &commits);
    let report = report(&history);
    for markup in [history_page(&report), history_svg(&report)] {
        assert!(markup.len() <= 300_000, "{} bytes", markup.len());
        assert!(!markup.contains("<script"), "nothing from strangers is markup");
    }
    let page = history_page(&report);
    for element in ["html", "style", "main", "table", "section", "svg"] {
        let (opened, closed) = (format!("<{element}"), format!("</{element}>"));
        assert_eq!(page.matches(&opened).count(), page.matches(&closed).count(), "{element}");
    }
    for loads in ["src=", "href=", "@import", "url("] {
        assert!(!page.contains(loads), "the page stands alone: {loads}");
    }
}

#[test]
fn the_picture_has_a_row_for_each_step_and_is_as_high_as_they_need() {
    let svg = history_svg(&report(&small()));
    assert!(svg.contains(&format!("viewBox=\"0 0 900 {}\"", 18 * 7 + 60)), "{svg}");
    assert_eq!(svg.matches("<title>").count(), 1 + 7);
    assert!(svg.contains("Line 4: COPY . ."));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Whatever names and subjects are, no view lets them act on a terminal or break out of markup.
    #[test]
    fn hostile_texts_stay_texts(
        name in "[a<>&\"'/\\x1b\u{202e}\\x00é日\\n\u{feff}]{1,12}",
        subject in "(\\PC|[<>&\"'\\x1b\\x07\u{202e}\u{200b}\\r\\n]){0,40}",
        command in "[a-z<>&\"' \\x1b\u{202e}日]{1,20}",
    ) {
        let dockerfile = format!("FROM a\nCOPY . .\nRUN echo {command}\n");
        let history = history(&dockerfile, &[(&subject, &[&name]), ("", &["b"])]);
        let report = HistoryReport { dockerfile: name.clone(), ..report(&history) };
        let shown = [
            history_text(&report, HeatmapStyle { color: false, ascii: false, width: 80 }),
            history_page(&report),
            history_svg(&report),
        ];
        for text in shown {
            let acts = |ch: char| ch != '\n' && (ch.is_control() || ch == '\u{202e}' || ch == '\u{200b}');
            prop_assert!(!text.contains(acts), "{text:?}");
        }
        for markup in [history_page(&report), history_svg(&report)] {
            prop_assert_eq!(markup.matches("<b>").count(), 0);
        }
        let json: serde_json::Value = serde_json::from_str(&history_json(&report)).unwrap();
        prop_assert_eq!(json["commits"][0]["subject"].as_str(), Some(subject.as_str()));
    }
}
