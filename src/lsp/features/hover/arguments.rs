//! Flags, variables, images, stages and sources.

use super::{Said, about, touches};
use crate::build::{CopyFrom, CopyStep, SourceTarget};
use crate::ignore::{Walk, path_match};
use crate::image::ImageReference;
use crate::lsp::features::{listing, scope};
use crate::lsp::knowledge;
use crate::lsp::markup::code;
use crate::lsp::server::Snapshot;
use crate::syntax::{Flag, Instruction, Keyword, Mount};
use crate::text::TextRange;

/// As many entries of the context are looked at.
const LIMIT: usize = 5_000;

pub(super) fn at(snapshot: &Snapshot, instruction: Instruction<'_>, offset: usize) -> Option<Said> {
    if let Some(flag) = instruction.flags().find(|flag| touches(flag.range(), offset)) {
        return in_flag(snapshot, instruction, flag, offset);
    }
    variable(snapshot, instruction, offset).or_else(|| match instruction.keyword() {
        Keyword::From => from(snapshot, instruction, offset),
        Keyword::Copy | Keyword::Add => source(snapshot, instruction, offset),
        Keyword::Arg | Keyword::Env => assigned(snapshot, instruction, offset),
        Keyword::Stopsignal => {
            let range = instruction.arguments().range();
            let signal = instruction.arguments().text();
            let term = knowledge::term_of(knowledge::SIGNALS, signal)?;
            touches(range, offset).then(|| (range, format!("{}\n\n{}", code(signal), term.summary)))
        }
        _ => None,
    })
}

fn in_flag(
    snapshot: &Snapshot,
    instruction: Instruction<'_>,
    flag: Flag<'_>,
    offset: usize,
) -> Option<Said> {
    let range = flag.range();
    let name = TextRange::new(range.start as usize, range.start as usize + flag.name().len() + 2);
    let known = knowledge::flag(instruction.keyword(), flag.name());
    if touches(name, offset) {
        return Some((name, about::flag(known?)));
    }
    if let Some(said) = variable(snapshot, instruction, offset) {
        return Some(said);
    }
    let value = TextRange::new(name.end as usize + 1, range.end as usize);
    match flag.name() {
        "mount" => mount(snapshot, flag, offset),
        "from" => origin(snapshot, flag.value()?).map(|text| (value, text)),
        _ => Some((range, about::flag(known?))),
    }
}

fn mount(snapshot: &Snapshot, flag: Flag<'_>, offset: usize) -> Option<Said> {
    let mount = Mount::of(flag)?;
    let field = mount.fields().iter().find(|field| touches(field.range, offset))?;
    let page = knowledge::mount(mount.kind().name());
    let value_start = field.range.start as usize + field.key.len() + 1;
    let in_value = offset >= value_start;
    match (&*field.key, &field.value) {
        ("type", _) => Some((field.range, about::mount(page?))),
        ("from", Some(name)) if in_value => {
            let value = TextRange::new(value_start, field.range.end as usize);
            origin(snapshot, name).map(|text| (value, text))
        }
        _ => Some((field.range, about::mount_key(page?.key(&field.key)?))),
    }
}

/// A stage, or else an image.
fn origin(snapshot: &Snapshot, name: &str) -> Option<String> {
    about::stage(snapshot, name).or_else(|| image(&ImageReference::parse(name).ok()?))
}

/// `$name` and `${name…}` under the cursor.
fn variable(snapshot: &Snapshot, instruction: Instruction<'_>, offset: usize) -> Option<Said> {
    let (range, name) = name_at(snapshot.text(), offset)?;
    let start = instruction.range().start as usize;
    let in_from = instruction.keyword() == Keyword::From;
    Some((range, about::variable(snapshot, start, in_from, name)?))
}

fn name_at(text: &str, offset: usize) -> Option<(TextRange, &str)> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let bytes = text.as_bytes();
    // On the `$` or the `{` itself it is meant too.
    let mut at = offset;
    while at < bytes.len() && matches!(bytes[at], b'$' | b'{') && at < offset + 2 {
        at += 1;
    }
    let back = bytes[..at].iter().rev().take_while(|byte| is_name(byte)).count();
    let ahead = bytes[at..].iter().take_while(|byte| is_name(byte)).count();
    let (start, end) = (at - back, at + ahead);
    let head = text.get(..start)?;
    let is_reference = head.ends_with('$') || head.ends_with("${");
    let name = text.get(start..end)?;
    let is_escaped = head.trim_end_matches('{').ends_with("\\$");
    let begins_well = name.starts_with(|ch: char| ch.is_ascii_alphabetic() || ch == '_');
    (is_reference && begins_well && !is_escaped).then(|| (TextRange::new(start, end), name))
}

/// The name in an ARG or ENV: the value that it gets.
fn assigned(snapshot: &Snapshot, instruction: Instruction<'_>, offset: usize) -> Option<Said> {
    let mut pairs = instruction.pairs();
    let pair = pairs.find(|pair| touches(pair.key_range(), offset))?;
    let graph = snapshot.graph();
    let stage = scope::stage_at(&graph, instruction.range().start as usize);
    let start = instruction.range().end as usize;
    let text = about::variable(snapshot, start.max(1), stage.is_none(), pair.key())?;
    Some((pair.key_range(), text))
}

/// The image of a FROM, or the stage; the name that it gives.
fn from(snapshot: &Snapshot, instruction: Instruction<'_>, offset: usize) -> Option<Said> {
    let from = instruction.as_from()?;
    if let Some(name) = from.name.as_ref().filter(|name| touches(name.range(), offset)) {
        return Some((name.range(), about::stage(snapshot, name.text())?));
    }
    let range = from.image.range();
    if !touches(range, offset) {
        return None;
    }
    let graph = snapshot.graph();
    let start = instruction.range().start;
    let stage = graph.stages.iter().find(|it| it.from.instruction.range().start == start)?;
    let text = match &stage.base {
        crate::build::Base::Image(reference) => image(reference)?,
        crate::build::Base::Stage(index) => {
            about::stage(snapshot, graph.stages.get(*index)?.name.as_deref()?)?
        }
        crate::build::Base::Scratch => {
            "`scratch`\n\nNothing at all: an empty file system.".to_owned()
        }
        crate::build::Base::Unknown => {
            "Which image this is depends on something that is not known here.".to_owned()
        }
    };
    Some((range, text))
}

/// The parts of an image reference, and what is known of the image.
fn image(reference: &ImageReference) -> Option<String> {
    let mut text = format!("{}\n", code(reference.text()));
    let registry = reference.domain();
    text +=
        &format!("\n- registry {}", code(if registry.is_empty() { "unknown" } else { registry }));
    text += &format!("\n- repository {}", code(reference.repository()));
    text += &match (reference.tag(), reference.digest()) {
        (None, None) => {
            "\n- tag `latest`, as none is written: it moves with every release".to_owned()
        }
        (Some(tag), None) => {
            format!("\n- tag {}, which may lead to another image tomorrow", code(tag))
        }
        (tag, Some(digest)) => {
            let tag = tag.map(|tag| format!("\n- tag {}, which the digest overrules", code(tag)));
            format!("{}\n- digest {}: always the same image", tag.unwrap_or_default(), code(digest))
        }
    };
    let known = crate::image::known::image(reference);
    if let Some(known) = known {
        let user = known.user.map(|user| format!("\n- runs as {}", code(user)));
        let workdir = known.workdir.map(|path| format!("\n- works in {}", code(path)));
        let ports = known.ports.filter(|ports| !ports.is_empty());
        let ports = ports.map(|ports| format!("\n- exposes {}", ports.join(", ")));
        text.extend([user, workdir, ports].into_iter().flatten());
    }
    Some(text)
}

/// A source of COPY or ADD: how much it is.
fn source(snapshot: &Snapshot, instruction: Instruction<'_>, offset: usize) -> Option<Said> {
    let graph = snapshot.graph();
    let stage = scope::stage_at(&graph, offset)?;
    let start = instruction.range().start;
    let step = stage.steps.iter().find(|it| it.instruction.range().start == start)?;
    let copy = CopyStep::of(&graph, stage, step)?;
    let source = copy.sources.iter().find(|it| touches(it.word.range(), offset))?;
    let range = source.word.range();
    let path = match (&source.target, &copy.from) {
        (SourceTarget::Remote(url), _) => {
            return Some((range, format!("{}\n\nFetched when the image is built.", code(url))));
        }
        (_, CopyFrom::Stage(_) | CopyFrom::Other(_)) => return None,
        (SourceTarget::Path(path) | SourceTarget::Pattern(path), CopyFrom::Context) => path,
        (SourceTarget::Unknown, _) => return None,
    };
    let context = &snapshot.surroundings().context.as_ref()?.context;
    let is_pattern = matches!(source.target, SourceTarget::Pattern(_));
    let paths = if is_pattern { matching(context, path) } else { vec![path.clone()] };
    let there = |path: &String| path.is_empty() || context.is_on_disk(path);
    if !paths.iter().any(there) {
        let text = format!(
            "{}\n\nThere is nothing like it in the build context.",
            code(source.word.text())
        );
        return Some((range, text));
    }
    Some((range, format!("{}\n\n{}", code(source.word.text()), amount(context, &paths))))
}

/// What a pattern without `**` matches, directory by directory.
fn matching(context: &crate::build::Context, pattern: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for part in pattern.split('/') {
        let mut next = Vec::new();
        for directory in &found {
            let children = context.tree().children(directory).into_iter();
            let fits = children.filter(|(name, _)| path_match(part, name).unwrap_or(false));
            next.extend(fits.map(|(name, _)| crate::build::context::join(directory, &name)));
        }
        found = next;
    }
    found
}

/// How many files, how large, and what is left out.
fn amount(context: &crate::build::Context, paths: &[String]) -> String {
    let copied = listing::copied(context, paths, LIMIT);
    let more = if copied.is_whole { "" } else { "more than " };
    let files = listing::count(copied.files, "file", "files");
    let mut text = format!("{more}{files}, {more}{}.", listing::size(copied.bytes));
    if !copied.ignored.is_empty() {
        let first: Vec<String> = copied.ignored.iter().take(5).map(|path| code(path)).collect();
        let rest = copied.ignored.len() - first.len();
        let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        text += &format!(" The ignore file leaves out {}{rest}.", first.join(", "));
    }
    let mut walk = Walk::new(context.ignore_file());
    if let [path] = paths
        && let Some(deciding) = walk.deciding_pattern(path).filter(|it| !it.is_negated())
    {
        text += &format!(" It is {} that does.", code(deciding.text()));
    }
    text
}
