//! The page on the formatter: its examples are what the program does, its table of options is read by it.

use crate::run::Project;
use crate::support::root;
use dockwright::config::Config;

/// The content of the next block in `text` that is opened with that fence.
fn block(text: &str, fence: &str) -> Option<String> {
    let start = text.find(&format!("```{fence}\n"))? + fence.len() + 4;
    let length = text[start..].find("```").expect("the block is closed");
    Some(text[start..start + length].to_owned())
}

#[test]
fn examples_are_what_the_program_does() {
    let page = std::fs::read_to_string(root().join("docs/format.md")).unwrap();
    let examples: Vec<&str> = page.split("<!-- format: ").skip(1).collect();
    assert_eq!(examples.len(), 3);
    for example in examples {
        let (flags, rest) = example.split_once(" -->").expect("the mark is closed");
        let before = block(rest, "dockerfile before").expect("there is a before");
        let project = Project::new(&[("Dockerfile", &before)]);
        let flags = flags.split(' ').filter(|flag| *flag != "default");
        let ran = project.run(&["format"].into_iter().chain(flags).collect::<Vec<_>>());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(Some(project.read("Dockerfile")), block(rest, "dockerfile after"));
        if let Some(output) = block(rest, "text output") {
            assert_eq!(ran.err, format!("formatted 1 file\n{output}"));
        }
    }
}

#[test]
fn the_options_are_read_and_are_the_defaults_where_they_are_said_to_be() {
    let page = std::fs::read_to_string(root().join("docs/format.md")).unwrap();
    let options = block(&page, "toml").expect("there is a table of options");
    let config = Config::parse(&options).unwrap();
    assert!(config.format.operators.is_some() && config.format.indent_width.is_some());
    let text = "from  a\nenv a=b   \\\n            c=d\n\n\n\nUSER b";
    let project = Project::new(&[
        ("set/dockwright.toml", &options),
        ("set/Dockerfile", text),
        ("open/Dockerfile", text),
    ]);
    assert_eq!(project.run(&["format", "set", "open"]).code, 0);
    assert_eq!(project.read("set/Dockerfile"), project.read("open/Dockerfile"));
}
