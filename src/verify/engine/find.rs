//! Which engine is used.

use super::{Docker, Engine, EngineError, Program};
use crate::verify::Interrupt;

/// What the user said about the engine.
#[derive(Clone, Debug, Default)]
pub struct EngineChoice {
    /// The program: `docker`, or one that is called otherwise and is the same.
    pub program: Option<String>,
    /// The builder of docker.
    pub builder: Option<String>,
}

/// The engine that was chosen.
///
/// # Errors
///
/// [`EngineError::None`] with what was tried.
pub fn find(choice: &EngineChoice, interrupt: &Interrupt) -> Result<Box<dyn Engine>, EngineError> {
    let name = choice.program.as_deref().unwrap_or("docker");
    match open(name, choice.builder.as_deref(), interrupt) {
        Err(EngineError::Interrupted) => Err(EngineError::Interrupted),
        Err(error) => Err(EngineError::None(vec![format!("{name}: {error}")])),
        found => found,
    }
}

fn open(
    name: &str,
    builder: Option<&str>,
    interrupt: &Interrupt,
) -> Result<Box<dyn Engine>, EngineError> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if matches!(file, "podman" | "buildah") {
        // Their cache is another one (reference A.8): what is predicted for BuildKit would be wrong without a word.
        let why = "not supported: its cache works otherwise than BuildKit's, for which predictions are made";
        return Err(EngineError::Other(why.to_owned()));
    }
    let program = Program::new(name, interrupt);
    Ok(Box::new(Docker::find(program, builder)?))
}
