//! `dockwright simulate --history`: what the last commits re-ran.

use super::args::{ColorArg, RuleFormatArg, SimulateArgs};
use super::simulate::plain;
use super::{CLEAN, Failure, output};
use crate::cost::{Costs, Weights};
use crate::history::{PathFile, Recording, ReplayOptions, replay};
use crate::host::{self, Progress, Repository};
use crate::project::compared::record;
use crate::report::{
    HeatmapStyle, HistoryReport, history_json, history_page, history_svg, history_text,
};
use crate::text::Source;
use clap::Args as ClapArgs;
use std::path::{Path, PathBuf};

/// What belongs to `--history`.
#[derive(Debug, Default, ClapArgs)]
pub(super) struct HistoryArgs {
    /// Replay the last N commits, each against its first parent, and show what they re-ran
    #[arg(long, value_name = "N", group = "what", value_parser = clap::value_parser!(u32).range(1..),
          conflicts_with_all = ["record", "explain", "max_rerun_seconds"])]
    pub(super) history: Option<u32>,
    /// Read the commits from this file of paths (JSON) instead of git
    #[arg(long, value_name = "FILE", requires = "history")]
    pub(super) replay: Option<PathBuf>,
    /// Seconds by kind of command, from this file (JSON) instead of the built-in estimates
    #[arg(long, value_name = "FILE")]
    pub(super) weights: Option<PathBuf>,
    /// Write the history as an HTML page to this file
    #[arg(long, value_name = "FILE", requires = "history")]
    pub(super) html: Option<PathBuf>,
    /// Write the heatmap as an SVG picture to this file
    #[arg(long, value_name = "FILE", requires = "history")]
    pub(super) svg: Option<PathBuf>,
    /// Draw the heatmap with ASCII characters alone
    #[arg(long, requires = "history")]
    pub(super) ascii: bool,
}

/// The commits, and what is told of them.
struct Read {
    recording: Recording,
    dockerfile: String,
    context: Option<String>,
    is_shallow: bool,
}

/// Runs the command.
pub(super) fn run(args: &SimulateArgs, count: u32) -> Result<u8, Failure> {
    let asked = count as usize;
    let progress = Progress::new();
    let observe = || progress.step();
    let mut costs = costs(args.history.weights.as_deref())?;
    if let Ok((build, place)) = plain(args) {
        record::add_costs(&mut costs, &build, &place);
    }
    let mut options = ReplayOptions { costs, observe: Some(&observe), ..ReplayOptions::default() };
    progress.begin("reading commits", 0);
    let read = match &args.history.replay {
        Some(file) => from_file(args, file, asked, &mut options)?,
        None => from_git(args, asked, &mut options)?,
    };
    progress.begin("replaying commits", read.recording.commits.len());
    let history = replay(&read.recording, &options);
    drop(progress);
    let report = HistoryReport {
        dockerfile: read.dockerfile,
        context: read.context,
        target: args.build.target.clone(),
        is_shallow: read.is_shallow,
        asked,
        history: &history,
    };
    if let Some(file) = &args.history.html {
        host::write_atomically(file, history_page(&report).as_bytes())?;
    }
    if let Some(file) = &args.history.svg {
        host::write_atomically(file, history_svg(&report).as_bytes())?;
    }
    let printed = match args.format {
        RuleFormatArg::Json => history_json(&report),
        RuleFormatArg::Text => history_text(&report, style(args)),
    };
    output::print(printed.as_bytes(), None)?;
    Ok(CLEAN)
}

/// What steps cost, by the file if there is one.
pub(super) fn costs(file: Option<&Path>) -> Result<Costs, Failure> {
    let Some(file) = file else { return Ok(Costs::default()) };
    let bytes = host::read(file)?;
    let weights = Weights::parse(Source::new(&bytes).text());
    let weights =
        weights.map_err(|error| Failure(format!("cannot use {}: {error}", host::shown(file))))?;
    Ok(Costs::new(weights))
}

fn from_file(
    args: &SimulateArgs,
    file: &Path,
    asked: usize,
    options: &mut ReplayOptions<'_>,
) -> Result<Read, Failure> {
    let bytes = host::read(file)?;
    let paths = PathFile::parse(Source::new(&bytes).text());
    let paths =
        paths.map_err(|error| Failure(format!("cannot use {}: {error}", host::shown(file))))?;
    options.args.target = args.build.target.clone();
    let path = &paths.dockerfile_path;
    let shown = if paths.repo.is_empty() { path.clone() } else { format!("{}:{path}", paths.repo) };
    Ok(Read {
        recording: paths.recording(asked),
        dockerfile: shown,
        context: None,
        is_shallow: false,
    })
}

fn from_git(
    args: &SimulateArgs,
    asked: usize,
    options: &mut ReplayOptions<'_>,
) -> Result<Read, Failure> {
    let (build, place) = plain(args)?;
    let Some((folder, shown)) = place.context else {
        return Err(Failure(
            "--history: there is no build context whose commits could be read".into(),
        ));
    };
    let repository = Repository::of(&folder)?;
    let recording = repository.recording(&place.dockerfile, asked)?;
    options.args = build.args;
    options.settings = build.settings;
    options.contexts = build.contexts;
    Ok(Read {
        recording,
        dockerfile: host::shown(&place.dockerfile),
        context: Some(shown),
        is_shallow: repository.is_shallow(),
    })
}

fn style(args: &SimulateArgs) -> HeatmapStyle {
    let color = match args.color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => host::wants_color(),
    };
    HeatmapStyle { color, ascii: args.history.ascii, width: host::columns() }
}
