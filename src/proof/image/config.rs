//! What a container of an image starts with, as `docker image inspect` and `podman image inspect` tell it.

use super::comparison::ConfigDifference;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// The label by which Dockwright finds what it made; no part of an image that is compared.
const OWN_LABEL: &str = "dev.dockwright.run";

/// The configuration of an image. What is not set and what is empty are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageConfig {
    /// Variables; of two with one name the last counts, as for a program that is started.
    pub env: BTreeMap<String, String>,
    /// The words of CMD.
    pub command: Vec<String>,
    /// The words of ENTRYPOINT.
    pub entrypoint: Vec<String>,
    /// Who runs it; empty for root.
    pub user: String,
    /// Where it runs; `/` when it is not set.
    pub working_dir: String,
    /// Such as `80/tcp`.
    pub exposed_ports: Vec<String>,
    /// Paths.
    pub volumes: Vec<String>,
    /// Labels, without the one of Dockwright itself.
    pub labels: BTreeMap<String, String>,
    /// The parts of HEALTHCHECK by their names in the engine's words, values as JSON; durations are in nanoseconds.
    pub healthcheck: BTreeMap<String, String>,
    /// The signal that stops it; empty when it is not set.
    pub stop_signal: String,
    /// The words of SHELL.
    pub shell: Vec<String>,
    /// Instructions for images that are built on it.
    pub on_build: Vec<String>,
    /// The digest by which the engine knows the image. Not compared.
    pub id: String,
    /// Bytes, as the engine counts them (compressed in the containerd store). Not compared.
    pub size: u64,
    /// Such as `amd64`.
    pub architecture: String,
    /// Such as `linux`.
    pub os: String,
    /// Digests of the layers, the base's first. Not compared: they hold times.
    pub layers: Vec<String>,
}

/// Why what an engine printed is no image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageConfigError(String);

impl fmt::Display for ImageConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the description of the image is not understood: {}", self.0)
    }
}

impl std::error::Error for ImageConfigError {}

impl ImageConfig {
    /// Reads the JSON of `image inspect`: the image, or a list whose first entry it is.
    ///
    /// # Errors
    ///
    /// Text that is no JSON or has no image.
    pub fn read(json: &str) -> Result<Self, ImageConfigError> {
        let value: Value =
            serde_json::from_str(json).map_err(|error| ImageConfigError(error.to_string()))?;
        let image = if value.is_array() { value.get(0) } else { Some(&value) };
        let image = image.and_then(Value::as_object);
        let image = image.ok_or_else(|| ImageConfigError("it names no image".to_owned()))?;
        let empty = Map::new();
        let config = image.get("Config").and_then(Value::as_object).unwrap_or(&empty);
        let layers = image.get("RootFS").and_then(|system| system.get("Layers"));
        // Podman has it beside the rest.
        let healthcheck = [config, image].into_iter().find_map(|it| it.get("Healthcheck"));
        let mut labels = texts(config.get("Labels"));
        labels.remove(OWN_LABEL);
        Ok(Self {
            env: variables(config.get("Env")),
            command: words(config.get("Cmd")),
            entrypoint: words(config.get("Entrypoint")),
            user: text(config.get("User")),
            working_dir: Some(text(config.get("WorkingDir")))
                .filter(|path| !path.is_empty())
                .unwrap_or("/".to_owned()),
            exposed_ports: names(config.get("ExposedPorts")),
            volumes: names(config.get("Volumes")),
            labels,
            healthcheck: parts(healthcheck),
            stop_signal: text(config.get("StopSignal")),
            shell: words(config.get("Shell")),
            on_build: words(config.get("OnBuild")),
            id: text(image.get("Id")),
            size: image.get("Size").and_then(Value::as_u64).unwrap_or_default(),
            architecture: text(image.get("Architecture")),
            os: text(image.get("Os")),
            layers: words(layers),
        })
    }

    /// Where two configurations differ, setting by setting.
    pub(super) fn differences(before: &Self, after: &Self) -> Vec<ConfigDifference> {
        let mut differences = Vec::new();
        for ((field, one), (_, other)) in before.settings().into_iter().zip(after.settings()) {
            for key in one.keys().chain(other.keys().filter(|key| !one.contains_key(*key))) {
                let (before, after) = (one.get(key).cloned(), other.get(key).cloned());
                if before != after {
                    let key = Some(key.clone()).filter(|key| !key.is_empty());
                    differences.push(ConfigDifference { field, key, before, after });
                }
            }
        }
        differences
    }

    /// Each setting by its name, with its values by key; a setting of one value has the key "".
    fn settings(&self) -> [(&'static str, BTreeMap<String, String>); 14] {
        let one = |value: &str| {
            let value = Some(value.to_owned()).filter(|value| !value.is_empty());
            value.map(|value| (String::new(), value)).into_iter().collect()
        };
        let list = |words: &[String]| match words {
            [] => BTreeMap::new(),
            words => one(&Value::from(words.to_vec()).to_string()),
        };
        let set = |names: &[String]| names.iter().map(|it| (it.clone(), String::new())).collect();
        [
            ("Env", self.env.clone()),
            ("Cmd", list(&self.command)),
            ("Entrypoint", list(&self.entrypoint)),
            ("User", one(&self.user)),
            ("WorkingDir", one(&self.working_dir)),
            ("ExposedPorts", set(&self.exposed_ports)),
            ("Volumes", set(&self.volumes)),
            ("Labels", self.labels.clone()),
            ("Healthcheck", self.healthcheck.clone()),
            ("StopSignal", one(&self.stop_signal)),
            ("Shell", list(&self.shell)),
            ("OnBuild", list(&self.on_build)),
            ("Architecture", one(&self.architecture)),
            ("Os", one(&self.os)),
        ]
    }
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn words(value: Option<&Value>) -> Vec<String> {
    let values = value.and_then(Value::as_array).into_iter().flatten();
    values.map(|value| text(Some(value))).collect()
}

/// The keys of a set, which Docker writes as an object of empty objects.
fn names(value: Option<&Value>) -> Vec<String> {
    value.and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name.clone()).collect()
}

fn texts(value: Option<&Value>) -> BTreeMap<String, String> {
    let values = value.and_then(Value::as_object).into_iter().flatten();
    values.map(|(name, value)| (name.clone(), text(Some(value)))).collect()
}

fn variables(value: Option<&Value>) -> BTreeMap<String, String> {
    let split = |word: String| match word.split_once('=') {
        Some((name, value)) => (name.to_owned(), value.to_owned()),
        None => (word, String::new()),
    };
    words(value).into_iter().map(split).collect()
}

/// The parts that say something: nulls, zeros and empty lists are what is not set.
fn parts(value: Option<&Value>) -> BTreeMap<String, String> {
    let parts = value.and_then(Value::as_object).into_iter().flatten();
    let said = parts.filter(|(_, value)| match value {
        Value::Null => false,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::Array(list) => !list.is_empty(),
        _ => true,
    });
    said.map(|(name, value)| (name.clone(), value.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str, expected: &str) {
        let read = |config| ImageConfig::read(&format!("[{{\"Config\": {config}}}]")).unwrap();
        let shown: Vec<String> = ImageConfig::differences(&read(before), &read(after))
            .into_iter()
            .map(|it| format!("{} {:?}: {:?} | {:?}", it.field, it.key, it.before, it.after))
            .collect();
        assert_eq!(shown.join("\n"), expected);
    }

    #[test]
    fn not_set_and_empty_are_the_same() {
        check(
            r#"{"Env": null, "Cmd": null, "WorkingDir": "", "Volumes": null, "Healthcheck": {"Interval": 0}}"#,
            r#"{"Env": [], "Cmd": [], "WorkingDir": "/", "Labels": {"dev.dockwright.run": "7"}}"#,
            "",
        );
        check("null", "{}", "");
    }

    #[test]
    fn variables_by_name() {
        check(r#"{"Env": ["A=1", "B=2"]}"#, r#"{"Env": ["B=2", "A=0", "A=1"]}"#, "");
        check(
            r#"{"Env": ["A=1", "B=2=3"]}"#,
            r#"{"Env": ["B=2", "C="]}"#,
            "Env Some(\"A\"): Some(\"1\") | None\n\
             Env Some(\"B\"): Some(\"2=3\") | Some(\"2\")\n\
             Env Some(\"C\"): None | Some(\"\")",
        );
    }

    #[test]
    fn every_setting() {
        check(
            r#"{"Cmd": ["a", "b c"], "Entrypoint": ["/e"], "User": "app", "ExposedPorts": {"80/tcp": {}},
                "Volumes": {"/data": {}}, "StopSignal": "SIGINT", "Labels": {"l": "1"}, "Shell": ["/bin/sh", "-ec"],
                "OnBuild": ["RUN true"], "WorkingDir": "/app", "Healthcheck": {"Test": ["CMD-SHELL", "true"], "Interval": 5000000000}}"#,
            "{}",
            r#"Cmd None: Some("[\"a\",\"b c\"]") | None
Entrypoint None: Some("[\"/e\"]") | None
User None: Some("app") | None
WorkingDir None: Some("/app") | Some("/")
ExposedPorts Some("80/tcp"): Some("") | None
Volumes Some("/data"): Some("") | None
Labels Some("l"): Some("1") | None
Healthcheck Some("Interval"): Some("5000000000") | None
Healthcheck Some("Test"): Some("[\"CMD-SHELL\",\"true\"]") | None
StopSignal None: Some("SIGINT") | None
Shell None: Some("[\"/bin/sh\",\"-ec\"]") | None
OnBuild None: Some("[\"RUN true\"]") | None"#,
        );
    }

    #[test]
    fn facts_about_the_image_and_what_is_none() {
        let image = ImageConfig::read(
            r#"{"Id": "sha256:db8d", "Architecture": "amd64", "Os": "linux", "Size": 1984269,
                "RootFS": {"Type": "layers", "Layers": ["sha256:7082", "sha256:99fb"]},
                "Healthcheck": {"Test": ["CMD", "true"]}, "Config": {}}"#,
        )
        .unwrap();
        assert_eq!(
            (image.id.as_str(), image.size, image.layers.len(), image.healthcheck.len()),
            ("sha256:db8d", 1_984_269, 2, 1)
        );
        for json in ["", "[]", "[1]", "null"] {
            assert!(ImageConfig::read(json).is_err(), "{json}");
        }
    }
}
