//! `dockwright explain`: why the steps of a build that happened were not cached.

use super::args::{ColorArg, ExplainArgs, RuleFormatArg};
use super::build;
use super::{CLEAN, Failure, output};
use crate::analysis::{self, Build};
use crate::build::BuildGraph;
use crate::build::vertex::NoCache;
use crate::cache::{Simulation, Verdict};
use crate::explain::{self, Earlier, Happened};
use crate::host;
use crate::progress::{self, BuildLog, LogForm, Provenance};
use crate::project::Place;
use crate::project::compared::{self, Compared, record, revisions};
use crate::report::{Against, ExplanationReport, Style, explanation_json, explanation_text};
use crate::text::Source;
use std::collections::BTreeMap;
use std::path::Path;

/// What is known of the build that happened.
struct Evidence {
    name: String,
    log: BuildLog,
    provenance: Provenance,
}

/// The earlier build, held against the one that happened.
struct Held {
    simulation: Simulation,
    knows_args: bool,
    against: Against,
}

impl Held {
    fn as_earlier(&self) -> Earlier<'_> {
        Earlier { simulation: &self.simulation, knows_args: self.knows_args }
    }
}

/// Runs the command.
pub(super) fn run(args: &ExplainArgs) -> Result<u8, Failure> {
    let evidence = evidence(args)?;
    let (mut build, place) = build::build(&args.build, NoCache::Never)?;
    take_built_file(&mut build, &evidence.provenance);
    if build.args.target.is_none() {
        build.args.target = built_target(&build, &evidence.log);
    }
    let earlier = earlier(args, &build, &place, &evidence.log)?;
    let seconds = print(args, &evidence, &build, &place, earlier.as_ref())?;
    if args.record {
        record::write(&build, &place)?;
        record::write_seconds(&build, &place, seconds)?;
    }
    Ok(CLEAN)
}

fn evidence(args: &ExplainArgs) -> Result<Evidence, Failure> {
    let text = |path: &Path| Ok::<_, Failure>(Source::new(&host::read(path)?).text().to_owned());
    let (name, log, provenance) = match (&args.log, &args.reference) {
        (Some(path), _) => {
            let log = match path == Path::new("-") {
                true => Source::new(&host::read_stdin()?).text().to_owned(),
                false => text(path)?,
            };
            let provenance = args.provenance.as_deref().map(text).transpose()?;
            (host::shown(path), log, provenance)
        }
        (None, reference) => {
            let name = reference.clone().unwrap_or_default();
            let reference = Some(name.as_str()).filter(|name| *name != "latest");
            let found = host::build_record(reference, args.builder.as_deref())?;
            (name, found.log, found.provenance)
        }
    };
    let log = progress::read(&log);
    if log.form == LogForm::Unknown {
        return Err(Failure(format!(
            "{name}: there is no progress output in it; it is what `docker build` prints, in any --progress but quiet"
        )));
    }
    let provenance = provenance.map(|text| Provenance::read(&text)).unwrap_or_default();
    Ok(Evidence { name, log, provenance })
}

/// The Dockerfile may have been edited since: what was built counts, where that is known.
fn take_built_file(build: &mut Build, provenance: &Provenance) {
    let Some(built) = &provenance.dockerfile else { return };
    if Source::new(&build.dockerfile).text() != built {
        eprintln!(
            "note: the Dockerfile has been edited since; that of the build is taken from its provenance"
        );
        build.dockerfile = built.clone().into_bytes();
    }
}

/// The target that the log tells of, when it is not the last stage.
fn built_target(build: &Build, log: &BuildLog) -> Option<String> {
    let file = build.file();
    let graph = BuildGraph::new(&file, &build.args);
    let target = explain::built_target(&graph, &build.vertices(), log)?;
    eprintln!("note: the build seems to have been of --target {target}");
    Some(target)
}

fn earlier(
    args: &ExplainArgs,
    build: &Build,
    place: &Place,
    log: &BuildLog,
) -> Result<Option<Held>, Failure> {
    let now = build.clone();
    if let Some(revision) = &args.since {
        return held(
            revisions::since(now, place, std::slice::from_ref(revision))?,
            "revision",
            revision.clone(),
        );
    }
    if let Some(path) = &args.against {
        let other = compared::against(now, place, path)?;
        let swapped = Compared { before: other.after, after: other.before, ..other };
        return held(swapped, "dockerfile", host::shown(path));
    }
    let name = "the recorded build".to_owned();
    if args.since_record {
        return held(record::compared(now, place)?, "record", name);
    }
    if args.log_only || !record::exists(build, place) {
        return Ok(None);
    }
    let found = held(record::compared(now, place)?, "record", name)?;
    // A record of this very build, made after it, explains nothing.
    let is_same = |earlier: &Held| {
        earlier.simulation.steps.iter().all(|step| step.verdict == Verdict::Cached)
    };
    let has_run = log.steps().any(|(vertex, _)| vertex.outcome == progress::Outcome::Ran);
    Ok(found.filter(|earlier| !(is_same(earlier) && has_run)))
}

fn held(compared: Compared, kind: &'static str, name: String) -> Result<Option<Held>, Failure> {
    for note in &compared.notes {
        eprintln!("note: {}", crate::text::printable(note));
    }
    let simulation = analysis::simulate(&compared.before, &compared.after, &compared.changes);
    Ok(Some(Held { simulation, knows_args: kind == "record", against: Against { kind, name } }))
}

/// Prints the explanation, and returns what each step took that ran.
fn print(
    args: &ExplainArgs,
    evidence: &Evidence,
    build: &Build,
    place: &Place,
    earlier: Option<&Held>,
) -> Result<BTreeMap<String, f64>, Failure> {
    let file = build.file();
    let graph = BuildGraph::new(&file, &build.args);
    let vertices = build.vertices();
    let happened = Happened {
        log: &evidence.log,
        provenance: &evidence.provenance,
        graph: &graph,
        vertices: &vertices,
        context: build.context.as_ref(),
    };
    let explanation = explain::explain(happened, earlier.map(Held::as_earlier));
    let report = ExplanationReport {
        dockerfile: host::shown(&place.dockerfile),
        context: place.context.as_ref().map(|(_, shown)| shown.clone()),
        target: build.args.target.clone(),
        log: evidence.name.clone(),
        form: evidence.log.form.name(),
        against: earlier.map(|earlier| earlier.against.clone()),
        text: file.text(),
        vertices: &vertices,
        explanation: &explanation,
    };
    let printed = match args.format {
        RuleFormatArg::Json => explanation_json(&report),
        RuleFormatArg::Text => explanation_text(&report, style(args)),
    };
    output::print(printed.as_bytes(), None)?;
    Ok(explanation.seconds(&vertices).map(|(step, seconds)| (step.text.clone(), seconds)).collect())
}

fn style(args: &ExplainArgs) -> Style {
    let color = match args.color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => host::wants_color(),
    };
    Style { color, ..Style::default() }
}
