//! Findings as text, JSON, SARIF and workflow commands.
