//! Cache mounts where the tool does not keep its cache.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::Step(&[Keyword::Run], check);

fn check<'a>(stage: &Stage<'a>, step: &Step<'a>, subject: &Subject<'a>, findings: &mut Findings) {
    for mount in step.instruction.mounts() {
        let Some(mounted) = caches::mounted(stage, step, &mount).and_then(|path| path.absolute()) else { continue };
        let Some(tool) = caches::tool_of_directory(&mounted) else { continue };
        let Some(real) = real_place(stage, step, subject, tool, &mounted) else { continue };
        let user = caches::user(subject.graph, stage, step).filter(|user| user != "root" && user != "0");
        let whose = user.as_ref().map(|user| format!(" of {user}")).unwrap_or_default();
        let message = format!("this mount on {mounted} is never used: the cache{whose} that {} uses here is {real}", tool.name());
        let fix = retarget(&mount, &real, user.as_deref());
        findings.add(mount.flag().range(), message).maybe_fix(fix);
    }
}

/// The cache that the commands of the RUN really use, if the mount is made for their tool and misses it.
fn real_place<'a>(
    stage: &Stage<'a>,
    step: &Step<'a>,
    subject: &Subject<'a>,
    tool: CacheTool,
    mounted: &str,
) -> Option<String> {
    let mount = ImagePath::root().join(mounted);
    let script = step.script();
    let mut real = None;
    for invocation in script.invocations() {
        let is_elsewhere = invocation.is_wrapped_by(Wrapper::User) || invocation.assignments().next().is_some();
        if is_elsewhere || invocation.runs(&["export", "su", "sh", "bash"]) {
            return None;
        }
        if CacheTool::of(&invocation) != Some(tool) {
            continue;
        }
        let directories = tool.directories(subject.graph, stage, step, invocation.argv)?;
        if directories.iter().any(|directory| directory.may_touch(&mount)) {
            return None;
        }
        real = Some(like(&directories, mounted)?);
    }
    if moves_cache(stage, step) { None } else { real }
}

/// The one of several caches of a tool that a mount was meant for.
fn like(directories: &[ImagePath], mounted: &str) -> Option<String> {
    let end = mounted.rsplit('/').next()?;
    let paths: Vec<String> = directories.iter().filter_map(ImagePath::absolute).collect();
    let is_like = |path: &&String| path.ends_with(end) || end == "git" && path.ends_with("git/db");
    paths.iter().find(is_like).or_else(|| paths.first()).cloned()
}

/// Whether a step up to this one configures where caches go.
fn moves_cache<'a>(stage: &Stage<'a>, step: &Step<'a>) -> bool {
    stage.steps[..=step.index].iter().filter(|step| step.instruction.keyword() == Keyword::Run).any(|run| {
        let text = run.instruction.arguments().text();
        ["config set", "go env -w", "pip config", "npmrc", "cache-folder"].iter().any(|part| text.contains(part))
    })
}

fn retarget(mount: &Mount<'_>, real: &str, user: Option<&str>) -> Option<Fix> {
    let field = mount.fields().iter().rfind(|field| matches!(field.key.as_str(), "target" | "dst" | "destination"))?;
    let is_owned = mount.last(&["uid"]).is_some();
    let owner = if user == Some("node") && !is_owned { ",uid=1000,gid=1000" } else { "" };
    let edit = Edit::replace(field.range, format!("{}={real}{owner}", field.key));
    let fix = Fix::safe(format!("Mount the cache on {real}"), vec![edit]);
    Some(match user {
        Some(user) if owner.is_empty() && !is_owned => {
            fix.at_most(Applicability::Display, format!("{user} must be allowed to write there"))
        }
        _ => fix.at_most(Applicability::Unsafe, "a later step may need what is now left in the layer"),
    })
}
