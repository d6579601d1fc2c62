//! `dockwright check`.

use super::args::{CheckArgs, ColorArg, FormatArg};
use super::files::{self, Target};
use super::verify::fixes::{CheckedFile, FixVerifier};
use super::{CLEAN, FAILED, FINDINGS, Failure, output};
use crate::analysis::{self, Analysis, Inputs};
use crate::diagnostic::Applicability;
use crate::fix::{AppliedFix, Texts};
use crate::host::{self, FoundContext, HostError};
use crate::lint::{EnabledRule, Outcome};
use crate::report::{
    self, FileError, FileReport, Format, Report, RuleInfo, Style, unified_diff_bytes,
};
use rayon::prelude::*;
use std::path::Path;

/// What came of one file.
struct Checked {
    path: String,
    /// The text that was analysed; what it was parsed to is not kept.
    text: String,
    context: Option<FoundContext>,
    rules: Vec<EnabledRule>,
    outcome: Outcome,
    /// Files that its fixes would make.
    missing: Vec<String>,
    is_valid: bool,
    error: Option<FileError>,
    applied: Vec<AppliedFix>,
    /// With `--diff`: what would change.
    diff: Vec<u8>,
    /// The fixed text of standard input.
    stdin: Option<Vec<u8>>,
    /// With `--verify`: the rules whose fixes did not pass, each with the report.
    refused: Vec<(&'static str, String)>,
    fails: bool,
}

/// Runs the command.
pub(super) fn run(args: &CheckArgs) -> Result<u8, Failure> {
    let targets = files::targets(args)?;
    if targets.is_empty() {
        eprintln!("warning: no Dockerfile found");
    }
    let verifier = FixVerifier::wanted(args, targets.iter().any(|target| target.is_stdin))?;
    let mut checked: Vec<Checked> = match (targets.as_slice(), &verifier) {
        ([target], _) => vec![check(args, target, verifier.as_ref())],
        // An engine is asked for one thing at a time.
        (targets, Some(_)) => {
            targets.iter().map(|target| check(args, target, verifier.as_ref())).collect()
        }
        (targets, None) => targets.par_iter().map(|target| check(args, target, None)).collect(),
    };
    for file in &checked {
        for (rule, report) in &file.refused {
            eprintln!("{}: the fix of {rule} is not applied\n{report}", file.path);
        }
        for rule in &file.outcome.broken {
            eprintln!("error: the rule {rule} broke down on {}: please report this", file.path);
        }
    }
    if args.diff {
        let diff: Vec<u8> = checked.iter().flat_map(|file| file.diff.iter().copied()).collect();
        output::print(&diff, args.output_file.as_deref())?;
        report_errors(&checked);
    } else {
        print_report(args, &mut checked)?;
    }
    Ok(exit_code(args, &checked))
}

fn exit_code(args: &CheckArgs, checked: &[Checked]) -> u8 {
    let could_not =
        checked.iter().any(|file| file.error.is_some() || !file.outcome.broken.is_empty());
    let fails =
        checked.iter().any(|file| if args.diff { !file.diff.is_empty() } else { file.fails });
    match (could_not, fails && !args.exit_zero) {
        (true, _) => FAILED,
        (_, true) => FINDINGS,
        _ => CLEAN,
    }
}

/// Checks one file, and mends it if asked.
fn check(args: &CheckArgs, target: &Target, verifier: Option<&FixVerifier>) -> Checked {
    let mut checked = Checked {
        path: host::shown(&target.path),
        text: String::new(),
        context: None,
        rules: target.settings.rules_for(&target.path),
        outcome: Outcome::default(),
        missing: Vec::new(),
        is_valid: false,
        error: None,
        applied: Vec::new(),
        diff: Vec::new(),
        stdin: None,
        refused: Vec::new(),
        fails: false,
    };
    if let Err(error) = fill(args, target, verifier, &mut checked) {
        let kind = if matches!(error.action, "write" | "verify") { error.action } else { "read" };
        checked.error = Some(FileError { kind: kind.to_owned(), message: error.to_string() });
    }
    checked
}

fn fill(
    args: &CheckArgs,
    target: &Target,
    verifier: Option<&FixVerifier>,
    checked: &mut Checked,
) -> Result<(), HostError> {
    let bytes = if target.is_stdin { host::read_stdin()? } else { host::read(&target.path)? };
    let analysis = Analysis::new(Inputs { path: checked.path.clone(), bytes, ..Inputs::default() });
    checked.context = host::find_context(&target.settings.context, &target.path, analysis.file())?;
    let context = checked.context.as_ref().map(|found| found.context.clone());
    let mut analysis = analysis.in_context(context);
    let rules = std::mem::take(&mut checked.rules);
    let mends = args.fix || args.unsafe_fixes || args.diff;
    if mends {
        let allowed = if args.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
        let fixed = match verifier {
            Some(verifier) => {
                let (path, context) = (&target.path, &target.settings.context);
                let file =
                    CheckedFile { path, context, analysis: &analysis, rules: &rules, allowed };
                let verified = verifier.fixes(file).map_err(|Failure(reason)| HostError {
                    action: "verify",
                    path: target.path.clone(),
                    reason,
                })?;
                checked.refused = verified.refused;
                verified.fixed
            }
            None => analysis.fix(&rules, allowed),
        };
        if args.diff {
            checked.diff = differences(&analysis, &fixed.texts, checked);
        } else {
            write(target, &analysis, &fixed.texts, checked)?;
            checked.applied = fixed.applied;
            analysis = analysis.with_texts(&fixed.texts);
        }
    }
    let (mut outcome, is_valid) = analysis.check(&rules);
    if args.no_inline_ignores {
        outcome
            .diagnostics
            .extend(outcome.suppressed.drain(..).map(|suppressed| suppressed.diagnostic));
        outcome.diagnostics.sort_by_key(|diagnostic| diagnostic.range);
    }
    let fails_from = target.settings.fails_from;
    let is_failing = |severity| fails_from.is_some_and(|limit| severity <= limit);
    checked.fails = !checked.refused.is_empty()
        || outcome.diagnostics.iter().any(|diagnostic| is_failing(diagnostic.severity));
    let context = checked.context.as_ref().map(|found| &found.context);
    checked.missing = analysis::new_files(&outcome, context);
    (checked.outcome, checked.is_valid) = (outcome, is_valid);
    (checked.text, checked.rules) = (analysis.into_text(), rules);
    Ok(())
}

/// Writes what the fixes changed: the files around first, since the Dockerfile's new order may depend on them.
fn write(
    target: &Target,
    analysis: &Analysis,
    texts: &Texts,
    checked: &mut Checked,
) -> Result<(), HostError> {
    if let Some(found) = &checked.context {
        for (path, bytes) in &texts.overlay {
            host::write_atomically(&found.folder.join(path), bytes)?;
        }
    }
    if target.is_stdin {
        checked.stdin = Some(texts.dockerfile.clone());
    } else if texts.dockerfile != analysis.inputs().bytes {
        host::write_atomically(&target.path, &texts.dockerfile)?;
    }
    Ok(())
}

fn differences(analysis: &Analysis, texts: &Texts, checked: &Checked) -> Vec<u8> {
    let mut diff = Vec::new();
    let before = &analysis.inputs().bytes;
    if texts.dockerfile != *before {
        diff.extend(unified_diff_bytes(&checked.path, Some(before), &texts.dockerfile));
    }
    if let Some(found) = &checked.context {
        for (path, after) in &texts.overlay {
            let before = found.context.read_any(path);
            let shown = host::shown(&Path::new(&found.path).join(path));
            diff.extend(unified_diff_bytes(&shown, before.as_deref(), after));
        }
    }
    diff
}

fn report_errors(checked: &[Checked]) {
    for error in checked.iter().filter_map(|file| file.error.as_ref()) {
        eprintln!("error: {}", crate::text::printable(&error.message));
    }
}

/// Prints what was found, which is taken out of `checked`.
fn print_report(args: &CheckArgs, checked: &mut [Checked]) -> Result<(), Failure> {
    let report = report_of(checked);
    let style = style(args);
    let text = if args.statistics {
        report::statistics(&report, style)
    } else {
        report::render(&report, format(args.format), style)
    };
    let applied: usize = checked.iter().map(|file| file.applied.len()).sum();
    let files = checked.iter().filter(|file| !file.applied.is_empty()).count();
    if applied > 0 {
        let (fixes, in_files) = (plural(applied, "fix", "fixes"), plural(files, "file", "files"));
        eprintln!("applied {fixes} in {in_files}");
    }
    // The fixed text of standard input takes the place of the findings, which go to the other stream.
    let stdin = checked.iter().find_map(|file| file.stdin.as_ref());
    if let Some(bytes) = stdin {
        eprint!("{text}");
        return output::print(bytes, None);
    }
    output::print(text.as_bytes(), args.output_file.as_deref())
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn report_of(checked: &mut [Checked]) -> Report<'_> {
    let rules = rule_infos(checked);
    let files = checked.iter_mut().map(|file| FileReport {
        path: file.path.clone(),
        text: &file.text,
        valid: file.is_valid,
        error: file.error.clone(),
        context: file.context.as_ref().map(|found| found.path.clone()),
        missing: std::mem::take(&mut file.missing),
        diagnostics: std::mem::take(&mut file.outcome.diagnostics),
        suppressed: std::mem::take(&mut file.outcome.suppressed),
    });
    Report { files: files.collect(), rules, version: env!("CARGO_PKG_VERSION") }
}

/// The rules that ran on any of the files; those that found nothing are told too.
fn rule_infos(checked: &[Checked]) -> Vec<RuleInfo<'static>> {
    let mut infos: Vec<RuleInfo<'static>> = Vec::new();
    let mut done: &[EnabledRule] = &[];
    for file in checked {
        let rules = file.rules.as_slice();
        // Nearly always all files have the same ones.
        let is_same =
            |(one, other): (&EnabledRule, &EnabledRule)| std::ptr::eq(one.rule, other.rule);
        if rules.len() == done.len() && rules.iter().zip(done).all(is_same) {
            continue;
        }
        done = rules;
        for enabled in rules {
            if !infos.iter().any(|info| info.id == enabled.rule.id) {
                infos.push(RuleInfo { severity: enabled.severity, ..RuleInfo::of(enabled.rule) });
            }
        }
    }
    infos.sort_by_key(|info| info.id);
    infos
}

fn style(args: &CheckArgs) -> Style {
    let color = match args.color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => args.output_file.is_none() && host::wants_color(),
    };
    Style { color, ..Style::default() }
}

fn format(format: FormatArg) -> Format {
    match format {
        FormatArg::Full => Format::Full,
        FormatArg::Concise => Format::Concise,
        FormatArg::Json => Format::Json,
        FormatArg::Sarif => Format::Sarif,
        FormatArg::Github => Format::Github,
    }
}
