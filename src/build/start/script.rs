//! The script of the context that a container starts with.

use super::copied_file;
use crate::build::stage::{Stage, Step};
use crate::build::{BuildGraph, Context, ImagePath};
use crate::shell::{self, Script, Word};

/// A script that an ENTRYPOINT or CMD runs, and that can be read.
#[derive(Clone, Debug)]
pub struct StartScript<'g, 'a> {
    /// Where it stands below the root of the context.
    pub path: String,
    /// Its content, invalid bytes replaced.
    pub text: String,
    /// The word of the instruction that names it.
    pub word: Word,
    /// Whether it is run as a program, and not given to a shell (`sh start.sh`) to read.
    pub is_program: bool,
    /// Where it lies in the image.
    pub place: ImagePath,
    /// The stage and the COPY or ADD that brings it.
    pub copy: (&'g Stage<'a>, &'g Step<'a>),
}

impl StartScript<'_, '_> {
    /// The first line behind `#!`; `None` when there is none.
    pub fn shebang(&self) -> Option<&str> {
        self.text.strip_prefix("#!")?.lines().next().map(str::trim_end)
    }

    /// Its commands, with places in its own text.
    pub fn commands(&self) -> Script {
        shell::parse(&self.text)
    }
}

impl<'g, 'a> StartScript<'g, 'a> {
    /// The script that `step` runs.
    pub fn find(
        graph: &'g BuildGraph<'a>,
        owner: &'g Stage<'a>,
        step: &Step<'a>,
        context: &Context,
    ) -> Option<Self> {
        let script = step.script();
        let [item] = script.script.list.items.as_slice() else { return None };
        let invocation = item.pipeline.as_command()?.invocation();
        let (first, args) = invocation.argv.words().split_first()?;
        let is_shell = ["sh", "bash", "ash", "dash"].contains(&invocation.argv.basename()?);
        let mut word = match (is_shell, args) {
            (true, [script, ..]) if !script.value.starts_with('-') => script.clone(),
            (true, _) => return None,
            (false, _) => first.clone(),
        };
        let name = word.literal()?;
        let place = match name.contains('/') {
            true => step.workdir.as_ref()?.join(name),
            false if is_shell => step.workdir.as_ref()?.join(name),
            // A bare name is looked up in PATH.
            false => ImagePath::root().join("usr/local/bin").join(name),
        };
        let (path, copy) = copied_file(graph, owner, context, &place)?;
        let bytes = context.read(&path)?;
        // A program is no script.
        if bytes.iter().take(512).any(|byte| *byte == 0) || bytes.len() > 256 * 1024 {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if !script.is_exec {
            word.range = script.source_range(word.range);
        }
        Some(Self { path, text, word, is_program: !is_shell, place, copy })
    }
}
