//! Manifests that are copied before an install, but not all that it reads.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::Stage(check);

fn check<'a>(stage: &Stage<'a>, subject: &Subject<'a>, findings: &mut Findings) {
    let Some(context) = subject.context else { return };
    if !subject.graph.copies(stage).any(|(_, copy)| copy.reads_context()) {
        return;
    }
    for (step, install) in order::first_installs(stage) {
        if let Some(gap) = Gap::find(stage, step, &install, context, subject) {
            gap.report(stage, step, &install, subject, findings);
        }
    }
}

/// What an install lacks.
struct Gap {
    manifests: Manifests,
    /// The directory of the context that the main manifest comes from.
    project: String,
    missing: Vec<String>,
    /// The step that brings the main manifest.
    main_step: usize,
}

impl Gap {
    fn find<'a>(
        stage: &Stage<'a>,
        step: &Step<'a>,
        install: &Install,
        context: &Context,
        subject: &Subject<'a>,
    ) -> Option<Self> {
        let arrivals = Arrivals::before(subject.graph, stage, step);
        if install.early == Early::Nothing || arrivals.is_unclear_at(&install.directory) {
            return None;
        }
        // Which directory is the project can be told from where its main manifest was copied from.
        let (project, main_step) = install.usual_main().iter().find_map(|name| {
            let place = install.directory.join(name);
            let source = arrivals.source_of(name, &place)?;
            let project = source.0.strip_suffix(name.as_str())?.trim_end_matches('/').to_owned();
            Some((project, source.1?))
        })?;
        let manifests = install.manifests(context, &project)?;
        let needed = manifests.files.iter().chain(&manifests.directories);
        let missing = needed.filter(|path| !is_there(path, &project, install, &arrivals));
        let missing: Vec<String> = missing.cloned().collect();
        (!missing.is_empty()).then_some(Self { manifests, project, missing, main_step })
    }

    fn report<'a>(
        &self,
        stage: &Stage<'a>,
        step: &Step<'a>,
        install: &Install,
        subject: &Subject<'a>,
        findings: &mut Findings,
    ) {
        let title = &install.title;
        let lost = self.missing.iter().find(|path| self.manifests.vital.contains(path));
        let first = &self.missing[0];
        let others = match self.missing.len() {
            1 => String::new(),
            number => format!(" (and {} more)", number - 1),
        };
        let message = match lost {
            Some(member) => format!(
                "{member}{others} is not there when {title} runs: it ends well and leaves out what that asks for"
            ),
            None => format!("{first}{others} is not there when {title} runs, which reads it"),
        };
        let finding = findings
            .add(step.instruction.head_range(), message)
            .related_file(lost.unwrap_or(first).clone(), "what is missing")
            .maybe_fix(self.fix(stage, subject));
        if lost.is_none() {
            finding.at_most(Severity::Warning);
        }
    }

    /// Copies them behind the main manifest, or along with it where they go to the same place.
    fn fix<'a>(&self, stage: &Stage<'a>, subject: &Subject<'a>) -> Option<Fix> {
        let step = stage.steps.get(self.main_step)?;
        let copy = CopyStep::of(subject.graph, stage, step)?;
        let has_main = copy.copy.sources.last()?;
        let is_plain = copy.into_directory && !has_main.is_json();
        let beside = |path: &String| path.rsplit_once('/').map_or("", |(parent, _)| parent) == self.project;
        let (near, far): (Vec<String>, Vec<String>) = self
            .missing
            .iter()
            .cloned()
            .partition(|path| is_plain && beside(path) && !self.manifests.directories.contains(path));
        let mut edits = Vec::new();
        if !near.is_empty() {
            edits.push(Edit::insert(has_main.range().end as usize, format!(" {}", near.join(" "))));
        }
        if !far.is_empty() {
            let destination = copy.copy.destination.text();
            let destination = match copy.into_directory {
                true => destination.to_owned(),
                false => destination.rsplit_once('/').map_or("./", |(parent, _)| parent).to_owned(),
            };
            let copies = ManifestCopy {
                model: step.instruction,
                destination,
                source: self.project.clone(),
            };
            let newline = subject.file.newline();
            let lines = copies.lines(&far, &self.manifests.directories);
            let lines: String = lines.iter().map(|line| format!("{newline}{line}")).collect();
            edits.push(Edit::insert(step.instruction.range().end as usize, lines));
        }
        let name = self.missing[0].rsplit('/').next().unwrap_or_default();
        let fix = Fix::safe(format!("Copy {name} before the install"), edits);
        Some(fix.at_most(Applicability::Unsafe, "the install then does what it could not do before"))
    }
}

/// Whether a file of the project lies where the install looks for it.
fn is_there(path: &str, project: &str, install: &Install, arrivals: &Arrivals) -> bool {
    let inside = match project {
        "" => Some(path),
        project => path.strip_prefix(project).and_then(|rest| rest.strip_prefix('/')),
    };
    // Above the project: where that comes to lie is not known.
    let Some(inside) = inside else { return true };
    arrivals.has(path, &install.directory.join(inside), None)
}
