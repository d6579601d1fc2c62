//! What BuildKit refuses once stages and variables are known (`convert.go`, `convert_copy.go`, `convert_expose.go`).

use super::BuildGraph;
use super::stage::{Stage, Step};
use crate::syntax::{Expander, ExpansionError, Flag, Instruction, Keyword, Problem};
use crate::text::TextRange;

/// The problems of all stages.
pub(super) fn find(graph: &BuildGraph<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for stage in &graph.stages {
        for step in &stage.steps {
            expansions(stage, step, &mut problems);
            sources(graph, stage, step, &mut problems);
            if step.instruction.keyword() == Keyword::Expose {
                ports(stage, step, &mut problems);
            }
        }
    }
    problems
}

/// The texts of an instruction in which BuildKit expands variables (reference D.2).
fn expanded_texts(instruction: Instruction<'_>) -> Vec<(String, TextRange)> {
    let flag = |name: &str| {
        instruction
            .flag(name)
            .and_then(|flag: Flag<'_>| Some((flag.value()?.to_owned(), flag.range())))
    };
    match instruction.keyword() {
        Keyword::Add | Keyword::Copy => {
            let words = instruction.words().into_iter();
            let words = words.filter(|word| !word.text().contains("<<"));
            let words = words.map(|word| (word.text().to_owned(), word.range()));
            let flags = ["chown", "chmod", "checksum"].into_iter().filter_map(flag);
            words.chain(flags).collect()
        }
        Keyword::Env | Keyword::Label | Keyword::Arg => {
            let pairs = instruction.pairs();
            pairs.filter_map(|pair| Some((pair.value()?.to_owned(), pair.range()))).collect()
        }
        Keyword::User | Keyword::Workdir | Keyword::Stopsignal => {
            let text = instruction.arguments();
            vec![(text.text().to_owned(), text.range())]
        }
        Keyword::Volume | Keyword::Expose => {
            let words = instruction.words().into_iter();
            words.map(|word| (word.text().to_owned(), word.range())).collect()
        }
        _ => Vec::new(),
    }
}

fn expansions(stage: &Stage<'_>, step: &Step<'_>, problems: &mut Vec<Problem>) {
    let instruction = step.instruction;
    // A value that is passed in replaces a default before it is looked at.
    for (text, range) in expanded_texts(instruction) {
        if text.contains(['$', '\'', '"']) {
            let outcome = expand(stage, step, &text);
            problems
                .extend(outcome.err().map(|error| Problem::new(range, format!("{text}: {error}"))));
        }
    }
}

fn expand(
    stage: &Stage<'_>,
    step: &Step<'_>,
    text: &str,
) -> Result<Option<String>, ExpansionError> {
    let scope = stage.scope(step);
    let lookup = |name: &str| scope.get(name);
    let escape = step.instruction.file().escape();
    Expander::new(escape, &lookup).expand(text).map(|expanded| expanded.text)
}

/// `--from` of COPY.
fn sources(
    graph: &BuildGraph<'_>,
    stage: &Stage<'_>,
    step: &Step<'_>,
    problems: &mut Vec<Problem>,
) {
    let Some(flag) = step.instruction.flag("from") else { return };
    let Some(name) = flag.value().filter(|name| !name.is_empty()) else { return };
    let is_own = stage.name.as_deref() == Some(&name.to_lowercase());
    let is_later = graph.stages[stage.index..]
        .iter()
        .any(|later| later.name.as_deref() == Some(&name.to_lowercase()));
    let message = if name.trim_end_matches('$').contains('$') {
        "--from takes no variables; name a stage of its own with FROM and use that".into()
    } else if name.parse::<usize>().is_ok_and(|index| index >= stage.index) {
        format!("there is no stage number {name} before this one")
    } else if graph.stage_named(name, stage.index).is_none() && (is_own || is_later) {
        format!("the stage {name} comes only later; a stage can copy from earlier ones")
    } else {
        return;
    };
    problems.push(Problem::new(flag.range(), message));
}

/// EXPOSE's ports (`convert_expose.go`).
fn ports(stage: &Stage<'_>, step: &Step<'_>, problems: &mut Vec<Problem>) {
    for word in step.instruction.words() {
        let Ok(Some(text)) = expand(stage, step, word.text()) else { continue };
        let wrong = text.split_whitespace().find(|port| !is_port(port));
        problems.extend(wrong.map(|port| {
            Problem::new(
                word.range(),
                format!("{port} is no port: EXPOSE takes 8080, 8080/udp or 8000-8010"),
            )
        }));
    }
}

/// `[[ip:]host:]container[/protocol]`, each port a number or a range.
fn is_port(text: &str) -> bool {
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let is_known = ["tcp", "udp", "sctp", ""].contains(&protocol.to_lowercase().as_str());
    let container = ports.rsplit(':').next().unwrap_or_default();
    let (start, end) = container.split_once('-').unwrap_or((container, container));
    match (start.parse::<u16>(), end.parse::<u16>()) {
        (Ok(start), Ok(end)) => is_known && start <= end,
        _ => false,
    }
}
