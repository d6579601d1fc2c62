//! What is told of a simulation: costs, and root causes with what they cost.

use super::{Compared, record};
use crate::build::BuildGraph;
use crate::cache::Simulation;
use crate::cost::{Costs, Seconds};
use crate::explain;
use crate::report::SimulationReport;
use crate::syntax::Keyword;

/// What is told of a simulation of `compared`; `text` is the later Dockerfile.
pub fn report<'a>(
    compared: &Compared,
    target: Option<String>,
    text: &'a str,
    simulation: &'a Simulation,
    mut costs: Costs,
) -> SimulationReport<'a> {
    record::add_costs(&mut costs, &compared.after, &compared.place);
    let file = compared.after.file();
    let graph = BuildGraph::new(&file, &compared.after.args);
    let seconds = seconds(&graph, &costs, simulation);
    let values: Vec<Option<f64>> = seconds.iter().map(|it| it.map(|it| it.value)).collect();
    let vertices = compared.after.vertices();
    let context = compared.after.context.as_ref();
    SimulationReport {
        dockerfile: compared.dockerfile.clone(),
        context: compared.context.clone(),
        target,
        text,
        simulation,
        roots: explain::root_causes(&graph, &vertices, context, simulation, &values),
        seconds,
    }
}

/// What each step costs when it runs.
fn seconds(graph: &BuildGraph<'_>, costs: &Costs, simulation: &Simulation) -> Vec<Option<Seconds>> {
    let steps = simulation.steps.iter();
    steps
        .map(|outcome| {
            // What fetching an image costs is no cost of a step.
            let is_image = outcome.step.keyword == Keyword::From;
            (!is_image).then(|| costs.of(graph, &outcome.step))
        })
        .collect()
}
