//! Which engine is used.

use super::{Docker, Engine, EngineError, Program};
use crate::verify::Interrupt;

/// What the user said about the engine.
#[derive(Clone, Debug, Default)]
pub struct EngineChoice {
    /// The program: `docker`, `podman`, `buildah`; the first that answers for `None`.
    pub program: Option<String>,
    /// The builder of docker.
    pub builder: Option<String>,
}

/// The engine that was chosen, or the first that answers.
///
/// # Errors
///
/// [`EngineError::None`] with what was tried.
pub fn find(choice: &EngineChoice, interrupt: &Interrupt) -> Result<Box<dyn Engine>, EngineError> {
    let names = match (&choice.program, &choice.builder) {
        (Some(name), _) => vec![name.as_str()],
        (None, Some(_)) => vec!["docker"],
        (None, None) => vec!["docker"],
    };
    let mut tried = Vec::new();
    for name in names {
        match open(name, choice.builder.as_deref(), interrupt) {
            Ok(engine) => return Ok(engine),
            Err(EngineError::Interrupted) => return Err(EngineError::Interrupted),
            Err(error) => tried.push(format!("{name}: {error}")),
        }
    }
    Err(EngineError::None(tried))
}

fn open(
    name: &str,
    builder: Option<&str>,
    interrupt: &Interrupt,
) -> Result<Box<dyn Engine>, EngineError> {
    let program = Program::new(name, interrupt);
    Ok(Box::new(Docker::find(program, builder)?))
}
