//! The fix: manifests first, then the install, then the rest.
//!
//! The COPY moves down behind the install. That changes nothing in the image
//! if whatever runs in between neither looks at what it brings nor changes it,
//! and if it brings nothing that the install has made.

use super::mistake::{Mistake, below};
use crate::lint::prelude::*;

/// The fix, as far as it can be trusted.
pub(super) fn fix(mistake: &Mistake<'_, '_>, subject: &Subject<'_>) -> Fix {
    let missing = mistake.missing(subject);
    let title = match missing.first() {
        Some(first) => {
            let name = first.rsplit('/').next().unwrap_or(first);
            format!("Copy {name} before {}, and the rest after it", mistake.install.title)
        }
        None if mistake.manifests.is_some() => format!("Copy the sources after {}", mistake.install.title),
        None => format!("Copy the manifests before {}, and the rest after it", mistake.install.title),
    };
    let mut limits = Limits::default();
    let edits = edits(mistake, subject, &missing, &mut limits);
    let fix = Fix::safe(title, edits);
    limits.0.into_iter().fold(fix, |fix, (limit, reason)| fix.at_most(limit, reason))
}

/// What speaks against the fix.
#[derive(Default)]
struct Limits(Vec<(Applicability, String)>);

impl Limits {
    fn show_only(&mut self, reason: impl Into<String>) {
        self.0.push((Applicability::Display, reason.into()));
    }

    fn not_safe(&mut self, reason: impl Into<String>) {
        self.0.push((Applicability::Unsafe, reason.into()));
    }
}

fn edits(mistake: &Mistake<'_, '_>, subject: &Subject<'_>, missing: &[String], limits: &mut Limits) -> Vec<Edit> {
    let newline = subject.file.newline();
    project_limits(mistake, limits);
    copy_limits(mistake, limits);
    moving_limits(mistake, subject, limits);
    let cut = Cut::find(mistake, subject, limits);
    let copies = manifest_copies(mistake, missing, limits);
    let instruction = mistake.copy_step.instruction;
    let mut edits = Vec::new();
    if copies.is_empty() {
        edits.push(Edit::delete(without_gap(subject, instruction.lines())));
    } else {
        edits.push(Edit::replace(instruction.range(), copies.join(newline)));
    }
    edits.push(cut.insertion(mistake, subject, &moved_copy(mistake, limits), newline));
    edits.extend(ignore_output(mistake, subject, limits));
    edits
}

/// What the project itself says.
fn project_limits(mistake: &Mistake<'_, '_>, limits: &mut Limits) {
    let Some(manifests) = &mistake.manifests else {
        return limits.show_only("there is no build context to look at");
    };
    for risk in &manifests.risks {
        limits.0.push((risk.limit, risk.reason.clone()));
    }
    let needed = manifests.files.iter().chain(&manifests.directories);
    if let Some(outside) = needed.into_iter().find(|path| below(path, &mistake.source).is_none()) {
        limits.show_only(format!("{outside} is needed, which this COPY does not bring"));
    }
}

/// What the COPY itself says.
fn copy_limits(mistake: &Mistake<'_, '_>, limits: &mut Limits) {
    let instruction = mistake.copy_step.instruction;
    if mistake.is_pattern {
        limits.not_safe("* takes folders apart, so that files of the same name replace each other");
    }
    if instruction.flag("parents").is_some() {
        limits.show_only("--parents changes where the files come to lie");
    }
    if instruction.flag("exclude").is_some() {
        limits.not_safe("--exclude may leave out what the install needs");
    }
    if instruction.heredocs().len() > 0 {
        limits.show_only("the COPY writes a heredoc too");
    }
    if subject_is_windows(mistake) {
        limits.show_only("the file is written for Windows");
    }
}

fn subject_is_windows(mistake: &Mistake<'_, '_>) -> bool {
    mistake.copy_step.instruction.file().escape() == '`'
}

/// Whether the steps in between allow the COPY to pass them.
fn moving_limits(mistake: &Mistake<'_, '_>, subject: &Subject<'_>, limits: &mut Limits) {
    let between = &mistake.stage.steps[mistake.copy_step.index + 1..mistake.run_step.index];
    let has_variables = mistake.copy_step.instruction.arguments().text().contains('$');
    for step in between {
        let instruction = step.instruction;
        let line = line_of(subject, instruction.range());
        let is_assignment = matches!(instruction.keyword(), Keyword::Env | Keyword::Arg);
        if is_assignment && has_variables {
            limits.show_only(format!("line {line} may change a variable of the COPY"));
        }
        if !commutes(&Effect::of(subject.graph, mistake.stage, step), mistake, subject) {
            limits.show_only(format!("line {line} may need the sources, or change them"));
        }
    }
}

fn line_of(subject: &Subject<'_>, range: TextRange) -> usize {
    subject.file.text()[..range.start as usize].matches('\n').count() + 1
}

/// Whether the COPY and something with `effect` may change places.
fn commutes(effect: &Effect, mistake: &Mistake<'_, '_>, subject: &Subject<'_>) -> bool {
    let is_apart = |sight: &Sight| match sight {
        Sight::Unknown => false,
        Sight::Known(paths) => paths.iter().all(|path| {
            !path.may_touch(&mistake.destination) || is_not_brought(path, mistake, subject)
        }),
    };
    is_apart(&effect.reads) && is_apart(&effect.writes)
}

/// Whether `path` lies in the destination, but the COPY brings nothing there.
fn is_not_brought(path: &ImagePath, mistake: &Mistake<'_, '_>, subject: &Subject<'_>) -> bool {
    match (path.below(&mistake.destination), subject.context) {
        (Some(inside), Some(context)) if !inside.is_empty() && !mistake.is_pattern => {
            context.kind(&join(&mistake.source, inside)).is_none()
        }
        _ => false,
    }
}

/// Where the RUN of the install ends for our purpose.
struct Cut {
    /// What is replaced in the RUN: nothing at its end, or what joins its two halves.
    range: TextRange,
    /// How the second half begins, if there is one.
    second: Option<String>,
    /// Comments that stood between the halves.
    comments: Vec<String>,
}

impl Cut {
    fn find(mistake: &Mistake<'_, '_>, subject: &Subject<'_>, limits: &mut Limits) -> Self {
        let step = mistake.run_step;
        let instruction = step.instruction;
        let whole = Cut { range: TextRange::empty(instruction.range().end as usize), second: None, comments: Vec::new() };
        let items = effect::items(mistake.stage, step).unwrap_or_default();
        let is_ours = |item: &effect::ScriptItem| item.installs.contains(&mistake.install);
        let Some(ours) = items.iter().position(is_ours) else { return whole };
        let stays = |item: &effect::ScriptItem| {
            item.is_state || !item.installs.is_empty() || commutes(&item.effect, mistake, subject)
        };
        if items[..=ours].iter().any(|item| !stays(item) || item.background) {
            limits.show_only(format!("what runs before {} may need the sources", mistake.install.title));
            return whole;
        }
        let Some(next) = items[ours..].iter().position(|item| !stays(item)).map(|at| ours + at) else {
            return whole;
        };
        let script = step.script();
        let (before, behind) = (&items[next - 1], &items[next]);
        match behind.join {
            Join::And => {}
            Join::Then => limits.not_safe(format!("{} may fail unnoticed today, and would not any more", mistake.install.title)),
            _ => limits.show_only(format!("{} and what follows it cannot be told apart", mistake.install.title)),
        }
        if !script.is_one_line {
            limits.show_only("the commands stand in a heredoc");
        }
        let range = TextRange {
            start: script.source_range(before.range).end,
            end: script.source_range(behind.range).start,
        };
        let state = items[..next].iter().filter(|item| item.is_state);
        let state: String = state.map(|item| format!("{} && ", script.text(item.range))).collect();
        let comments = instruction.inner_comments().filter(|comment| range.covers(*comment));
        let comments = comments.map(|comment| comment.of(subject.file.text()).trim_end().to_owned());
        let keyword = instruction.keyword_text();
        let second = Some(format!("{keyword} {}{state}", flags(instruction, &[])));
        Cut { range, second, comments: comments.collect() }
    }

    /// Puts the COPY behind the first half.
    fn insertion(self, mistake: &Mistake<'_, '_>, subject: &Subject<'_>, copy: &str, newline: &str) -> Edit {
        let gap = gap_before(subject, mistake.run_step.instruction, newline);
        let mut text = format!("{gap}{copy}");
        if let Some(second) = self.second {
            text += gap;
            for comment in self.comments {
                text += &format!("{comment}{newline}");
            }
            text += &second;
        }
        Edit::replace(self.range, text)
    }
}

/// One line end, or two where the RUN keeps a distance to what is above it.
fn gap_before<'t>(subject: &Subject<'_>, instruction: Instruction<'_>, newline: &'t str) -> &'t str {
    let before = &subject.file.text()[..instruction.lines().start as usize];
    let has_gap = before.trim_end_matches([' ', '\t']).ends_with("\n\n") || before.ends_with("\r\n\r\n");
    match (has_gap, newline) {
        (true, "\r\n") => "\r\n\r\n",
        (true, _) => "\n\n",
        (false, newline) => newline,
    }
}

/// `lines` and an empty line behind them, if there is one before them too.
fn without_gap(subject: &Subject<'_>, lines: TextRange) -> TextRange {
    let text = subject.file.text();
    let (before, behind) = (&text[..lines.start as usize], &text[lines.end as usize..]);
    let is_gap_before = before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n");
    let gap = ["\r\n", "\n"].into_iter().find(|gap| is_gap_before && behind.starts_with(gap));
    TextRange::new(lines.start as usize, lines.end as usize + gap.map_or(0, str::len))
}

/// The flags of an instruction but those in `except`, each with a blank behind it.
fn flags(instruction: Instruction<'_>, except: &[&str]) -> String {
    let text = instruction.file().text();
    let kept = instruction.flags().filter(|flag| !except.contains(&flag.name()));
    kept.map(|flag| format!("{} ", flag.range().of(text))).collect()
}

/// The COPY as it stands, with its destination written out if the working directory is another one by then.
fn moved_copy(mistake: &Mistake<'_, '_>, limits: &mut Limits) -> String {
    let instruction = mistake.copy_step.instruction;
    let text = instruction.range().of(instruction.file().text());
    let word = &mistake.copy.copy.destination;
    let is_relative = !word.text().starts_with(['/', '$']);
    if !is_relative || mistake.copy_step.workdir == mistake.run_step.workdir {
        return text.to_owned();
    }
    let Some(absolute) = mistake.destination.absolute() else {
        limits.show_only("the working directory changes in between, from one that is not known");
        return text.to_owned();
    };
    let start = (word.range().start - instruction.range().start) as usize;
    let end = start + word.range().len();
    let quote = if word.is_json() { "\"" } else { "" };
    let slash = if absolute.ends_with('/') { "" } else { "/" };
    format!("{}{quote}{absolute}{slash}{quote}{}", &text[..start], &text[end..])
}

/// The COPY instructions for the manifests, one for each directory.
fn manifest_copies(mistake: &Mistake<'_, '_>, missing: &[String], limits: &mut Limits) -> Vec<String> {
    if mistake.manifests.is_none() {
        let usual: Vec<String> = mistake.install.installer.usual_manifests().iter().map(|name| (*name).to_owned()).collect();
        return vec![copy_line(mistake, &usual, "")];
    }
    if missing.iter().any(|path| path.contains(['*', '?', '[', '\\', '$', '"'])) {
        limits.show_only("a file name has characters that COPY would take for a pattern");
    }
    let directories = mistake.manifests.iter().flat_map(|manifests| &manifests.directories);
    let directories: Vec<&String> = directories.collect();
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for path in missing {
        let inside = below(path, &mistake.source).unwrap_or(path);
        // A directory's contents are copied, so it names itself in the destination.
        let parent = match directories.contains(&path) {
            true => inside,
            false => inside.rsplit_once('/').map_or("", |(parent, _)| parent),
        };
        match groups.iter_mut().find(|(group, _)| group == parent) {
            Some((_, files)) if !directories.contains(&path) => files.push(path.clone()),
            _ => groups.push((parent.to_owned(), vec![path.clone()])),
        }
    }
    groups.iter().map(|(directory, files)| copy_line(mistake, files, directory)).collect()
}

/// `COPY files destination/directory/`.
fn copy_line(mistake: &Mistake<'_, '_>, files: &[String], directory: &str) -> String {
    let instruction = mistake.copy_step.instruction;
    let keyword = if instruction.keyword_text().starts_with(char::is_lowercase) { "copy" } else { "COPY" };
    let flags = flags(instruction, &["parents", "exclude", "from", "checksum", "keep-git-dir", "unpack"]);
    let base = mistake.copy.copy.destination.text().trim_end_matches("/.").trim_end_matches('/');
    let destination = match (base, directory) {
        ("." | "", "") if mistake.copy.copy.destination.text().starts_with('/') => "/".to_owned(),
        ("." | "", "") => "./".to_owned(),
        (".", directory) => format!("./{directory}/"),
        (base, "") => format!("{base}/"),
        (base, directory) => format!("{base}/{directory}/"),
    };
    let words: Vec<&str> = files.iter().map(String::as_str).chain([destination.as_str()]).collect();
    if words.iter().any(|word| word.contains(char::is_whitespace)) {
        let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        return format!("{keyword} {flags}[{}]", quoted.join(", "));
    }
    format!("{keyword} {flags}{}", words.join(" "))
}

/// What the install makes must not be replaced by what lies on the host: ignore that.
fn ignore_output(mistake: &Mistake<'_, '_>, subject: &Subject<'_>, limits: &mut Limits) -> Option<Edit> {
    let (context, manifests) = (subject.context?, mistake.manifests.as_ref()?);
    let output = mistake.install.installer.output();
    let homes = manifests.files.iter().filter(|path| path.ends_with("package.json"));
    let homes = homes.map(|path| path.rsplit_once('/').map_or("", |(directory, _)| directory));
    let outputs = homes.map(|home| join(home, output));
    let copied: Vec<String> = outputs.filter(|path| context.kind(path).is_some()).collect();
    let first = copied.first()?;
    limits.not_safe(format!("{first} of the host is not ignored and would replace what {} made", mistake.install.title));
    let before = context.ignore_text().unwrap_or_default();
    let separator = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let lines: String = copied.iter().map(|path| format!("{path}\n")).collect();
    Some(Edit {
        target: EditTarget::Context(context.ignore_path().unwrap_or(".dockerignore").to_owned()),
        range: TextRange::empty(before.len()),
        text: format!("{separator}{lines}"),
    })
}
