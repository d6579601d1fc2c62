//! `--link` beside a flag that it does not go with.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::Instruction(&[Keyword::Copy, Keyword::Add], check);

fn check(instruction: Instruction<'_>, subject: &Subject<'_>, findings: &mut Findings) {
    let Some(link) = instruction.flag("link").filter(|_| instruction.has_flag("link")) else { return };
    let keyword = instruction.keyword().name();
    let value = |name| instruction.flag(name).and_then(|flag| flag.value()).filter(|value| !value.is_empty());
    if let Some(mode) = value("chmod") {
        // `convert_copy.go` makes a linked layer only where no mode is given.
        let message = format!(
            "BuildKit does not link where --chmod={mode} is given: this {keyword} runs again with every change before it, as without --link"
        );
        findings.add(link.range(), message).fix(fix("Remove --link, which has no effect", instruction, link.range(), subject));
    } else if let Some(name) = value("chown").and_then(name_in) {
        let message = format!(
            "--link copies into an empty layer, where nobody knows {name}: the build fails with \"invalid user index\"; numbers work"
        );
        findings.add(link.range(), message).fix(fix("Remove --link", instruction, link.range(), subject));
    }
}

/// The first part of a `user:group` that must be looked up in the image; BuildKit knows `root` by itself.
fn name_in(owner: &str) -> Option<&str> {
    let is_name = |part: &&str| !part.is_empty() && *part != "root" && part.parse::<u32>().is_err();
    let name = owner.splitn(2, ':').find(is_name)?;
    // A variable may hold a number.
    (!owner.contains('$')).then_some(name)
}

/// Takes the flag out with the blanks behind it.
fn fix(title: &str, instruction: Instruction<'_>, flag: TextRange, subject: &Subject<'_>) -> Fix {
    let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
    let behind = subject.file.text().as_bytes()[flag.end as usize..].iter().take_while(is_blank).count();
    let edit = Edit::delete(TextRange::new(flag.start as usize, flag.end as usize + behind));
    let fix = Fix::safe(title, vec![edit]);
    match instruction.is_trigger() {
        true => fix.at_most(Applicability::Unsafe, "the image keeps the trigger as it is written"),
        false => fix,
    }
}
