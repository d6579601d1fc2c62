//! Installs that cannot do without the sources: what they download is kept in a
//! cache mount instead.

use super::find::SourcesFirst;
use super::limits::Limits;
use crate::build::install::Installer;
use crate::build::stage::{Base, Step};
use crate::build::{CopyFrom, CopyStep, ImagePath, SourceTarget, start};
use crate::diagnostic::{Edit, Fix};
use crate::syntax::{Instruction, Keyword, MountKind};

/// Whether a RUN has a cache mount of any kind: then somebody has thought of it.
pub(super) fn has_cache(run: &Step<'_>) -> bool {
    run.instruction.mounts().any(|mount| mount.kind() == MountKind::Cache)
}

impl SourcesFirst<'_, '_> {
    /// Cache mounts for what the install downloads.
    pub(super) fn mount_fixes(&self) -> Vec<Fix> {
        let Some(folders) = self.download_folders() else { return Vec::new() };
        let mut limits = Limits::default();
        self.mount_limits(&folders, &mut limits);
        let title =
            format!("Keep what {} downloads in a cache mount", self.install.installer.name());
        let runs = self.runs_of_program();
        let edits = runs.into_iter().map(|run| self.mount_edit(run.instruction, &folders));
        vec![limits.hold(Fix::safe(title, edits.collect()))]
    }

    /// The steps that run the program: with the mount in one of them only, the others would download for themselves.
    fn runs_of_program(&self) -> Vec<&Step<'_>> {
        let program = self.install.installer.name();
        let wrapper = format!("{program}w");
        let runs_it = |step: &&Step<'_>| {
            let mut invocations = step.script().invocations();
            invocations.any(|invocation| invocation.argv.runs(&[program, wrapper.as_str()]))
        };
        let runs = self.stage.steps_of(Keyword::Run).filter(|step| !has_cache(step));
        runs.filter(|step| step.index == self.run_step.index || runs_it(step)).collect()
    }

    /// Adds cache mounts to a RUN, one a line if there are several.
    fn mount_edit(&self, instruction: Instruction<'_>, folders: &[String]) -> Edit {
        let file = self.graph.file;
        let mounts: Vec<String> =
            folders.iter().map(|folder| format!("--mount=type=cache,target={folder}")).collect();
        let separator = match mounts.as_slice() {
            [_] => " ".to_owned(),
            _ => format!(" {}{}    ", file.escape(), file.newline()),
        };
        let text = mounts.join(&separator);
        // The blank behind the keyword stays where it is, behind the mounts.
        let behind = if mounts.len() > 1 { separator.trim_end_matches(' ') } else { "" };
        let gap = if mounts.len() > 1 { "   " } else { "" };
        let keyword = instruction.keyword_range();
        Edit::insert(keyword.end as usize, format!(" {text}{behind}{gap}"))
    }

    /// Where the tool keeps downloads, for the user and the image of the step; `None` where that is not known.
    fn download_folders(&self) -> Option<Vec<String>> {
        let scope = self.stage.scope(self.run_step);
        let is_root = self
            .run_step
            .user
            .as_deref()
            .is_none_or(|user| matches!(user.split(':').next(), Some("root" | "0")));
        let image = self.image_name();
        let home = |variable: &str, of_image: &[(&str, &str)], default: &str| {
            if let Some(value) = scope.known(variable) {
                return Some(value.to_owned());
            }
            let found = of_image.iter().find(|(name, _)| image == *name);
            found
                .map(|(_, home)| (*home).to_owned())
                .or_else(|| is_root.then(|| default.to_owned()))
        };
        match self.install.installer {
            Installer::Cargo => {
                let images = [
                    ("rust", "/usr/local/cargo"),
                    ("rustlang/rust", "/usr/local/cargo"),
                    ("lukemathwalker/cargo-chef", "/usr/local/cargo"),
                ];
                let home = home("CARGO_HOME", &images, "/root/.cargo")?;
                Some(vec![format!("{home}/registry"), format!("{home}/git/db")])
            }
            Installer::Maven => home("\0", &[], "/root/.m2").map(|home| vec![home]),
            Installer::Gradle => {
                let images = [("gradle", "/home/gradle/.gradle")];
                home("GRADLE_USER_HOME", &images, "/root/.gradle").map(|home| vec![home])
            }
            Installer::Pip => home("PIP_CACHE_DIR", &[], "/root/.cache/pip").map(|home| vec![home]),
            _ => None,
        }
    }

    /// The image at the root of the stage, without tag.
    fn image_name(&self) -> String {
        let root = self.graph.lineage(self.stage).last();
        match root.map(|stage| &stage.base) {
            Some(Base::Image(reference)) => reference.familiar_name().to_owned(),
            _ => String::new(),
        }
    }

    fn mount_limits(&self, folders: &[String], limits: &mut Limits) {
        let target = self.graph.target();
        let in_target = target.is_some_and(|target| {
            self.graph.lineage(target).any(|stage| stage.index == self.stage.index)
        });
        if in_target {
            limits.not_safe("what lies in a cache mount is not part of the image any more");
        }
        let base = start::base_image(self.graph, self.stage);
        let is_at_home = ["rust", "rustlang/rust", "lukemathwalker/cargo-chef", "gradle"]
            .contains(&self.image_name().as_str());
        let has_user = self.run_step.user.is_some() || base.is_some_and(|base| base.user.is_some());
        if !is_at_home && !has_user {
            limits.not_safe(
                "the user of the base image is not known, nor where its downloads are kept",
            );
        }
        let folders: Vec<ImagePath> =
            folders.iter().map(|folder| ImagePath::root().join(folder)).collect();
        for stage in &self.graph.stages {
            for (step, copy) in self.graph.copies(stage) {
                if copy.from == CopyFrom::Stage(self.stage.index) && reads_any(&copy, &folders) {
                    let line = self.line_of(step.instruction.range());
                    limits.show_only(format!("line {line} copies what would lie in the mount"));
                }
            }
        }
    }
}

fn reads_any(copy: &CopyStep<'_>, folders: &[ImagePath]) -> bool {
    copy.sources.iter().any(|source| match &source.target {
        SourceTarget::Path(path) => {
            let path = ImagePath::root().join(path);
            folders.iter().any(|folder| folder.may_touch(&path))
        }
        SourceTarget::Pattern(pattern) => {
            let fixed = pattern.split(['*', '?', '[']).next().unwrap_or_default();
            let path = ImagePath::root().join(fixed.rsplit_once('/').map_or("", |(path, _)| path));
            folders.iter().any(|folder| folder.may_touch(&path))
        }
        _ => true,
    })
}
